import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  DecodeError,
  ForbiddenError,
  GraphQLResponseError,
  RateLimitError,
  ServerError,
  UnauthorizedError,
  UsageError,
  ValidationError,
} from '../../src/errors/index.js'
import * as documents from '../../generated/dlive/documents.js'
import type { AccessToken, TokenSource } from '../../src/auth/token.js'
import { readDocument } from '../../src/graphql/document.js'
import {
  type CategoriesDocument,
  createDLive,
  dliveAuth,
  DLiveError,
  FollowersDocument,
  MeDocument,
  SendStreamchatMessageDocument,
  StreamMessageReceivedDocument,
  UserDocument,
  type DLiveOptions,
} from '../../src/dlive/index.js'
import type { LogEntry } from '../../src/http/log.js'
import { unwrap } from '../../src/http/result.js'
import { manualClock } from '../support/manual-clock.js'
import { failure } from '../support/signed-in.js'
import { tokens } from '../support/radio.js'
import { fetchFailure, json, scriptedFetch } from '../support/scripted-fetch.js'
import type { Reply } from '../support/scripted-fetch.js'

function dlive(replies: Reply[], more: Partial<DLiveOptions> = {}) {
  const clock = manualClock()
  const log: LogEntry[] = []
  const { fetch, sent } = scriptedFetch(...replies)
  const options = { auth: tokens('t1'), fetch, clock, log: (entry: LogEntry) => void log.push(entry), ...more }
  return { client: createDLive(options), options, clock, sent, log }
}
/** Tokens of a user, or of the client itself, in sequence. */
function speaking(subject: AccessToken['subject'], ...values: string[]) {
  const inner = tokens(...values)
  const source: TokenSource = { token: async (options) => ({ ...(await inner.token(options)), subject }) }
  return { ...source, rejected: inner.rejected }
}
const me = { data: { me: { id: 'user:alice', username: 'alice' } } }
const input = { streamer: 'alice', message: 'hello', roomRole: 'Member', subscribing: false } as const
const bodies = (sent: readonly { body: string | undefined }[]) =>
  sent.map(({ body }) => JSON.parse(body!) as { query: string; variables?: unknown; operationName?: string })

describe('a document', () => {
  test('is sent by POST to api.dlive.tv, with its name and its variables, and the bare token', async () => {
    const { client, sent } = dlive([json({ data: { user: null } })])
    expect(await client.query(UserDocument, { username: 'alice' })).toMatchObject({ ok: true, data: { user: null } })
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ method: 'POST', url: 'https://api.dlive.tv/' })
    expect(bodies(sent)).toEqual([
      { query: String(UserDocument), operationName: 'User', variables: { username: 'alice' } },
    ])
    const { headers } = sent[0]!
    expect(['authorization', 'content-type', 'accept'].map((name) => headers.get(name))).toEqual([
      't1',
      'application/json',
      'application/json',
    ])
  })

  test('in plain text is sent as it is, without a name or variables that it does not have', async () => {
    const { client, sent } = dlive([json(me)])
    expect(unwrap(await client.query<typeof me.data>('{ me { id } }')).me.id).toBe('user:alice')
    expect(bodies(sent)).toEqual([{ query: '{ me { id } }' }])
  })

  test('is sent with Bearer where an option asks for it; other schemes are refused', async () => {
    const { client, sent } = dlive([json(me)], { authScheme: 'Bearer' })
    await client.query(MeDocument)
    expect(sent[0]!.headers.get('authorization')).toBe('Bearer t1')
    for (const authScheme of ['bearer', 'Basic', '', 'constructor'])
      expect(() => dlive([], { authScheme: authScheme as 'none' })).toThrow(UsageError)
  })

  test('cannot be sent by a client with wrong options: each is named', () => {
    const auth = tokens('t1')
    const all = dliveAuth({ clientId: 'id', clientSecret: 'secret', redirectUri: 'http://localhost:3000/callback' })
    const wrong = (options?: object) => () => createDLive(options as DLiveOptions)
    expect(wrong()).toThrow(UsageError)
    expect(wrong({})).toThrow(/DLive needs the option "auth"/)
    expect(wrong({ auth: all })).toThrow(/DLive: the option "auth"/)
    expect(wrong({ auth, socketAuth: all })).toThrow(/DLive: the option "socketAuth"/)
    expect(wrong({ auth, webSocket: 'ws' })).toThrow(/DLive: the option "webSocket"/)
  })

  test('is sent below a baseUrl like every other call', async () => {
    const { client, sent } = dlive([json(me)], { baseUrl: 'http://127.0.0.1:4010/t/one' })
    await client.query(MeDocument)
    expect(sent[0]!.url).toBe('http://127.0.0.1:4010/t/one/dlive/api/')
  })

  test('is sent with undeclared variables too: the server refuses them', async () => {
    const refusal = { errors: [{ message: 'Variable "$foo" is not defined by operation "Me".' }], data: null }
    const { client, sent } = dlive([json(refusal, 422)])
    const result = await client.query('query Me { me { id } }', { foo: 1 })
    expect(bodies(sent)[0]!.variables).toEqual({ foo: 1 })
    expect(() => unwrap(result)).toThrow(ValidationError)
    expect(() => unwrap(result)).toThrow(/"\$foo" is not defined/)
  })
})

describe('refuses before it sends anything:', () => {
  const { client, sent } = dlive([json(me)])
  test.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'a mutation as a query',
      () => client.query(SendStreamchatMessageDocument, { input }),
      /is a mutation: use mutate\(\) for it/,
    ],
    ['a query as a mutation', () => client.mutate(MeDocument), /is a query: use query\(\) for it/],
    ['a subscription', () => client.query(StreamMessageReceivedDocument, { streamer: 'a' }), /use events\(\) for it/],
    ['a subscription as a mutation', () => client.mutate('subscription { x }'), /use events\(\) for it/],
    ['an empty text', () => client.query(''), /is empty/],
    ['a truncated document', () => client.query('{ me { id }'), /is incomplete/],
    ['two operations', () => client.query('query A { x } query B { y }'), /several operations/],
    ['a parsed document', () => client.query({ kind: 'Document' } as never), /documentMode: 'string'/],
  ])('%s', async (_name, run, message) => {
    const error = await failure(run)
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toMatch(message)
    expect(sent).toEqual([])
  })
})

describe('a temporary fault', () => {
  const passing: [string, Reply][] = [
    ['503', json({}, 503)],
    ['500', new Response('<h1>Oops</h1>', { status: 500 })],
    ['429', json({}, 429, { 'retry-after': '1' })],
    ['a connection that breaks', () => Promise.reject(fetchFailure('ECONNRESET'))],
  ]
  test.each(passing)('%s repeats a query', async (_name, reply) => {
    const { client, clock, sent } = dlive([reply, json(me)])
    const result = client.query(MeDocument)
    await clock.advance(60_000)
    expect(await result).toMatchObject({ ok: true })
    expect(sent).toHaveLength(2)
  })

  test.each(passing)('%s does not repeat a mutation', async (_name, reply) => {
    const { client, clock, sent } = dlive([reply, json({ data: {} })])
    const outcome = client.mutate(SendStreamchatMessageDocument, { input }).catch(() => ({ ok: false }))
    await clock.advance(60_000)
    expect(await outcome).toMatchObject({ ok: false })
    expect(sent).toHaveLength(1)
  })

  test('before anything was sent repeats both', async () => {
    const refused: Reply = () => Promise.reject(fetchFailure('ECONNREFUSED', 'connect'))
    const { client, clock, sent } = dlive([refused, json({ data: { sendStreamchatMessage: { err: null } } })])
    const result = client.mutate(SendStreamchatMessageDocument, { input })
    await clock.advance(60_000)
    expect(await result).toMatchObject({ ok: true })
    expect(sent).toHaveLength(2)
  })

  test('stops retrying at the caller’s abort', async () => {
    const { client } = dlive([json(me)])
    await expect(client.query(MeDocument, {}, { signal: AbortSignal.abort('enough') })).rejects.toBe('enough')
  })
})

describe('the status decides first', () => {
  test.each<[string, Reply, new (...args: never[]) => Error, RegExp]>([
    ['a page from the edge', new Response('<html>403 Forbidden</html>', { status: 403 }), ForbiddenError, /403/],
    ['text from the edge', new Response('403 Forbidden', { status: 403 }), ForbiddenError, /403/],
    [
      'a query that is too complex',
      json({ errors: [{ message: 'operation has complexity 1300' }], data: null }, 422),
      ValidationError,
      /complexity 1300\)\. Correct the fields that it names/,
    ],
    ['a refused token', json({ errors: [{ message: 'Require login' }] }, 401), UnauthorizedError, /Require login/],
    ['a limit', json({}, 429), RateLimitError, /Wait/],
    ['a server error', new Response(null, { status: 502 }), ServerError, /try later/],
  ])('%s is its ApiError', async (_name, reply, kind, message) => {
    const { client } = dlive([reply], { retry: false })
    const result = await client.query(MeDocument)
    expect(result).toMatchObject({ ok: false, warnings: [] })
    expect(result.error).toBeInstanceOf(kind)
    expect(String(result.error)).toMatch(message)
    expect(() => unwrap(result)).toThrow(kind)
  })

  test.each<[string, () => Response]>([
    ['a page', () => new Response('<html>planted 403 Forbidden</html>')],
    ['nothing', () => new Response(null)],
    ['a truncated body', () => new Response('{"data":{"me":{"id":"planted')],
    ['a list', () => json([{ planted: 1 }])],
    ['neither data nor errors', () => json({ planted: 1 })],
    ['errors that are not a list', () => json({ data: { me: null }, errors: { message: 'planted' } })],
    // The vendor's sample of an answer of the token endpoint, with its wrong commas.
    ['JSON as on the vendor’s page', () => new Response('{ "data": { "me": null }\n "planted": "x", }')],
  ])('a success with %s is a DecodeError, which does not print it', async (_name, reply) => {
    const { client, log } = dlive([reply()])
    const error = await failure(() => client.query(MeDocument))
    expect(error).toBeInstanceOf(DecodeError)
    expect(inspect([error, log], { depth: 10, showHidden: true }) + JSON.stringify(error)).not.toContain('planted')
  })
})

describe('errors', () => {
  test('on fields about the viewer are warnings beside the data', async () => {
    const errors = [
      { message: 'Require login', path: ['user', 'isFollowing'] },
      { message: 'Require login', path: ['user', 'private'] },
    ]
    const { client } = dlive(
      [json({ data: { user: { username: 'alice', isFollowing: null, private: null } }, errors })],
      {
        auth: speaking('client', 't1'),
      },
    )
    const result = await client.query(UserDocument, { username: 'alice' })
    expect(result).toMatchObject({ ok: true, data: { user: { username: 'alice' } }, warnings: errors })
    expect(unwrap(result).user?.username).toBe('alice')
  })

  test('that make a root field null are a failure that asks for a user', async () => {
    const { client } = dlive([json({ data: { me: null }, errors: [{ message: 'Require login', path: ['me'] }] })])
    const result = await client.query(MeDocument)
    expect(result).toMatchObject({ ok: false, status: 200, data: { me: null } })
    expect(result.error).toBeInstanceOf(GraphQLResponseError)
    expect(result.error).toMatchObject({ isLoginRequired: true, provider: 'DLive', operation: 'Me' })
    expect(() => unwrap(result)).toThrow(/Require login \(at me\)/)
  })

  test('without data are a failure', async () => {
    const { client } = dlive([json({ errors: [{ message: 'PersistedQueryNotFound' }] })])
    const result = await client.query(MeDocument)
    expect(result).toMatchObject({ ok: false, error: { code: 'graphql', isLoginRequired: false } })
    expect('data' in result).toBe(false)
  })
})

describe('a payload’s err', () => {
  const sendAnswer = (err: unknown) => json({ data: { sendStreamchatMessage: { message: null, err } } })

  test('is a DLiveError with any number, the text and the field', async () => {
    for (const code of [6021, 0, -1, 40_023, 2_147_483_647]) {
      const { client } = dlive([sendAnswer({ code, message: 'You have to follow for longer.' })])
      const result = await client.mutate(SendStreamchatMessageDocument, { input })
      expect(result).toMatchObject({ ok: false, status: 200, data: { sendStreamchatMessage: { message: null } } })
      expect(result.error).toBeInstanceOf(DLiveError)
      expect(result.error).toMatchObject({
        code: 'dlive',
        operation: 'SendStreamchatMessage',
        field: 'sendStreamchatMessage',
        errorCode: code,
        refusals: [{ field: 'sendStreamchatMessage', code, message: 'You have to follow for longer.' }],
      })
      expect(() => unwrap(result)).toThrow(/sendStreamchatMessage: You have to follow for longer\. \(-?\d+\)/)
    }
  })

  test('that is null is a success', async () => {
    const { client } = dlive([sendAnswer(null)])
    expect(await client.mutate(SendStreamchatMessageDocument, { input })).toMatchObject({ ok: true })
  })

  test.each<[string, unknown, object]>([
    ['the code only', { code: 1001 }, { code: 1001, message: 'no message' }],
    ['the message only', { message: 'No.' }, { code: undefined, message: 'No.' }],
    ['neither', { __typename: 'Error' }, { code: undefined, message: 'no message' }],
    ['other types', { code: '7', message: 8 }, { code: undefined, message: 'no message' }],
  ])('of which a document selects %s is still an error', async (_name, err, expected) => {
    const { client } = dlive([sendAnswer(err)])
    const { error } = await client.mutate(SendStreamchatMessageDocument, { input })
    expect((error as DLiveError).refusals).toEqual([{ field: 'sendStreamchatMessage', ...expected }])
  })

  test('of several mutations in one document is listed by key, with the mutations that succeeded', async () => {
    const data = {
      a: { err: null },
      b: { err: { code: 1, message: 'One.' } },
      c: { err: { code: 2, message: 'Two.' } },
      d: null,
    }
    const { client } = dlive([json({ data })])
    const result = await client.mutate('mutation { a: follow b: follow c: follow d: follow }')
    expect(result).toMatchObject({ ok: false, data, error: { field: 'b', errorCode: 1 } })
    expect((result.error as DLiveError).refusals.map(({ field }) => field)).toEqual(['b', 'c'])
  })

  test('is printed without strings that look like a secret', async () => {
    const secret = 'planted0123456789planted0123456789planted'
    const { client } = dlive([sendAnswer({ code: 1, message: `bad key ${secret}` })])
    const { error } = await client.mutate(SendStreamchatMessageDocument, { input })
    expect(inspect(error, { depth: 10, showHidden: true, getters: true }) + JSON.stringify(error)).not.toContain(
      'planted',
    )
  })
})

describe('a refused token in a 200', () => {
  const refused = (path?: string[]) => json({ data: null, errors: [{ message: 'Require login', path }] })
  const guarded = json({
    data: { user: { isMe: null } },
    errors: [{ message: 'Require login', path: ['user', 'isMe'] }],
  })

  test.each<['user' | undefined, string]>([
    ['user', 'a user’s'],
    [undefined, 'one that was pasted'],
  ])('is reported once and the call is replayed, a mutation too: %s', async (subject) => {
    for (const reply of [refused(), refused(['sendStreamchatMessage']), guarded, json({}, 401)]) {
      const auth = speaking(subject, 't1', 't2')
      const { client, sent } = dlive([reply, json({ data: { sendStreamchatMessage: { err: null } } })], { auth })
      expect(await client.mutate(SendStreamchatMessageDocument, { input })).toMatchObject({ ok: true })
      expect(auth.rejected).toEqual(['t1'])
      expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual(['t1', 't2'])
    }
  })

  test('is returned if there is no other token', async () => {
    const { client, sent } = dlive([refused(['me'])])
    expect(await client.query(MeDocument)).toMatchObject({ ok: false, error: { isLoginRequired: true } })
    expect(sent).toHaveLength(1)
  })

  test('is not assumed for the client’s own token if only one field is refused', async () => {
    for (const reply of [refused(['me']), guarded]) {
      const auth = speaking('client', 't1', 't2')
      const { client, sent } = dlive([reply], { auth })
      await client.query(MeDocument)
      expect([auth.rejected, sent.length]).toEqual([[], 1])
    }
  })

  test('is assumed for the client’s own token if no field is named', async () => {
    const auth = speaking('client', 't1', 't2')
    const { client } = dlive([refused(), json(me)], { auth })
    expect(await client.query(MeDocument)).toMatchObject({ ok: true })
    expect(auth.rejected).toEqual(['t1'])
  })

  test.each<[string, Reply]>([
    ['in the requested data', json({ data: { me: { about: 'Require login' } } })],
    [
      'in another error',
      json({ data: { me: null }, errors: [{ message: 'No.', path: ['me'], extensions: { hint: 'Require login' } }] }),
    ],
    ['in a string', new Response('"Require login"')],
    ['with 403', json({ errors: [{ message: 'Require login' }] }, 403)],
  ])('is not assumed if the words are %s', async (_name, reply) => {
    const auth = speaking('user', 't1', 't2')
    const { client } = dlive([reply], { auth, retry: false })
    await client.query(MeDocument).catch(() => undefined)
    expect(auth.rejected).toEqual([])
  })
})

test('money and times of 19 digits keep every digit', async () => {
  const text = '{"data":{"user":{"wallet":{"balance":"1234567890123456789"},"at":"1700000000123456789"}}}'
  const { client } = dlive([new Response(text)])
  expect(JSON.stringify({ data: unwrap(await client.query('{ user }')) })).toBe(text)
})

test('followers are paged by their cursor, with the token, the retries and the limits of every call', async () => {
  const page = (usernames: string[], endCursor: string, hasNextPage: boolean) =>
    json({
      data: {
        user: {
          followers: {
            totalCount: 3,
            list: usernames.map((username) => ({ username })),
            pageInfo: { endCursor, hasNextPage },
          },
        },
      },
    })
  const { client, sent, clock } = dlive([page(['a', 'b'], '1', true), json({}, 503), page(['c'], '2', false)])
  const seen: string[] = []
  const walk = (async () => {
    for await (const { username } of client.paginate(FollowersDocument, { username: 'alice', first: 2 }))
      seen.push(username)
  })()
  await clock.advance(60_000)
  await walk
  expect(seen).toEqual(['a', 'b', 'c'])
  expect(bodies(sent).map(({ variables }) => variables)).toEqual([
    { username: 'alice', first: 2 },
    { username: 'alice', first: 2, after: '1' },
    { username: 'alice', first: 2, after: '1' },
  ])
})

describe('the shipped documents', () => {
  const shipped = Object.entries(documents).filter(([name]) => name.endsWith('Document'))
  const { client } = dlive([])

  test('contain one named operation each', () => {
    expect(shipped.length).toBeGreaterThan(40)
    expect(shipped.map(([, document]) => `${readDocument(document).name}Document`)).toEqual(
      shipped.map(([name]) => name),
    )
  })

  test('select err in every mutation, so that no refusal is missed', () => {
    const mutations = shipped.filter(([, document]) => readDocument(document).kind === 'mutation')
    expect(mutations.length).toBeGreaterThan(15)
    for (const [name, document] of mutations)
      expect([name, String(document)]).toEqual([name, expect.stringMatching(/err \{\s+code\s+message/)])
  })

  test('can be paged if they take a cursor', () => {
    const paged = shipped.filter(([, document]) => readDocument(document).variables.has('after'))
    expect(paged.length).toBeGreaterThan(5)
    for (const [, document] of paged)
      expect(client.paginate(document as typeof CategoriesDocument)).toBeTypeOf('object')
  })
})

test('the log names the operation, and shows no content', async () => {
  const { client, log } = dlive([json({ data: { sendStreamchatMessage: { err: null } } })])
  await client.mutate(SendStreamchatMessageDocument, { input: { ...input, message: 'planted' } })
  expect(log.map(({ event, operation, status }) => [event, operation, status])).toEqual([
    ['attempt', 'executeGraphQL', 200],
    ['result', 'executeGraphQL', 200],
  ])
  expect(JSON.stringify(log)).not.toMatch(/planted|t1/)
})

test('answers can be validated by the spec’s schemas', async () => {
  const { client } = dlive([json({ data: { me: null }, errors: [{ text: 'x' }] })], {
    validate: { response: (operation) => (operation === 'executeGraphQL' ? refuseAll : undefined) },
  })
  expect(await failure(() => client.query(MeDocument))).toBeInstanceOf(DecodeError)
})

const refuseAll = { '~standard': { validate: () => ({ issues: [{ message: 'no', path: ['errors'] }] }) } }
