import { inspect } from 'node:util'
import { beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import { type ApiKeyCredentials, defineProvider, type Mock } from '../../mock/index.js'
import { createProvider, createProviderAuth, memoryStore, UsageError } from '../../src/index.js'
import { testMock } from '../support/mock.js'
import { shown } from '../support/shown.js'
import { failure } from '../support/signed-in.js'
import { heliograph as api } from './generated/heliograph/index.js'
import { heliograph as spec } from './generated/heliograph/mock.js'

/** A provider that gives tokens for an API key, and whose token requests and answers have names of their own. */
const createHeliograph = createProvider(api)
const heliographAuth = createProviderAuth(api)

const handlers = { listFlashes: () => ({ status: 200 as const, body: [{ id: 1 }] }) }
const definition = defineProvider(spec).handlers(handlers)

let mock: Mock
let apiKey: string

beforeEach(async () => {
  mock = await testMock({ providers: [definition] })
  apiKey = mock.credentials(definition).apiKey
})

const signIn = (key = apiKey, store = memoryStore()) => heliographAuth({ apiKey: key, store, ...mock.client })
const clientOf = (auth = signIn()) => createHeliograph({ auth: auth.app(), ...mock.client })

/** The token requests so far: which grant, and its status. */
const exchanges = () =>
  mock.journal
    .requests()
    .filter(({ grantType }) => grantType)
    .map(({ grantType, status }) => `${grantType} ${status}`)

/** A request of the test's own. */
async function post(path: string, fields: object) {
  const answer = await mock.fetch(`${mock.url}/heliograph/api/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

interface Tokens {
  readonly result: { readonly credentials: { readonly access: string; readonly renewal: string } }
}

/** Tokens for the API key. */
const issue = async () => ((await post('api-key', { key: apiKey })).body as unknown as Tokens).result.credentials

describe('an API key', () => {
  test('is exchanged for a token, once for many calls, and the refresh token renews it without the key', async () => {
    const client = clientOf()
    const calls = () => Promise.all(Array.from({ length: 10 }, () => client.call('listFlashes')))
    expect((await calls()).map(({ status }) => status)).toEqual(Array(10).fill(200))
    expect(exchanges()).toEqual(['client_credentials 200'])
    await mock.clock.advance('2h')
    expect((await calls()).map(({ status }) => status)).toEqual(Array(10).fill(200))
    expect(exchanges()).toEqual(['client_credentials 200', 'refresh_token 200'])
  })

  test('takes the place of a dead refresh token', async () => {
    const client = clientOf()
    await client.call('listFlashes')
    await mock.clock.advance('2d')
    expect((await client.call('listFlashes')).status).toBe(200)
    expect(exchanges()).toEqual(['client_credentials 200', 'refresh_token 400', 'client_credentials 200'])
  })

  test('takes its place also if the profile does not know the refusal', async () => {
    const oauth = { ...spec.profile.oauth, rejectedGrants: [] as never }
    const auth = createProviderAuth({ ...api, profile: { ...api.profile, oauth } })({ apiKey, ...mock.client })
    await auth.app().token()
    await mock.clock.advance('2d')
    await auth.app().token()
    expect(exchanges()).toEqual(['client_credentials 200', 'refresh_token 400', 'client_credentials 200'])
  })

  test('replaces a token that the provider has revoked', async () => {
    const client = clientOf()
    await client.call('listFlashes')
    mock.revoke(definition, mock.grants(definition)[0]!.id)
    expect((await client.call('listFlashes')).status).toBe(200)
    expect(exchanges()).toEqual(['client_credentials 200', 'refresh_token 400', 'client_credentials 200'])
  })

  test('is not used while refreshes fail for another reason: the tokens are kept', async () => {
    const client = clientOf()
    await client.call('listFlashes')
    await mock.clock.advance('2h')
    mock.faults.add({ operation: 'heliograph.refreshToken', phase: 'before', action: 'status', status: 503, times: 1 })
    await expect(client.call('listFlashes')).rejects.toThrow('Stored tokens are kept; try again later.')
    expect((await client.call('listFlashes')).status).toBe(200)
    expect(exchanges().at(-1)).toBe('refresh_token 200')
  })

  test('gives tokens that other processes use and renew', async () => {
    const store = memoryStore()
    const [one, other] = [clientOf(signIn(apiKey, store)), clientOf(signIn(apiKey, store))]
    await one.call('listFlashes')
    await mock.clock.advance('2h')
    await Promise.all([one.call('listFlashes'), other.call('listFlashes')])
    expect(exchanges()).toEqual(['client_credentials 200', 'refresh_token 200'])
  })

  test('that is wrong is refused with advice', async () => {
    const wrong = 'wrong-key-0123456789'
    const error = await failure(() => signIn(wrong).app().token())
    expect(error).toMatchObject({ name: 'TokenEndpointError', status: 401, error: 'invalid_client' })
    expect(String(error)).toContain('Check apiKey.')
    expect(shown(error)).not.toContain(wrong)
  })

  test('is not in an error whose text the provider made of the request', async () => {
    const echo = async (_: unknown, init?: RequestInit) =>
      Response.json({ error: 'bad', message: `you sent ${init?.body as string}` }, { status: 400 })
    const wrong = signIn('planted-key')
    const refused = heliographAuth({ apiKey: 'planted-key', fetch: echo })
    const errors = [await failure(() => wrong.app().token()), await failure(() => refused.app().token())]
    expect(String(errors[1])).toContain('you sent {"key":"[redacted]"}')
    expect(errors.map(shown).join()).not.toContain('planted')
  })

  test('is in no journal, error or inspection, and neither are the tokens', async () => {
    const auth = signIn()
    const { value } = await auth.app().token()
    await mock.clock.advance('2h')
    await auth.app().token()
    const { access, renewal } = await issue()
    await post('api-key', { key: 'someone-elses-key' })
    await post('refresh', { renewal: 'unknown-refresh-token' })
    const archive = JSON.stringify(await mock.journal.har())
    const texts = [archive, JSON.stringify(mock.journal.requests()), shown(auth), inspect(auth.app(), { depth: 9 })]
    for (const secret of [apiKey, value, access, renewal, 'someone-elses-key', 'unknown-refresh-token'])
      expect(texts.filter((text) => text.includes(secret))).toEqual([])
    expect(archive).toContain('[redacted]')
  })

  test('is the only option that identifies the client', () => {
    expectTypeOf(mock.credentials(definition)).toExtend<ApiKeyCredentials>()
    expect(Object.keys(mock.credentials(definition))).toEqual(['apiKey'])
    expectTypeOf<Parameters<typeof heliographAuth>[0]['apiKey']>().toEqualTypeOf<string>()
    expectTypeOf<Parameters<typeof heliographAuth>[0]['clientId']>().toEqualTypeOf<undefined>()
    // @ts-expect-error the key is required
    expect(() => heliographAuth({})).toThrow('Heliograph needs apiKey')
    expect(() => heliographAuth({ apiKey: ' ' })).toThrow(UsageError)
    // @ts-expect-error there is no client id
    expect(() => heliographAuth({ apiKey, clientId: 'c1' })).toThrow('no option "clientId"')
  })

  test('signs no users in', async () => {
    const begun = signIn().begin({ account: 'alice', scopes: [] })
    await expect(begun).rejects.toThrow('Heliograph has no sign-in for users. Use app()')
  })
})

describe('the mock', () => {
  test('refuses a wrong or missing key, and names the field as the provider does', async () => {
    expect(await post('api-key', { key: 'no' })).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    const missing = { status: 400, body: { error: 'invalid_request', error_description: 'key is missing.' } }
    expect(await post('api-key', { apiKey })).toMatchObject(missing)
  })

  test('refuses a refresh token that is missing, unknown or used', async () => {
    const refusal = (text: string) => ({ status: 400, body: { error_description: text } })
    expect(await post('refresh', { key: apiKey })).toMatchObject(refusal('renewal is missing.'))
    expect(await post('refresh', { renewal: 'no' })).toMatchObject(refusal('The refresh token is unknown.'))
    const { renewal } = await issue()
    expect((await post('refresh', { renewal })).status).toBe(200)
    expect(await post('refresh', { renewal })).toMatchObject(refusal('The refresh token has been revoked.'))
  })

  test('takes each grant at its own operation only', async () => {
    const { renewal } = await issue()
    const sent = { grant_type: 'refresh_token', refresh_token: renewal, renewal }
    expect(await post('api-key', sent)).toMatchObject({ status: 400, body: { error_description: 'key is missing.' } })
    expect((await post('refresh', { renewal })).status).toBe(200)
  })

  test('takes the key of its seed, and grants tokens without it', async () => {
    const clients = [{ name: 'Tower', redirectUris: [], apiKey: 'key-of-the-tower' }]
    const other = await testMock({ providers: [definition], seed: { heliograph: { clients } } })
    expect(other.credentials(definition)).toEqual({ apiKey: 'key-of-the-tower' })
    const { accessToken } = await other.grant(definition)
    const headers = { authorization: `Bearer ${accessToken}` }
    expect((await other.fetch(`${other.url}/heliograph/api/flashes`, { headers })).status).toBe(200)
  })
})

describe('a token answer', () => {
  /** The spec with another form of answers. */
  const answering = (traits: object) => {
    const { answerFields: _fields, answerAt: _at, ...plain } = spec.profile.oauth
    return { ...spec, profile: { ...spec.profile, oauth: { ...plain, ...traits } } }
  }
  const names = { access_token: 'accessToken', refresh_token: 'refreshToken', expires_in: 'expiresIn' }
  const ends = { access_token: 'accessToken', refresh_token: 'refreshToken' }

  test.each<[name: string, traits: object, answer: object]>([
    ['has the names of RFC 6749 by default', {}, { access_token: expect.any(String), expires_in: 3600 }],
    [
      'has other names',
      { answerFields: names },
      { accessToken: expect.any(String), refreshToken: expect.any(String), expiresIn: 3600 },
    ],
    ['is in an envelope', { answerAt: 'data' }, { data: { access_token: expect.any(String) } }],
    ['ends at a time', { expiry: 'expiresAt' }, { expiresAt: '2026-01-15T01:00:00.000Z' }],
    [
      'ends at a time in seconds',
      { answerFields: ends, expiry: 'expires_at', expiryForm: 'epoch-seconds' },
      { expires_at: 1_768_438_800 },
    ],
    [
      'ends at a time in milliseconds',
      { expiry: 'expires_at', expiryForm: 'epoch-milliseconds' },
      { expires_at: 1_768_438_800_000 },
    ],
  ])('%s', async (_, traits, answer) => {
    const own = answering(traits)
    const provider = defineProvider(own).handlers(handlers)
    mock = await testMock({ providers: [provider] }, { replies: ['createToken 200', 'refreshToken 200'] })
    apiKey = mock.credentials(provider).apiKey
    expect((await post('api-key', { key: apiKey })).body).toMatchObject(answer)
    const auth = createProviderAuth(own)({ apiKey, ...mock.client })
    expect((await auth.app().token()).expiresAt).toBe(mock.clock.now() + 3_600_000)
    await mock.clock.advance('2h')
    const client = createHeliograph({ auth: auth.app(), ...mock.client })
    expect((await client.call('listFlashes')).status).toBe(200)
    expect(exchanges().at(-1)).toBe('refresh_token 200')
  })

  test.each([
    ['under other names', { result: { credentials: { access_token: 'planted-token-1' } } }],
    ['without the envelope', { access: 'planted-token-1', renewal: 'planted-token-2' }],
    ['with an envelope that is null', { result: null, access: 'planted-token-1' }],
    ['with a token that no header can have', { result: { credentials: { access: 'planted token-1' } } }],
  ])('%s is no success, and the error quotes nothing of it', async (_, answer) => {
    const fetch = async () => Response.json(answer)
    const error = await failure(() => heliographAuth({ apiKey, fetch }).app().token())
    expect(error).toMatchObject({ name: 'DecodeError', path: 'result.credentials.access' })
    expect(String(error)).toContain('without a usable access token in result.credentials.access.')
    expect(shown(error)).not.toContain('planted')
  })
})
