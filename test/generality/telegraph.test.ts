import { beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import { defineProvider, type Mock, type PublicCredentials } from '../../mock/index.js'
import {
  AuthorizationDeniedError,
  createProvider,
  createProviderAuth,
  ReauthorizationRequiredError,
  UsageError,
} from '../../src/index.js'
import { Browser } from '../mock/sign-in.js'
import { testMock } from '../support/mock.js'
import { failure } from '../support/signed-in.js'
import { telegraph as api } from './generated/telegraph/index.js'
import { telegraph as spec } from './generated/telegraph/mock.js'
import type { Scope } from './generated/telegraph/operations.js'

/** Each trait of sign-in that a profile can say, with the client against the mock of an invented provider. */
const createTelegraph = createProvider(api)
const telegraphAuth = createProviderAuth(api)

/** The spec with other traits. The contract of the document does not fit all of them. */
const specWith = <const Traits extends object>(traits: Traits) => {
  const oauth: Omit<typeof spec.profile.oauth, keyof Traits> & Traits = { ...spec.profile.oauth, ...traits }
  return { ...spec, profile: { ...spec.profile, oauth } }
}
const handlers = {
  listWires: () => ({ status: 200 as const, body: [{ id: 1 }] }),
  sendWire: () => ({ status: 201 as const, body: { id: 2 } }),
}
const definition = defineProvider(spec).handlers(handlers)
const confidentialSpec = specWith({ clientAuthentication: 'client_secret_post' })
const confidential = defineProvider(confidentialSpec).handlers(handlers)

let mock: Mock
let auth: ReturnType<typeof telegraphAuth>

beforeEach(async () => {
  mock = await testMock({ providers: [definition] })
  auth = telegraphAuth({ ...mock.credentials(definition), ...mock.client })
})

const client = (clientId = mock.credentials(definition).clientId) =>
  createTelegraph({ auth: auth.account('alice'), clientId, ...mock.client })

async function signIn(scopes: Scope[] = ['wires.read', 'wires.write']) {
  const { url } = await auth.begin({ account: 'alice', scopes })
  return auth.complete(await mock.approve(url))
}

/** A request of the mock's own, with a body as an object. */
async function post(path: string, fields: Record<string, string>, on = mock) {
  const isJson = path === 'token'
  const answer = await on.fetch(`${on.url}/telegraph/id/${path}`, {
    method: 'POST',
    body: isJson ? JSON.stringify(fields) : new URLSearchParams(fields),
    ...(isJson && { headers: { 'content-type': 'application/json' } }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
}

const grantTypes = () =>
  mock.journal.requests({ operation: 'telegraph.exchangeToken' }).map(({ grantType }) => grantType)

describe('scopes as a list', () => {
  test('are read from the token response, and a narrowed grant keeps them', async () => {
    expect((await signIn()).scopes).toEqual(['wires.read', 'wires.write'])
    expect((await auth.narrow('alice', ['wires.read'])).scopes).toEqual(['wires.read'])
    const { clientId } = mock.credentials(definition)
    const tokens = await mock.grant(definition)
    const { body } = await post('token', {
      grant_type: 'refresh_token',
      refresh_token: tokens.refreshToken!,
      client_id: clientId,
    })
    expect(body['scope']).toEqual(['wires.read', 'wires.write'])
  })
})

describe('the header of the client id', () => {
  test('goes with every call, from the option', async () => {
    await signIn()
    expect(await client().call('listWires')).toMatchObject({ status: 200 })
  })

  test('must be the token’s client', async () => {
    await signIn()
    expect(await client('another').call('listWires')).toMatchObject({ status: 401 })
    const { accessToken } = await mock.grant(definition)
    const headers = { authorization: `Bearer ${accessToken}` }
    expect((await mock.fetch(`${mock.url}/telegraph/api/wires`, { headers })).status).toBe(401)
  })

  test('is a required option of the client', () => {
    const options = { auth: auth.account('alice') } as never
    expect(() => createTelegraph(options)).toThrow('Telegraph needs the option "clientId"')
  })
})

describe('authorization parameters', () => {
  test('come from the profile and from the call, which may replace them', async () => {
    const parametersOf = async (parameters?: Record<string, string | undefined>) => {
      const { url } = await auth.begin({ account: 'alice', scopes: [], parameters })
      return new URL(url).searchParams
    }
    expect((await parametersOf()).get('access_type')).toBe('offline')
    const own = await parametersOf({ access_type: 'online', force_verify: 'true' })
    expect([own.get('access_type'), own.get('force_verify')]).toEqual(['online', 'true'])
    expect((await parametersOf({ access_type: undefined })).has('access_type')).toBe(false)
  })

  test.each(['state', 'redirect_uri', 'code_challenge', 'client_secret'])('refuse %s', async (name) => {
    const begun = auth.begin({ account: 'alice', scopes: [], parameters: { [name]: 'x' } })
    await expect(begun).rejects.toThrow(`begin() sets the parameter ${name} itself: leave it out.`)
  })
})

describe('a public client', () => {
  test('signs in and renews its tokens without a secret, as JSON', async () => {
    await signIn()
    await mock.clock.advance('1h')
    expect(await client().call('listWires')).toMatchObject({ status: 200 })
    expect(grantTypes()).toEqual(['authorization_code', 'refresh_token'])
  })

  test('has no option for a secret', () => {
    expectTypeOf(mock.credentials(definition)).toExtend<PublicCredentials>()
    expectTypeOf<Parameters<typeof telegraphAuth>[0]['clientSecret']>().toEqualTypeOf<undefined>()
    const options = { clientId: 'c1', clientSecret: 's1' } as never
    expect(() => telegraphAuth(options)).toThrow(UsageError)
  })

  test('is refused with a secret, without a challenge, without a verifier, and for client credentials', async () => {
    const { clientId: client_id, redirectUri: redirect_uri } = mock.credentials(definition)
    const query = new URLSearchParams({ response_type: 'code', client_id, redirect_uri })
    const refused = new URL(await mock.approve(`${mock.url}/telegraph/id/authorize?${query}`)).searchParams
    expect(refused.get('error_description')).toBe('code_challenge is missing.')
    const { url } = await auth.begin({ account: 'alice', scopes: [] })
    const code = new URL(await mock.approve(url)).searchParams.get('code')!
    const fields = { grant_type: 'authorization_code', client_id, redirect_uri, code }
    expect(await post('token', fields)).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    expect(await post('token', { ...fields, client_secret: 's' })).toMatchObject({ body: { error: 'invalid_client' } })
    const own = await post('token', { grant_type: 'client_credentials', client_id })
    expect(own).toMatchObject({ body: { error: 'invalid_client' } })
  })

  test('is another client than a confidential one, which is refused without its secret', async () => {
    const seed = { clients: [{ name: 'Server', redirectUris: ['https://app.example/back'], clientSecret: 'secret-1' }] }
    const other = await testMock({ providers: [definition], seed: { telegraph: seed } })
    const { clientId: client_id } = other.credentials(definition)
    const fields = { grant_type: 'client_credentials', client_id }
    expect((await post('token', fields, other)).status).toBe(401)
    expect((await post('token', { ...fields, client_secret: 'secret-1' }, other)).status).toBe(200)
  })
})

describe('a device', () => {
  const begin = (account = 'alice') => auth.device({ account, scopes: ['wires.read'] })

  test('signs in while its user types the code on another device', async () => {
    const device = await begin()
    const browser = new Browser({ url: new URL(mock.url).origin, fetch: mock.fetch })
    const path = new URL(device.verificationUri).pathname
    const login = (await browser.get(path)).headers.get('location')!
    await browser.post(login, { account: 'alice', password: 'alice' })
    await browser.get(path)
    expect(browser.page).toContain('name="user_code"')
    expect((await browser.get(`${path}?user_code=WRONG`)).status).toBe(422)
    const typed = `${path}?user_code=${device.userCode.toLowerCase().replace('-', '')}`
    await browser.get(typed)
    expect(browser.page).toContain('See wires.')
    await browser.post(typed, { decision: 'approve' })
    expect(browser.page).toContain('Device connected')
    const grant = await device.complete()
    expect(grant).toMatchObject({ account: 'alice', scopes: ['wires.read'], refreshable: true })
    expect(await client().call('listWires')).toMatchObject({ status: 200 })
  })

  test('is approved by its address, alone or with the code', async () => {
    const [first, second] = [await begin(), await begin('bob')]
    await expect(mock.approve(first.verificationUri)).rejects.toThrow('Several devices wait')
    await mock.approve(second.verificationUriComplete!)
    await mock.approve(first.verificationUri)
    expect([await first.complete(), await second.complete()]).toMatchObject([{ account: 'alice' }, { account: 'bob' }])
  })

  test('is denied by its user, or ends with its code', async () => {
    const denied = await begin()
    await mock.approve(denied.verificationUriComplete!, { deny: true })
    expect(await failure(() => denied.complete())).toMatchObject({
      name: 'AuthorizationDeniedError',
      error: 'access_denied',
    })
    const late = await begin()
    await mock.clock.advance('1h')
    const ended = await failure(() => late.complete())
    expect(ended).toBeInstanceOf(AuthorizationDeniedError)
    expect(ended).toMatchObject({ error: 'expired_token' })
    expect(await auth.accounts()).toEqual([])
  })

  test('stops when its signal aborts', async () => {
    const stop = new AbortController()
    const device = await auth.device({ account: 'alice', scopes: [], signal: stop.signal })
    const outcome = failure(() => device.complete())
    stop.abort(new Error('closed'))
    expect(await outcome).toMatchObject({ message: 'closed' })
  })

  test('whose code is polled too fast must slow down by five seconds', async () => {
    const { clientId: client_id } = mock.credentials(definition)
    const { body } = await post('device', { client_id })
    const poll = async () => {
      const fields = { client_id, device_code: String(body['device_code']) }
      const answer = await post('token', { ...fields, grant_type: 'urn:ietf:params:oauth:grant-type:device_code' })
      return answer.body['error']
    }
    expect([await poll(), await poll()]).toEqual(['authorization_pending', 'slow_down'])
    await mock.clock.advance('9s')
    expect(await poll()).toBe('slow_down')
    await mock.clock.advance('15s')
    expect(await poll()).toBe('authorization_pending')
  })

  test('shows no device code in the journal', async () => {
    const { clientId: client_id } = mock.credentials(definition)
    const { body } = await post('device', { client_id })
    const { id } = mock.journal.requests()[0]!
    expect(JSON.stringify(await mock.journal.entry(id))).not.toContain(body['device_code'])
  })
})

describe('a revocation', () => {
  test('comes before the tokens are forgotten, and an unknown token is no error', async () => {
    await signIn()
    const { value } = await auth.account('alice').token()
    expect(await auth.forget('alice')).toBe(true)
    expect(mock.grants(definition)).toEqual([])
    const { clientId: client_id } = mock.credentials(definition)
    expect((await post('revoke', { client_id, token: value })).status).toBe(200)
    expect((await post('revoke', { client_id })).status).toBe(400)
  })

  test('that fails keeps the tokens, unless they are to be deleted in any case', async () => {
    await signIn()
    mock.faults.add({ operation: 'telegraph.revokeToken', phase: 'before', action: 'status', status: 503, times: 2 })
    await expect(auth.forget('alice')).rejects.toThrow('Stored tokens are kept; try again later.')
    expect(await auth.accounts()).toEqual(['alice'])
    expect(await auth.forget('alice', { force: true })).toBe(true)
    expect(await auth.accounts()).toEqual([])
    expect(mock.grants(definition)).toHaveLength(1)
  })
})

test('a dead grant is told by the message of the refusal', async () => {
  await signIn()
  await mock.clock.advance('30d')
  await expect(client().call('listWires')).rejects.toThrow(ReauthorizationRequiredError)
})

test('a 401 for a missing scope is not a refused token: no refresh follows', async () => {
  await signIn(['wires.read'])
  for (let n = 0; n < 2; n++) expect(await client().call('sendWire')).toMatchObject({ status: 401 })
  expect(grantTypes()).toEqual(['authorization_code'])
})

test('tokens of the client itself have their own lifetime', async () => {
  mock = await testMock({ providers: [confidential] })
  const own = createProviderAuth(confidentialSpec)({ ...mock.credentials(confidential), ...mock.client })
  const { expiresAt } = await own.app().token()
  expect(expiresAt).toBe(mock.clock.now() + 86_400_000)
})

describe('token requests with names of their own', () => {
  const client = { client_id: 'clientId', client_secret: 'clientSecret' } as const
  const code = { code: 'authCode', redirect_uri: 'redirectUri', code_verifier: 'verifier' } as const
  const named = specWith({
    clientAuthentication: 'client_secret_post',
    requestFields: {
      authorization_code: { grant_type: 'grantType', ...code, ...client },
      refresh_token: { grant_type: 'grantType', refresh_token: 'refreshToken' },
    },
  })
  const provider = defineProvider(named).handlers(handlers)

  test('sign a user in and renew the tokens, with these fields and no others', async () => {
    const showing = await testMock({ providers: [provider], showSecrets: true })
    const own = createProviderAuth(named)({ ...showing.credentials(provider), ...showing.client })
    const { url } = await own.begin({ account: 'alice', scopes: ['wires.read'] })
    await own.complete(await showing.approve(url))
    await showing.clock.advance('1h')
    const { clientId, clientSecret, redirectUri } = showing.credentials(provider)
    const wires = createTelegraph({ auth: own.account('alice'), clientId, ...showing.client })
    expect(await wires.call('listWires')).toMatchObject({ status: 200 })
    const sent = showing.journal.requests({ operation: 'telegraph.exchangeToken' }).map(({ id }) => id)
    const bodies = await Promise.all(sent.map(async (id) => (await showing.journal.entry(id))?.request.body))
    expect(bodies.map((body) => JSON.parse(body!) as object)).toEqual([
      {
        grantType: 'authorization_code',
        authCode: expect.any(String) as string,
        redirectUri,
        verifier: expect.any(String) as string,
        clientId,
        clientSecret,
      },
      { grantType: 'refresh_token', refreshToken: expect.any(String) as string },
    ])
  })

  test('are refused with a wrong secret, another grant, a missing field or the names of RFC 6749', async () => {
    mock = await testMock({ providers: [provider] })
    const { clientId, clientSecret } = mock.credentials(provider)
    const fields = {
      grantType: 'authorization_code',
      clientId,
      clientSecret,
      authCode: 'c',
      redirectUri: 'https://a.b',
    }
    const wrong = await post('token', { ...fields, clientSecret: 'wrong' })
    expect(wrong).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(await post('token', { ...fields, grantType: 'password' })).toMatchObject({
      body: { error: 'unsupported_grant_type' },
    })
    expect(await post('token', { ...fields, authCode: '' })).toMatchObject({
      body: { error_description: 'authCode is missing.' },
    })
    const { refreshToken } = await mock.grant(provider)
    const client = { client_id: clientId, client_secret: clientSecret }
    const plain = await post('token', { grant_type: 'refresh_token', refresh_token: refreshToken!, ...client })
    expect(plain).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } })
  })
})

describe('a limit as a token bucket', () => {
  test('is kept by the client, with the points of each operation', async () => {
    await signIn()
    const wires = client()
    const calls = Array.from({ length: 5 }, () => wires.call('sendWire'))
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(5).fill(201))
    const sent = mock.journal.requests({ operation: 'telegraph.sendWire' })
    expect(sent.map(({ status }) => status)).toEqual(Array(5).fill(201))
  })

  test('refuses calls that cost more than is left, and says when there is enough', async () => {
    await signIn()
    const { clientId } = mock.credentials(definition)
    const hasty = createTelegraph({ auth: auth.account('alice'), clientId, ...mock.client, limit: false, retry: false })
    const statuses: number[] = []
    for (let n = 0; n < 3; n++) statuses.push((await hasty.call('sendWire')).status)
    const { response } = await hasty.call('sendWire')
    expect([...statuses, response.status, response.headers.get('retry-after')]).toEqual([201, 201, 429, 429, '1'])
    expect((await hasty.call('listWires')).status).toBe(200)
    await mock.clock.advance('2s')
    expect((await hasty.call('sendWire')).status).toBe(201)
  })
})
