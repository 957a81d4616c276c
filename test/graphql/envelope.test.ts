import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { DecodeError, GraphQLResponseError, OnAirError } from '../../src/errors/index.js'
import { readEnvelope } from '../../src/graphql/envelope.js'
import { unwrap } from '../../src/http/result.js'

class Refusal extends OnAirError {}

const read = (data: unknown, ok = true, status = 200) => {
  const response = new Response(null, { status })
  const answer = ok ? { ok, status, data, response } : { ok, status, error: data, response }
  return readEnvelope<Refusal>(
    answer,
    { provider: 'Radio', operation: 'Show' },
    {
      isLoginRequired: (message) => message === 'Who are you?',
      refusalIn: (fields) => ('no' in fields ? new Refusal('No.') : undefined),
    },
  )
}
const show = { id: '1', host: null }

describe('data is a success', () => {
  test.each<[string, unknown]>([
    ['alone', { data: { show } }],
    ['with errors that are null', { data: { show }, errors: null }],
    ['with an empty list of errors', { data: { show }, errors: [] }],
    ['with extensions', { data: { show }, extensions: { cost: 1 } }],
  ])('%s', (_name, body) => {
    expect(read(body)).toMatchObject({ ok: true, status: 200, data: { show }, warnings: [] })
  })

  test('with a null at its root, which is not an error', () => {
    expect(read({ data: { show: null } })).toMatchObject({ ok: true, data: { show: null } })
  })

  test.each(['constructor', 'toString', '__proto__'])('but not with an error at %s, which has no data', (name) => {
    const errors = [{ message: 'Not for you.', path: [name, 'host'] }]
    expect(read({ data: { show }, errors })).toMatchObject({ ok: false, warnings: [], error: { errors } })
  })

  test('with warnings for errors below a field that has data', () => {
    const entry = {
      message: 'Not for you.',
      path: ['show', 'host'],
      locations: [{ line: 1, column: 2 }],
      extensions: { a: 1 },
    }
    const deep = { message: 'Gone.', path: ['shows', 3, 'host', 'name'] }
    const result = read({ data: { show, shows: [{}] }, errors: [entry, deep] })
    expect(result).toMatchObject({ ok: true, data: { show, shows: [{}] } })
    expect(result.warnings).toEqual([
      { message: 'Not for you.', path: ['show', 'host'], extensions: { a: 1 } },
      { message: 'Gone.', path: ['shows', 3, 'host', 'name'] },
    ])
    expect(unwrap(result)).toEqual({ show, shows: [{}] })
  })
})

describe('errors are a failure', () => {
  test.each<[string, object, object]>([
    ['without data', { errors: [{ message: 'No.' }] }, {}],
    ['with data null', { errors: [{ message: 'No.', path: ['show', 'host'] }], data: null }, {}],
    [
      'of a root field',
      { errors: [{ message: 'No.', path: ['show'] }], data: { show: null, me: 1 } },
      { data: { show: null, me: 1 } },
    ],
    [
      'of a root field that still has a value',
      { errors: [{ message: 'No.', path: ['show'] }], data: { show } },
      { data: { show } },
    ],
    [
      'that reached a root field',
      { errors: [{ message: 'No.', path: ['show', 'id'] }], data: { show: null } },
      { data: { show: null } },
    ],
    ['without a path', { errors: [{ message: 'No.' }], data: { show } }, { data: { show } }],
    [
      'of a field that was not selected',
      { errors: [{ message: 'No.', path: ['other', 'id'] }], data: { show } },
      { data: { show } },
    ],
    ['with an empty path', { errors: [{ message: 'No.', path: [] }], data: { show } }, { data: { show } }],
    ['with an invalid path', { errors: [{ message: 'No.', path: 'show.host' }], data: { show } }, { data: { show } }],
  ])('%s', (_name, body, kept) => {
    const result = read(body)
    expect(result).toMatchObject({ ok: false, status: 200, ...kept })
    expect('data' in result).toBe('data' in kept)
    expect(result.error).toBeInstanceOf(GraphQLResponseError)
    expect(result.error).toMatchObject({
      provider: 'Radio',
      operation: 'Show',
      isLoginRequired: false,
      errors: [{ message: 'No.' }],
    })
    expect(() => unwrap(result)).toThrow(GraphQLResponseError)
    expect(() => unwrap(result)).toThrow(/Radio did not complete Show: No\./)
  })

  test('with warnings in their place', () => {
    const root = { message: 'No.', path: ['me'] }
    const inner = { message: 'Not for you.', path: ['show', 'host'] }
    const result = read({ data: { show, me: null }, errors: [inner, root] })
    expect(result).toMatchObject({ ok: false, data: { show, me: null }, warnings: [inner], error: { errors: [root] } })
  })

  test('that may need a signed-in user', () => {
    const result = read({ data: { me: null }, errors: [{ message: 'Who are you?', path: ['me'] }] })
    expect(result.error).toMatchObject({ isLoginRequired: true, message: expect.stringContaining('token of a user') })
  })

  test('with any kind of entries', () => {
    const result = read({ errors: [null, 'text', { message: 7 }, {}, { message: 'x', path: [{}], extensions: 'y' }] })
    expect((result.error as GraphQLResponseError).errors).toEqual([
      ...Array.from({ length: 4 }, () => ({ message: 'an error without a message' })),
      { message: 'x' },
    ])
  })

  test('that take precedence over the data, which is kept', () => {
    const result = read({ data: { no: 1, me: null }, errors: [{ message: 'No.', path: ['me'] }] })
    expect(result).toMatchObject({ ok: false, data: { no: 1 } })
    expect(result.error).toBeInstanceOf(GraphQLResponseError)
  })

  test('that print their messages without secrets, and not `errors`', () => {
    const secret = 'planted-0123456789-0123456789-0123456789'
    const { error } = read({ errors: [{ message: `token ${secret} is bad`, extensions: { secret } }] })
    const shown = inspect(error, { depth: 10, showHidden: true, getters: true }) + JSON.stringify(error) + String(error)
    expect(shown).toContain('is bad')
    expect(shown).not.toContain('planted')
    expect(JSON.stringify((error as GraphQLResponseError).errors)).toContain(secret)
  })
})

test('a refusal inside data is a failure, with the data', () => {
  const result = read({ data: { no: 1 } })
  expect(result).toMatchObject({ ok: false, data: { no: 1 }, warnings: [] })
  expect(result.error).toBeInstanceOf(Refusal)
})

test('an error status takes precedence over any body', () => {
  for (const body of [{ data: { show } }, '403 Forbidden', undefined]) {
    const result = read(body, false, 403)
    expect(result).toMatchObject({ ok: false, status: 403, warnings: [], error: { code: 'forbidden', body } })
  }
})

describe('a success that is not a GraphQL answer is a DecodeError', () => {
  test.each<[string, unknown, string]>([
    ['a list', [{ data: {} }], ''],
    ['a string', 'ok', ''],
    ['a number', 7, ''],
    ['null', null, ''],
    ['nothing', undefined, ''],
    ['an unrelated object', { show }, ''],
    ['data null without errors', { data: null }, ''],
    ['data null with an empty list of errors', { data: null, errors: [] }, ''],
    ['data that is a list', { data: [show] }, 'data'],
    ['data that is a string', { data: 'x' }, 'data'],
    ['errors that are an object', { data: { show }, errors: { message: 'No.' } }, 'errors'],
    ['errors that are a string', { errors: 'No.' }, 'errors'],
  ])('%s', (_name, body, path) => {
    expect(() => read(body)).toThrow(DecodeError)
    expect(() => read(body)).toThrow(expect.objectContaining({ path, status: 200, raw: JSON.stringify(body) ?? '' }))
  })

  test('even if it is nested too deeply to print', () => {
    const deep: unknown = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`)
    expect(() => read(deep)).toThrow(DecodeError)
  })
})
