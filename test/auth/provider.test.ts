import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { TokenEndpointError, UsageError } from '../../src/errors/index.js'
import { kollusLiveAuth } from '../../src/kollus-live/auth.js'
import { DAY, failure, world } from '../support/signed-in.js'

describe('account', () => {
  test('returns the same source for the same id', () => {
    const { auth } = world()
    expect(auth.account('alice')).toBe(auth.account('alice'))
    expect(auth.account('alice')).not.toBe(auth.account('bob'))
  })

  test('takes any name, and keeps the accounts apart', async () => {
    const { auth, signIn } = world()
    const names = ['alice', 'alice/app', 'a b', '../x', '한국', '%2F', '__proto__', 'logins/x']
    for (const name of names) await signIn(name)
    expect((await auth.accounts()).sort()).toEqual([...names].sort())
    const values = await Promise.all(names.map(async (name) => (await auth.account(name).token()).value))
    expect(new Set(values).size).toBe(names.length)
  })

  test.each(['', ' ', '\ud800', undefined, 7])('refuses the name %j', (id) => {
    expect(() => world().auth.account(id as string)).toThrow(UsageError)
  })
})

describe('accounts and forget', () => {
  test('accounts lists the signed-in accounts of this provider only', async () => {
    const { auth, signIn, store } = world()
    await store.set('livepush/accounts/carol', {})
    await store.set('kollus-live/accounts/%zz', {})
    await signIn('bob')
    await auth.app().token()
    await auth.begin({ account: 'dave', scopes: [] })
    expect(await auth.accounts()).toEqual(['bob'])
  })

  test('forget deletes the tokens, in memory too, and returns whether there were any', async () => {
    const { auth, alice, signIn, stored } = world()
    await signIn()
    await alice.token()
    expect(await auth.forget('alice')).toBe(true)
    expect(await auth.forget('alice')).toBe(false)
    expect(await stored()).toBeUndefined()
    expect(await failure(() => alice.token())).toMatchObject({ name: 'ReauthorizationRequiredError' })
  })

  test('forget waits for a running refresh, so that it does not restore the account', async () => {
    const { auth, alice, signIn, stored, clock, server } = world()
    await signIn()
    const { value } = await alice.token()
    let answer!: (response: Response) => void
    server.fail({ phase: 'before', with: () => new Promise((resolve) => (answer = resolve)) })
    const refreshing = alice.token({ rejected: value })
    await clock.settle()
    const forgetting = auth.forget('alice')
    answer(Response.json({ access_token: 'NEW', token_type: 'Bearer', expires_in: 3600 }))
    expect((await refreshing).value).toBe('NEW')
    expect(await forgetting).toBe(true)
    expect(await stored()).toBeUndefined()
  })
})

describe('app', () => {
  test('fetches the client’s own token once, for all scopes, and stores it', async () => {
    const { auth, another, server } = world()
    const tokens = await Promise.all([auth.app().token(), auth.app().token()])
    const elsewhere = await another().app().token()
    expect(new Set([...tokens, elsewhere].map(({ value }) => value)).size).toBe(1)
    expect(server.calls.map(({ fields }) => fields)).toEqual([
      {
        grant_type: 'client_credentials',
        client_id: '7',
        client_secret: server.clientSecret,
        scope: 'live:control live:statistics',
      },
    ])
    expect(elsewhere.scopes).toEqual(['live:control', 'live:statistics'])
  })

  test('renews the token a week before its end, or when it is refused', async () => {
    const { auth, server, clock } = world()
    const first = await auth.app().token()
    const second = await auth.app().token({ rejected: first.value })
    await clock.advance(360 * DAY)
    const third = await auth.app().token()
    expect(new Set([first.value, second.value, third.value]).size).toBe(3)
    expect(server.calls.map(({ fields }) => fields.grant_type)).toEqual(Array(3).fill('client_credentials'))
  })

  test('other scopes have a token of their own, in any order', async () => {
    const { auth, server, store } = world()
    const all = await auth.app().token()
    const some = await auth.app({ scopes: ['live:statistics'] }).token()
    expect(some.value).not.toBe(all.value)
    expect(auth.app({ scopes: ['live:statistics', 'live:control'] })).toBe(
      auth.app({ scopes: ['live:control', 'live:statistics'] }),
    )
    expect(server.calls[1]!.fields.scope).toBe('live:statistics')
    expect((await store.keys('')).sort()).toEqual(['kollus-live/app', 'kollus-live/app/live%3Astatistics'])
  })

  test('a wrong secret is an error that says what to check, and stores nothing', async () => {
    const { another, store } = world()
    const error = await failure(() => another({ clientSecret: 'wrong secret' }).app().token())
    expect(error).toBeInstanceOf(TokenEndpointError)
    expect(error).toMatchObject({
      error: 'invalid_client',
      message: expect.stringContaining('Check clientId and clientSecret'),
    })
    expect(await store.keys('')).toEqual([])
  })

  test('refuses a provider without this grant', () => {
    const { auth } = world({ oauth: { grants: ['authorization_code'] } })
    expect(() => auth.app()).toThrow(/staticToken/)
  })
})

test('names that differ only in Unicode normalization, or contain unusual characters, are different accounts', async () => {
  const names = [
    '\u00e9',
    'e\u0301',
    'a/b',
    'a%2Fb',
    '..',
    '../a',
    'a:b',
    '{a}',
    'a*',
    'nul\0',
    ' a',
    '\u{1f3a5}',
    '__proto__',
  ]
  const { auth, signIn } = world()
  for (const name of names) await signIn(name)
  expect((await auth.accounts()).sort()).toEqual([...names].sort())
  const values = await Promise.all(names.map(async (name) => (await auth.account(name).token()).value))
  expect(new Set(values).size).toBe(names.length)
})

describe('options', () => {
  const options = { clientId: '7', clientSecret: 'planted', redirectUri: 'https://app.example/callback' }

  test.each([
    ['no clientId', { clientId: undefined }, /clientId/],
    ['an empty clientSecret', { clientSecret: '' }, /clientSecret/],
    ['a clientSecret with a line break', { clientSecret: 'planted\n' }, /clientSecret/],
    ['a redirectUri that is a path', { redirectUri: '/callback' }, /redirectUri/],
    ['a redirectUri with a fragment', { redirectUri: 'https://app.example/#x' }, /redirectUri/],
    ['an empty scopeSeparator', { scopeSeparator: '' }, /scopeSeparator/],
    ['a scopeSeparator that occurs in a scope', { scopeSeparator: ':' }, /scopeSeparator/],
    ['an invalid baseUrl', { baseUrl: 'localhost:4010' }, /baseUrl/],
    ['a baseUrl with a password', { baseUrl: 'http://u:pw@localhost:4010' }, /baseUrl .*without user, password/],
  ])('refuses %s by name, without its value', (_name, wrong, message) => {
    const make = () => kollusLiveAuth({ ...options, ...(wrong as object) })
    expect(make).toThrow(UsageError)
    expect(make).toThrow(message)
    expect(make).not.toThrow(/planted/)
  })

  test('scopeSeparator replaces the profile’s, in requests and in answers', async () => {
    const { another, server } = world()
    const auth = another({ scopeSeparator: ',' })
    const { url } = await auth.begin({ account: 'alice', scopes: ['live:control', 'live:statistics'] })
    expect(new URL(url).search).toContain('scope=live%3Acontrol%2Clive%3Astatistics')
    server.reshape((body) => ({ ...body, scope: 'live:control,live:statistics' }))
    expect((await auth.complete(server.approve(url))).scopes).toEqual(['live:control', 'live:statistics'])
    await auth.app().token()
    expect(server.calls.at(-1)!.fields.scope).toBe('live:control,live:statistics')
  })

  test('printing the auth or a source does not show the client secret', async () => {
    const auth = kollusLiveAuth(options)
    const things = [auth, auth.account('alice'), auth.app()]
    for (const thing of things) {
      expect(inspect(thing, { depth: 10, showHidden: true, getters: true }) + JSON.stringify(thing)).not.toContain(
        'planted',
      )
    }
  })

  test('printing a source does not show tokens in memory', async () => {
    const { alice, signIn } = world()
    await signIn()
    await alice.token()
    expect(inspect(alice, { depth: 10, showHidden: true, getters: true })).not.toContain('PLANTED')
  })
})

test('calls of the token endpoint have a limit of their own', async () => {
  const { auth, signIn, server, clock } = world()
  for (let n = 0; n < 60; n++) await signIn(`user${n}`)
  const waiting = auth.app().token()
  await clock.settle()
  expect(server.calls).toHaveLength(60)
  await clock.advance(60_000)
  await waiting
  expect(server.calls).toHaveLength(61)
})
