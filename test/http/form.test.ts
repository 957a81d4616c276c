import * as fc from 'fast-check'
import { createQuerySerializer } from 'openapi-fetch'
import { expect, test } from 'vitest'
import { decodePath, decodeQuery } from '../../mock/core/http/decode.js'
import type { Field, MockOperation, Profile } from '../../specs/profile.js'
import { encodeCookies, encodeForm, encodeHeaders, pathEncoder } from '../../src/http/form.js'
import { encodeJson } from '../../src/http/json.js'
import { radio } from '../support/radio.js'
import { json } from '../support/scripted-fetch.js'

test('writes booleans as the provider does', () => {
  expect(encodeForm({ on: true, off: false }, 'numeric')).toBe('on=1&off=0')
  expect(encodeForm({ on: true, off: false }, 'text')).toBe('on=true&off=false')
})

test('repeats the key of a list, and omits null, undefined and empty lists, but not an empty string', () => {
  expect(encodeForm({ tag: ['a', null, 'b'], none: null, not: undefined, no: [], empty: '' }, 'text')).toBe(
    'tag=a&tag=b&empty=',
  )
})

test('writes dates as ISO-8601 with an offset, plus as %2B', () => {
  expect(encodeForm({ since: new Date(Date.UTC(2026, 0, 15, 1)) }, 'text')).toBe(
    'since=2026-01-15T01%3A00%3A00%2B00%3A00',
  )
})

test.each([[{ a: 1 }], [NaN], [Infinity], [new Date(NaN)], [() => 1], [[['a']]], ['\ud800']])(
  'refuses by name what has no text form (%s)',
  (value) => expect(() => encodeForm({ airs_at: value }, 'text')).toThrow(/"airs_at"/),
)

test('any text survives encoding and decoding', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' })),
      (fields) => {
        expect(Object.fromEntries(new URLSearchParams(encodeForm(fields, 'text')))).toEqual({ ...fields })
      },
    ),
  )
})

test.each([
  ['commaDelimited', 'form', ','],
  ['spaceDelimited', 'spaceDelimited', ' '],
  ['pipeDelimited', 'pipeDelimited', '|'],
] as const)('writes a list that is %s as openapi-fetch does', (style, name, delimiter) => {
  const serialize = createQuerySerializer({ array: { style: name, explode: false } })
  const fields = { tag: { in: 'query', type: 'string', list: true, style } } as const
  const item = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(delimiter, ''))
  fc.assert(
    fc.property(fc.array(item), (tag) => {
      expect(decodeURIComponent(encodeForm({ tag }, 'text', fields))).toBe(decodeURIComponent(serialize({ tag })))
    }),
  )
  expect(() => encodeForm({ tag: ['a', `b${delimiter}c`] }, 'text', fields)).toThrow(/No item of "tag"/)
})

test('writes lists and objects in a deepObject by index and property, as the mock reads them', () => {
  const fields = {
    by: { in: 'query', type: 'string', style: 'deepObject', properties: { '*.id': 'integer' } },
  } as const
  expect(decodeURIComponent(encodeForm({ by: [{ id: 1 }, { id: 2, on: ['a', 'b'] }], none: [] }, 'text', fields))).toBe(
    'by[0][id]=1&by[1][id]=2&by[1][on][0]=a&by[1][on][1]=b',
  )
  const name = fc.stringMatching(/^[a-z]{1,5}$/)
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      fc.dictionary(name, tie('tree'), { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
    ),
  }))
  const operation = { fields: { by: { in: 'query', type: 'string', style: 'deepObject' } } } as unknown as MockOperation
  fc.assert(
    fc.property(fc.oneof(fc.array(tree, { minLength: 1 }), fc.dictionary(name, tree, { minKeys: 1 })), (by) => {
      const sent = new URLSearchParams(encodeForm({ by }, 'text', operation.fields))
      expect(decodeQuery(operation, { booleans: 'text' } as Profile, sent)).toEqual({
        by: JSON.parse(JSON.stringify(by)),
      })
    }),
  )
})

test('writes a deepObject as openapi-fetch does, with the property in brackets', () => {
  const serialize = createQuerySerializer({ object: { style: 'deepObject', explode: true } })
  const fields = { by: { in: 'query', type: 'string', style: 'deepObject', properties: {} } } as const
  const by = fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(fc.string(), fc.integer(), fc.boolean()))
  fc.assert(
    fc.property(by, (value) => {
      // openapi-fetch does not encode names.
      const names = Object.keys(value).every((name) => /^[\w ]+$/.test(name))
      fc.pre(names && Object.keys(value).length > 0)
      const given = { by: { ...value } }
      expect(decodeURIComponent(encodeForm(given, 'text', fields))).toBe(decodeURIComponent(serialize(given)))
    }),
  )
  expect(() => encodeForm({ by: new Map([['a', 1]]) }, 'text', fields)).toThrow(/"by"/)
})

/** Names and values that no delimiter is in, and whose text is not empty. */
const flat = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,5}$/),
  fc.oneof(
    fc.string({ unit: 'grapheme' }).map((text) => `_${text.replaceAll(/[,| ]/g, '')}`),
    fc.integer(),
    fc.boolean(),
  ),
  { minKeys: 1, noNullPrototype: true },
)
const reads = (fields: MockOperation['fields'], sent: string) =>
  decodeQuery({ fields } as MockOperation, { booleans: 'text' } as Profile, new URLSearchParams(sent))
const typesOf = (by: object) =>
  Object.fromEntries(
    Object.entries(by).map(([name, value]) => [name, typeof value === 'number' ? 'integer' : typeof value]),
  ) as Field['properties']

test.each([
  ['exploded', { style: 'form', explode: true }],
  ['commaDelimited', { style: 'form', explode: false }],
] as const)('writes an object that is %s as openapi-fetch does, and the mock reads it', (style, object) => {
  const serialize = createQuerySerializer({ object })
  fc.assert(
    fc.property(flat, (by) => {
      const fields = { by: { in: 'query', type: 'string', style, properties: typesOf(by) } } as const
      const sent = encodeForm({ by }, 'text', fields)
      expect(decodeURIComponent(sent)).toBe(decodeURIComponent(serialize({ by })))
      expect(reads(fields, sent)).toEqual({ by })
    }),
    // A property with the name of its parameter.
    { examples: [[{ by: false, a: 0 }]] },
  )
})

test.each(['spaceDelimited', 'pipeDelimited'] as const)('the mock reads an object that is %s', (style) => {
  fc.assert(
    fc.property(flat, (by) => {
      const fields = { by: { in: 'query', type: 'string', style, properties: typesOf(by) } } as const
      expect(reads(fields, encodeForm({ by }, 'text', fields))).toEqual({ by })
    }),
  )
})

test('an exploded object can have properties of any name, and other parameters beside it', () => {
  const fields = {
    page: { in: 'query', type: 'integer' },
    by: { in: 'query', type: 'string', style: 'exploded', properties: { live: 'boolean', '*': 'integer' } },
  } as const
  const values = { page: 2, by: { live: true, other: 3, none: null } }
  const sent = encodeForm(values, 'text', fields)
  expect(sent).toBe('page=2&live=true&other=3')
  expect(reads(fields, sent)).toEqual({ page: 2, by: { live: true, other: 3 } })
  expect(() => encodeForm({ by: { tags: ['a'] } }, 'text', fields)).toThrow(/"tags"/)
  expect(reads(fields, 'by=a')).toEqual({ by: { by: 'a' } })
})

test('a JSON parameter can have any value of JSON, and the mock refuses other texts', () => {
  const fields = { by: { in: 'query', type: 'json', style: 'json' } } as const
  fc.assert(
    fc.property(fc.jsonValue(), (by) => {
      fc.pre(by !== null)
      expect(reads(fields, encodeForm({ by }, 'text', fields))).toEqual({ by: JSON.parse(JSON.stringify(by)) })
    }),
  )
  expect(encodeForm({ by: { a: ['b&c'] }, none: undefined }, 'text', fields)).toBe(
    'by=%7B%22a%22%3A%5B%22b%26c%22%5D%7D',
  )
  expect(() => encodeForm({ by: NaN }, 'text', fields)).toThrow(/"by" is NaN/)
  expect(() => reads(fields, 'by={')).toThrow('invalid input: by')
})

test('lists and JSON in a path, a header and a cookie', () => {
  const list = { in: 'path', type: 'integer', list: true, style: 'commaDelimited' } as const
  const json = { in: 'path', type: 'json', style: 'json' } as const
  const path = pathEncoder('/a/{ids}/{by}', { ids: list, by: json })({ ids: [1, 2], by: { a: '/' } })
  expect(path).toBe('/a/1,2/%7B%22a%22%3A%22%2F%22%7D')
  const operation = { fields: { ids: list, by: json } } as unknown as MockOperation
  const sent = { ids: '1,2', by: '{"a":"/"}' }
  expect(decodePath(operation, { booleans: 'text' } as Profile, sent)).toEqual({ ids: [1, 2], by: { a: '/' } })
  expect(() => pathEncoder('/a/{ids}', { ids: list })({ ids: [] })).toThrow(/"ids"/)
  expect(() => pathEncoder('/a/{ids}', { ids: list })({ ids: ['1,2'] })).toThrow(/No item of "ids"/)
  expect(encodeHeaders({ ids: [1, 2], by: { a: 1 } }, 'text', { ids: list, by: json })).toEqual({
    ids: '1,2',
    by: '{"a":1}',
  })
  expect(encodeCookies({ by: { a: 1 } }, 'text', { by: json })).toEqual(['by=%7B%22a%22%3A1%7D'])
})

test('omits null and undefined in lists and objects, and writes booleans as the provider does', () => {
  const field = (style: Field['style']) => ({ in: 'query', type: 'string', style }) as const
  const fields = { on: field('commaDelimited'), no: field('pipeDelimited'), by: field('deepObject') }
  const values = { on: [true, null, false], no: [undefined], by: { a: null, b: true } }
  expect(encodeForm(values, 'numeric', fields)).toBe('on=1,0&by%5Bb%5D=1')
})

test('header parameters are strings, written as the provider writes them', () => {
  const values = { 'X-On': true, 'X-At': new Date(0), 'X-Count': 2, 'X-None': null }
  expect(encodeHeaders(values, 'numeric')).toEqual({ 'X-On': '1', 'X-At': '1970-01-01T00:00:00+00:00', 'X-Count': '2' })
  expect(() => encodeHeaders({ 'X-All': ['a', 'b'] }, 'text')).toThrow(/"X-All"/)
})

test.each([NaN, Infinity, new Date(NaN)])('JSON does not turn %s into null', (value) => {
  expect(() => encodeJson({ title: 'A', airs: { at: value } })).toThrow(/"at"/)
  expect(encodeJson({ at: new Date(0), on: null, not: undefined, count: 1 })).toBe(
    '{"at":"1970-01-01T00:00:00.000Z","on":null,"count":1}',
  )
})

test('a path parameter can be a boolean or a date', () => {
  expect(pathEncoder('/a/{on}/{at}', {}, 'numeric')({ on: true, at: new Date(0) })).toBe(
    '/a/1/1970-01-01T00%3A00%3A00%2B00%3A00',
  )
})

test('path parameters stay one segment', () => {
  expect(pathEncoder('/a/{x}/b/{y}min')({ x: 'p/q ?#%', y: 5 })).toBe('/a/p%2Fq%20%3F%23%25/b/5min')
})

test.each([[undefined], [null], [''], [' '], ['.'], ['..'], [{}], [NaN]])('a path parameter cannot be %s', (value) => {
  expect(() => pathEncoder('/a/{show_id}')({ show_id: value })).toThrow(/"show_id"/)
})

test('a path parameter cannot equal the literal segment of another path, but can resemble it', () => {
  const fields = { show_id: { in: 'path', type: 'string', reserved: ['mine', 'me'] } } as const
  for (const value of ['mine', 'me']) {
    expect(() => pathEncoder('/a/{show_id}', fields)({ show_id: value })).toThrow(/"show_id".*another path/)
    expect(pathEncoder('/a/{other}', fields)({ other: value })).toBe(`/a/${value}`)
  }
  expect(pathEncoder('/a/{show_id}', fields)({ show_id: 'me/mine' })).toBe('/a/me%2Fmine')
})

test('refuses a call before it sends anything', async () => {
  const { client, sent } = radio([json({})])
  await expect(client.call('getShow', { params: { path: { show_id: '' as never } } })).rejects.toMatchObject({
    code: 'usage',
  })
  await expect(client.call('createShow', { body: { title: {} as never } })).rejects.toMatchObject({ code: 'usage' })
  expect(sent).toHaveLength(0)
})

test('bodies are encoded by the operation table', async () => {
  const { client, sent } = radio([json({}, 201)])
  const body = { title: 'A & B', live: true, airs_at: new Date(0), tags: ['x', 'y'] }
  await client.POST('/stations/{station_key}/shows', { body })
  await client.PUT('/stations/{station_key}/shows/{show_id}', {
    params: { path: { show_id: 7 } },
    body: { title: 'A', live: true },
  })
  expect(sent.map(({ body, headers }) => [headers.get('content-type'), body])).toEqual([
    [
      'application/x-www-form-urlencoded',
      'title=A%20%26%20B&live=1&airs_at=1970-01-01T00%3A00%3A00%2B00%3A00&tags=x&tags=y',
    ],
    ['application/json', '{"title":"A","live":true}'],
  ])
})

test('a call without a body has no content type', async () => {
  const { client, sent } = radio([json({ data: [] })])
  await client.call('listShows', { params: { query: { live: true, q: 'a+b', page: 2 } } })
  expect(sent[0]?.headers.has('content-type')).toBe(false)
  expect(sent[0]?.url).toBe('https://api.radio.test/v1/stations/one/shows?live=1&q=a%2Bb&page=2')
})
