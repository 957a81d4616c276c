/** Requests that no ordinary client sends. */
import { describe, expect, test } from 'vitest'
import { testMock } from '../../support/mock.js'
import { dlive, tokenOf } from './caller.js'
import { Wire } from './wire.js'

describe('hostile requests are answered, and do not affect the next one:', () => {
  const category = 'query($id: Int!) { category(id: $id) { id } }'
  const persisted = (value: unknown) => ({ extensions: { persistedQuery: value } })
  const users = (n: number, of: (n: number) => string) => Array.from({ length: n }, (_, i) => of(i)).join(' ')
  const requests: readonly [string, unknown, number, RegExp][] = [
    ['one field 19,000 times', { query: `{ me { ${'id '.repeat(19_000)} } }` }, 422, /Validation aborted/],
    ['6,000 aliases', { query: `{ ${users(6000, (n) => `a${n}: __typename`)} }` }, 200, /"a5999":"Query"/],
    ['more tokens than the limit', { query: `{ ${users(11_000, (n) => `a${n}: x`)} }` }, 422, /Syntax Error/],
    [
      'circular fragments',
      { query: '{ me { ...A } } fragment A on User { ...B } fragment B on User { ...A }' },
      422,
      /within itself/,
    ],
    [
      'fragments that double 60 times',
      {
        query: `{ ...F0 } ${users(60, (n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`)} fragment F60 on Query { me { id } }`,
      },
      422,
      /complexity/,
    ],
    [
      'circular introspection',
      { query: `{ __schema ${'{ types { fields { type '.repeat(5)}{ name }${' } } }'.repeat(5)} }` },
      422,
      /introspection depth/,
    ],
    [
      'a list nested 5,000 times',
      { query: `{ livestreams(input: ${'['.repeat(5000)}${']'.repeat(5000)}) { list { id } } }` },
      422,
      /nested too deeply/,
    ],
    [
      'variables nested 20,000 times',
      `{"query":"query($i: LivestreamsOption) { livestreams(input: $i) { list { id } } }","variables":{"i":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}}`,
      422,
      /not defined by type/,
    ],
    [
      'a variable __proto__',
      '{"query":"query($__proto__: String!) { user(username: $__proto__) { id } }","variables":{"__proto__":"alice"}}',
      200,
      /user:alice/,
    ],
    [
      'an input field __proto__',
      '{"query":"query($i: LivestreamsOption) { livestreams(input: $i) { list { id } } }","variables":{"i":{"__proto__":{"first":1}}}}',
      422,
      /"__proto__\\?" is not defined/,
    ],
    [
      'a variable named like an Object member',
      { query: 'query($constructor: String!) { user(username: $constructor) { id } }', variables: {} },
      422,
      /was not provided/,
    ],
    [
      'aliases named like Object members',
      { query: '{ __proto__: me { id } constructor: me { toString: id } }' },
      200,
      /"__proto__":\{"id":"user:alice"\},"constructor":\{"toString"/,
    ],
    [
      'names of Object members',
      { query: '{ a: user(username: "__proto__") { id } b: userByDisplayName(displayname: "constructor") { id } }' },
      200,
      /\{"a":null,"b":null\}/,
    ],
    ['a request in __proto__', '{"__proto__":{"query":"{ me { id } }"}}', 422, /no operation/],
    ['a repeated key', '{"query":"{ nonsense }","query":"{ me { id } }"}', 200, /user:alice/],
    ['a number beyond 2^53', { query: '{ category(id: 9007199254740993) { id } }' }, 422, /32-bit/],
    ['a variable beyond 2^53', `{"query":"${category}","variables":{"id":9007199254740993}}`, 422, /32-bit/],
    ['digits beyond 2^31', { query: category, variables: { id: '9999999999' } }, 422, /32-bit/],
    ['an infinite number', `{"query":"${category}","variables":{"id":1e999}}`, 422, /non-integer/],
    ['a persisted query that is a string', persisted('x'), 200, /Unsupported persisted query version/],
    ['a persisted query that is a list', persisted([1]), 200, /Unsupported persisted query version/],
    ['a hash that is an object', persisted({ version: 1, sha256Hash: {} }), 200, /Unsupported persisted query version/],
    ['a hash __proto__', persisted({ version: 1, sha256Hash: '__proto__' }), 200, /PersistedQueryNotFound/],
    ['half a character', { query: '{ user(username: "\\uD800") { id } }' }, 422, /Invalid Unicode/],
    ['a character of four bytes', { query: '{ user(username: "\\u{1F34B}🍋\u0000") { id } }' }, 200, /"user":null/],
    ['a batch', [{ query: '{ me { id } }' }, { query: '{ me { id } }' }], 400, /could not be decoded/],
    [
      'a body nested 100,000 times',
      `{"variables":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      400,
      /could not be decoded/,
    ],
    ['an empty operation name, which counts as none', { query: '{ me { id } }', operationName: '' }, 200, /user:alice/],
    [
      'an operation name of an Object member',
      { query: 'query A { me { id } }', operationName: '__proto__' },
      422,
      /no operation '__proto__'/,
    ],
  ]

  test('over HTTP', async () => {
    const mock = await testMock({ providers: ['dlive'] }, { requests: ['executeGraphQL 200'] })
    const headers = { authorization: await tokenOf(mock), 'content-type': 'application/json' }
    const send = async (sent: unknown) => {
      const body = typeof sent === 'string' ? sent : JSON.stringify(sent)
      const response = await mock.fetch(`${mock.url}/dlive/api/`, { method: 'POST', headers, body })
      return { status: response.status, text: await response.text() }
    }
    for (const [name, sent, status, said] of requests) {
      const answer = await send(sent)
      expect([name, answer.status, answer.text]).toEqual([name, status, expect.stringMatching(said)])
    }
    expect((await send({ query: '{ me { id } }' })).text).toBe('{"data":{"me":{"id":"user:alice"}}}')
    expect(({} as { first?: number }).first).toBeUndefined()
  })

  test('over the socket, each with its id', async () => {
    const mock = await dlive()
    const wire = await Wire.ready(mock, await tokenOf(mock))
    for (const [name, sent, , said] of requests) {
      const payload = typeof sent === 'string' ? sent : JSON.stringify(sent)
      // A frame's payload is an object. Other payloads have their own test.
      if (!payload.startsWith('{') || name === 'a body nested 100,000 times') continue
      wire.raw(`{"type":"start","id":${JSON.stringify(name)},"payload":${payload}}`)
      const frame = await wire.next()
      const expected = payload.includes('persistedQuery') ? /no operation/ : said
      expect([frame.id, JSON.stringify(frame)]).toEqual([name, expect.stringMatching(expected)])
      if (frame.type === 'data') expect(await wire.next()).toEqual({ type: 'complete', id: name })
    }
    wire.send({ type: 'start', id: 'end', payload: { query: '{ me { id } }' } })
    expect(await wire.next()).toEqual({ type: 'data', id: 'end', payload: { data: { me: { id: 'user:alice' } } } })
  })

  test.each([
    ['a repeated parameter, of which the first counts', 'query={me{id}}&query={nonsense}', 200],
    ['variables that are null', 'query={me{id}}&variables=null&extensions=', 200],
    ['variables that are a list', 'query={me{id}}&variables=[]', 400],
    ['a broken escape', 'query=%E0%A4%A', 422],
    ['a subscription', 'query=subscription{streamMessageReceived(streamer:"a"){type}}', 400],
    ['an invalid hash', 'extensions={"persistedQuery":7}', 200],
    ['nothing', '', 422],
  ])('by GET: %s', async (_, search, status) => {
    const mock = await dlive()
    const headers = { authorization: await tokenOf(mock) }
    const response = await mock.fetch(`${mock.url}/dlive/api/?${search}`, { headers })
    expect(response.status).toBe(status)
  })
})
