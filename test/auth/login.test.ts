import { describe, expect, test } from 'vitest'
import {
  AuthError,
  AuthorizationDeniedError,
  StateMismatchError,
  TokenEndpointError,
  TokenStoreError,
  UsageError,
} from '../../src/errors/index.js'
import type { Scope } from '../../generated/kollus-live/operations.js'
import { memoryStore } from '../../src/store/memory.js'
import type { TokenStore } from '../../src/store/store.js'
import { failure, redirectUri, world } from '../support/signed-in.js'
import { watched } from '../support/watched-store.js'

const MINUTE = 60_000
const begin = (auth: ReturnType<typeof world>['auth'], account = 'alice') =>
  auth.begin({ account, scopes: ['live:control'] })

describe('begin', () => {
  test('gives the address of the consent page with all parameters, and the state separately', async () => {
    const { auth } = world()
    const { url, state } = await auth.begin({ account: 'alice', scopes: ['live:control', 'live:statistics'] })
    const { origin, pathname, searchParams } = new URL(url)
    expect(origin + pathname).toBe('https://live-kr.kollus.com/oauth/authorize')
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: '7',
      redirect_uri: redirectUri,
      scope: 'live:control live:statistics',
      state,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
  })

  test('rule 12: uses a new state of 256 bits each time', async () => {
    const { auth } = world()
    const states = await Promise.all(Array.from({ length: 50 }, async () => (await begin(auth)).state))
    expect(new Set(states).size).toBe(50)
    for (const state of states) expect(state).toMatch(/^[\w-]{43}$/)
  })

  test('rule 12: omits PKCE where the provider does not support it, and uses the provider’s scope separator', async () => {
    const { auth, server } = world({ oauth: { pkce: null, scopeSeparator: ',' } })
    const { url } = await auth.begin({ account: 'alice', scopes: ['live:control', 'live:statistics'] })
    const { searchParams } = new URL(url)
    expect(searchParams.has('code_challenge')).toBe(false)
    expect(searchParams.get('scope')).toBe('live:control,live:statistics')
    await auth.complete(server.approve(url))
    expect(server.calls[0]!.fields).not.toHaveProperty('code_verifier')
  })

  test('uses a baseUrl as the prefix of the address', async () => {
    const { another, server } = world()
    const auth = another({ baseUrl: 'http://127.0.0.1:4010/t/one/' })
    const { url } = await begin(auth)
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:4010\/t\/one\/kollus-live\/console\/oauth\/authorize\?/)
    await auth.complete(server.approve(url))
    expect(server.calls[0]!.url).toBe('http://127.0.0.1:4010/t/one/kollus-live/console/oauth/token')
  })

  test('trims scopes and removes duplicates', async () => {
    const { auth } = world()
    const scopes = [' live:control', 'live:control '] as unknown as Scope[]
    expect(new URL((await auth.begin({ account: 'a', scopes })).url).searchParams.get('scope')).toBe('live:control')
  })

  test.each(['live: statistics', 'live:control,live:statistics', 'toString', ''])(
    'refuses the scope %j and lists the known ones',
    async (scope) => {
      const { auth, store } = world()
      const error = await failure(() => auth.begin({ account: 'alice', scopes: [scope as Scope] }))
      expect(error).toBeInstanceOf(UsageError)
      expect(String(error)).toContain('It has: live:control, live:statistics')
      expect(await store.keys('')).toEqual([])
    },
  )

  test('refuses an empty account name and a missing redirectUri', async () => {
    const { auth, another } = world()
    expect(await failure(() => begin(auth, ''))).toBeInstanceOf(UsageError)
    expect(await failure(() => begin(another({ redirectUri: undefined })))).toMatchObject({
      message: expect.stringContaining('redirectUri'),
    })
  })
})

describe('complete', () => {
  test('stores the tokens and returns a grant without secrets', async () => {
    const { auth, server, clock, stored } = world()
    const { url } = await begin(auth)
    const grant = await auth.complete(server.approve(url))
    expect(grant).toEqual({
      account: 'alice',
      scopes: ['live:control'],
      expiresAt: clock.now() + 31_622_400_000,
      refreshable: true,
    })
    expect(server.accepts((await stored())!.accessToken)).toBe(true)
    const [call] = server.calls
    expect(call!.fields).toEqual({
      grant_type: 'authorization_code',
      client_id: '7',
      client_secret: server.clientSecret,
      code: expect.any(String),
      redirect_uri: redirectUri,
      code_verifier: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(call!.init).toMatchObject({ method: 'POST', redirect: 'manual' })
    expect(new Headers(call!.init.headers).get('accept')).toBe('application/json')
  })

  test('takes a full address, a URL, a path with its query, or the query alone', async () => {
    const { auth, server } = world()
    const forms: ((callback: string) => string | URL)[] = [
      (callback) => callback,
      (callback) => new URL(callback),
      (callback) => callback.replace('https://app.example', ''),
      (callback) => new URL(callback).search,
      (callback) => callback.replace('https://app.example', 'http://10.0.0.7:8080'),
    ]
    for (const form of forms) {
      const { url } = await begin(auth)
      expect((await auth.complete(form(server.approve(url)))).account).toBe('alice')
    }
  })

  test('works in another process that shares the store', async () => {
    const { auth, another, server } = world()
    const { url } = await begin(auth)
    expect((await another().complete(server.approve(url))).account).toBe('alice')
    expect(server.accepts((await auth.account('alice').token()).value)).toBe(true)
  })

  test('uses the granted scopes from the answer, if it names them', async () => {
    const { auth, server } = world()
    server.reshape((body) => ({ ...body, scope: 'live:statistics' }))
    const { url } = await auth.begin({ account: 'alice', scopes: ['live:control', 'live:statistics'] })
    expect((await auth.complete(server.approve(url))).scopes).toEqual(['live:statistics'])
  })

  test('replaces the tokens of an earlier sign-in', async () => {
    const { auth, signIn, alice } = world()
    await signIn()
    const { value } = await alice.token()
    await signIn()
    expect((await alice.token()).value).not.toBe(value)
    expect(await auth.accounts()).toEqual(['alice'])
  })

  test('takes the store’s lock first: while the store is down it uses no code', async () => {
    const { store, broken } = watched()
    const { auth, server } = world({ store })
    const { url } = await begin(auth)
    broken.add('lock')
    expect(await failure(() => auth.complete(server.approve(url)))).toBeInstanceOf(TokenStoreError)
    expect(server.calls).toEqual([])
  })

  test('authenticates the client by header where the profile says so', async () => {
    const { auth, server } = world({ oauth: { clientAuthentication: 'client_secret_basic' } })
    const { url } = await begin(auth)
    expect(await failure(() => auth.complete(server.approve(url)))).toBeInstanceOf(TokenEndpointError)
    const { fields, init } = server.calls[0]!
    expect(fields).not.toHaveProperty('client_secret')
    expect(new Headers(init.headers).get('authorization')).toBe(
      `Basic ${btoa(`7:${encodeURIComponent(server.clientSecret)}`)}`,
    )
  })
})

describe('rule 12: the state is compared, works once, and expires after ten minutes', () => {
  const refused: Record<string, (callback: URL) => void> = {
    'a missing state': (callback) => callback.searchParams.delete('state'),
    'an empty state': (callback) => callback.searchParams.set('state', ''),
    'a wrong state': (callback) => callback.searchParams.set('state', 'x'.repeat(43)),
    'a state with one wrong letter': (callback) => {
      const state = callback.searchParams.get('state')!
      callback.searchParams.set('state', state.slice(0, -2) + (state.at(-2) === 'A' ? 'B' : 'A') + state.at(-1))
    },
  }
  for (const [name, change] of Object.entries(refused)) {
    test(`${name} is a StateMismatchError, sends nothing, and leaves the sign-in open`, async () => {
      const { auth, server } = world()
      const { url } = await begin(auth)
      const callback = server.approve(url)
      const forged = new URL(callback)
      change(forged)
      expect(await failure(() => auth.complete(forged))).toBeInstanceOf(StateMismatchError)
      expect(server.calls).toEqual([])
      expect((await auth.complete(callback)).account).toBe('alice')
    })
  }

  test('the state itself is compared, even if the store returns the wrong record', async () => {
    const inner = memoryStore()
    const { auth, server } = world({
      store: {
        ...inner,
        get: async (name) => (await inner.get(name)) ?? inner.get((await inner.keys(''))[0]!),
        delete: async () => true,
      },
    })
    const { url } = await begin(auth)
    const callback = new URL(server.approve(url))
    callback.searchParams.set('state', 'x'.repeat(43))
    expect(await failure(() => auth.complete(callback))).toBeInstanceOf(StateMismatchError)
    expect(server.calls).toEqual([])
  })

  test('a callback of another session is a StateMismatchError, sends nothing, and leaves the sign-in open', async () => {
    const { auth, server } = world()
    const { url, state } = await begin(auth)
    const callback = server.approve(url)
    const { state: other } = await begin(auth)
    for (const wrong of [other, '', undefined, state.toLowerCase()])
      expect(await failure(() => auth.complete(callback, { state: wrong }))).toBeInstanceOf(StateMismatchError)
    expect(await failure(() => auth.complete(callback, { sate: state } as never))).toBeInstanceOf(UsageError)
    expect(server.calls).toEqual([])
    expect(await auth.complete(callback, { state })).toMatchObject({ account: 'alice' })
  })

  test('a callback works once, even if it comes twice at the same time', async () => {
    const { auth, another, server } = world()
    const { url } = await begin(auth)
    const callback = server.approve(url)
    const outcomes = await Promise.allSettled([
      auth.complete(callback),
      another().complete(callback),
      auth.complete(callback),
    ])
    const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(failed).toHaveLength(2)
    for (const error of failed) expect(error).toBeInstanceOf(StateMismatchError)
    expect(await failure(() => auth.complete(callback))).toBeInstanceOf(StateMismatchError)
    expect(server.calls).toHaveLength(1)
  })

  test('a callback after ten minutes is refused', async () => {
    const { auth, server, clock } = world()
    const { url } = await begin(auth)
    const callback = server.approve(url)
    await clock.advance(10 * MINUTE)
    expect(await failure(() => auth.complete(callback))).toMatchObject({
      message: expect.stringContaining('10 minutes'),
    })
    expect(server.calls).toEqual([])
  })

  test('a callback just before the end is accepted', async () => {
    const { auth, server, clock } = world()
    const { url } = await begin(auth)
    await clock.advance(10 * MINUTE - 1)
    expect((await auth.complete(server.approve(url))).account).toBe('alice')
  })

  test('a sign-in is stored for ten minutes, and begin reads no other key', async () => {
    const inner = memoryStore()
    const calls: unknown[] = []
    const store: TokenStore = {
      ...inner,
      keys: async (prefix) => (calls.push('keys'), inner.keys(prefix)),
      get: async (name) => (calls.push('get'), inner.get(name)),
      set: async (name, record, options) => (calls.push(options), inner.set(name, record, options)),
    }
    const { auth } = world({ store })
    await begin(auth)
    expect(calls).toEqual([{ ifVersion: 0, lifetime: 10 * MINUTE }])
  })

  test('a process keeps 1,000 open sign-ins: one more drops the oldest', async () => {
    const { auth, server, store } = world()
    const [first, second] = [await begin(auth), await begin(auth)]
    for (let n = 0; n < 999; n++) await begin(auth)
    expect(await store.keys('kollus-live/logins/')).toHaveLength(1000)
    expect(await failure(() => auth.complete(server.approve(first.url)))).toBeInstanceOf(StateMismatchError)
    expect((await auth.complete(server.approve(second.url))).account).toBe('alice')
  })

  test('an expired sign-in is dropped from memory without a command to the store', async () => {
    const { store, calls } = watched()
    const { auth, clock } = world({ store })
    for (let n = 0; n < 1000; n++) await begin(auth)
    await clock.advance(10 * MINUTE)
    calls.length = 0
    await begin(auth)
    expect(calls).toEqual(['set'])
  })

  test('the store does not see the state', async () => {
    const { auth, store } = world()
    const { state } = await begin(auth)
    for (const name of await store.keys('')) expect(name + JSON.stringify(await store.get(name))).not.toContain(state)
  })
})

describe('a callback without a code', () => {
  const back = (query: string) => `${redirectUri}?${query}`

  test('is an AuthorizationDeniedError if the user denied', async () => {
    const { auth, server } = world()
    const { state } = await begin(auth)
    const callback = back(`&error=access_denied&error_description=No.&hint=The+user+denied+the+request&state=${state}`)
    const error = await failure(() => auth.complete(callback))
    expect(error).toBeInstanceOf(AuthorizationDeniedError)
    expect(error).toMatchObject({ error: 'access_denied', description: 'No.; The user denied the request' })
    expect(await failure(() => auth.complete(callback))).toBeInstanceOf(StateMismatchError)
    expect(server.calls).toEqual([])
  })

  test('is one without a state too, as league version 8 sends it, and closes no sign-in', async () => {
    const { auth, server } = world()
    const { url } = await begin(auth)
    const error = await failure(() => auth.complete(back('&error=invalid_scope&hint=Check+the+%60x%60+scope')))
    expect(error).toMatchObject({
      name: 'AuthorizationDeniedError',
      error: 'invalid_scope',
      description: 'Check the `x` scope',
    })
    expect((await auth.complete(server.approve(url))).account).toBe('alice')
  })

  test('is a StateMismatchError if the state is unknown', async () => {
    const { auth } = world()
    expect(await failure(() => auth.complete(back('error=access_denied&state=theirs')))).toBeInstanceOf(
      StateMismatchError,
    )
  })

  test('is an AuthorizationDeniedError if it has our state and nothing else', async () => {
    const { auth } = world()
    const { state } = await begin(auth)
    expect(await failure(() => auth.complete(back(`state=${state}`)))).toMatchObject({ error: 'no_code' })
  })

  test.each([
    ['an empty string', ''],
    ['no address', 'http://'],
    ['an address without a query', redirectUri],
    ['a word', 'hello'],
    ['nothing', undefined],
    ['a number', 42],
    ['two codes', back('code=a&code=b&state=c')],
    ['two states', back('code=a&state=b&state=c')],
  ])('is an AuthError that says what is expected if it is %s', async (_name, callback) => {
    const { auth } = world()
    const error = await failure(() => auth.complete(callback as string))
    expect(error).toBeInstanceOf(AuthError)
    expect(error).not.toBeInstanceOf(StateMismatchError)
    expect(String(error)).toContain('complete() needs the callback URL')
  })
})

describe('a refused code', () => {
  test.each(['L8', 'L9'] as const)(
    'that was already used is a TokenEndpointError, in the words of %s',
    async (dialect) => {
      const { auth, server, alice } = world({ dialect })
      const first = await begin(auth)
      const code = new URL(server.approve(first.url)).searchParams.get('code')!
      await auth.complete(`${redirectUri}?code=${code}&state=${first.state}`)
      const second = await begin(auth)
      const error = await failure(() => auth.complete(`${redirectUri}?code=${code}&state=${second.state}`))
      expect(error).toBeInstanceOf(TokenEndpointError)
      expect(error).toMatchObject({ status: 400, error: dialect === 'L8' ? 'invalid_request' : 'invalid_grant' })
      expect(String(error)).toContain('Authorization code has been revoked')
      // The existing session goes on.
      expect(server.accepts((await alice.token()).value)).toBe(true)
    },
  )

  test('with another redirect URI is an error that says so', async () => {
    const { auth, another, server } = world()
    const { url } = await another({ redirectUri: 'https://other.example/' }).begin({ account: 'alice', scopes: [] })
    const code = new URL(server.approve(url)).searchParams.get('code')!
    const { state } = await begin(auth)
    const error = await failure(() => auth.complete(`${redirectUri}?code=${code}&state=${state}`))
    expect(String(error)).toContain('Invalid redirect URI')
  })

  test('with another verifier is an error that says so', async () => {
    const { auth, server } = world()
    const stolen = new URL(server.approve((await begin(auth)).url)).searchParams.get('code')!
    const { state } = await begin(auth)
    const error = await failure(() => auth.complete(`${redirectUri}?code=${stolen}&state=${state}`))
    expect(String(error)).toContain('Failed to verify')
  })

  test('with a wrong secret is an error that says what to check', async () => {
    const { another, server } = world()
    const auth = another({ clientSecret: 'not the secret' })
    const error = await failure(async () => auth.complete(server.approve((await begin(auth)).url)))
    expect(error).toMatchObject({ status: 401, error: 'invalid_client' })
    expect(String(error)).toContain('Check clientId and clientSecret')
  })
})
