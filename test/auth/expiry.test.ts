import { describe, expect, test } from 'vitest'
import { ReauthorizationRequiredError } from '../../src/errors/index.js'
import { DAY, failure, world } from '../support/signed-in.js'

const YEAR = 366 * DAY

describe('rule 6: expiry counts from before the request, with a margin', () => {
  test('the time of the request does not extend the life of the token', async () => {
    const { signIn, alice, server, clock } = world()
    await signIn()
    const { value } = await alice.token()
    const asked = clock.now()
    server.fail({
      phase: 'before',
      with: async () => {
        await clock.sleep(20_000)
        return Response.json({ access_token: 'NEW', token_type: 'Bearer', expires_in: 3600 })
      },
    })
    const waiting = alice.token({ rejected: value })
    await clock.advance(20_000)
    expect((await waiting).expiresAt).toBe(asked + 3_600_000)
  })

  test.each([
    ['an hour, no refreshEarly: 60 s before its end', 3600, undefined, 60],
    ['five minutes: a tenth, 30 s before its end', 300, undefined, 30],
    ['a year, refreshEarly of a week: a week before its end', 31_622_400, 604_800, 604_800],
    ['a day, refreshEarly of a week: a tenth of its life', 86_400, 604_800, 8_640],
  ])('the margin of a token of %s', async (_name, lifetime, refreshEarly, margin) => {
    const { signIn, alice, server, clock } = world({ lifetime, oauth: { refreshEarly } })
    await signIn()
    await clock.advance((lifetime - margin) * 1000 - 1)
    await alice.token()
    expect(server.refreshes()).toHaveLength(0)
    await clock.advance(1)
    await alice.token()
    expect(server.refreshes()).toHaveLength(1)
  })

  test.each([
    ['absent', undefined],
    ['null', null],
    ['empty', ''],
    ['zero', 0],
    ['a word', 'never'],
  ])('a token with an expires_in of %s is valid until refused', async (_name, expires_in) => {
    const { signIn, alice, server, clock } = world()
    server.reshape((body) => ({ ...body, expires_in }))
    expect((await signIn()).expiresAt).toBeUndefined()
    await clock.advance(50 * YEAR)
    const { value } = await alice.token()
    expect(server.refreshes()).toHaveLength(0)
    await alice.token({ rejected: value })
    expect(server.refreshes()).toHaveLength(1)
  })

  test('reads an expires_in that is a string as a number', async () => {
    const { signIn, server, clock } = world()
    server.reshape((body) => ({ ...body, expires_in: '3600' }))
    expect((await signIn()).expiresAt).toBe(clock.now() + 3_600_000)
  })

  test.each([
    ['the exp of a JWT is used without expires_in', undefined, 7200, 7200],
    ['the exp of a JWT is used if expires_in is zero', 0, 7200, 7200],
    ['expires_in takes precedence over exp', 3600, 7200, 3600],
    ['a new token with an exp in the past has an unknown expiry', undefined, -7200, undefined],
  ])('%s', async (_name, expires_in, exp, expected) => {
    const { signIn, server, clock } = world()
    const now = Math.floor(clock.now() / 1000)
    const jwt = `e30.${Buffer.from(JSON.stringify({ exp: now + exp })).toString('base64url')}.c2ln`
    server.reshape((body) => ({ ...body, expires_in, access_token: jwt }))
    expect((await signIn()).expiresAt).toBe(expected && (now + expected) * 1000)
  })
})

describe('rule 6, where the provider sends the expiry in a field that may be empty', () => {
  const MONTH = 30 * DAY
  const silent = async (reshape: (body: Record<string, unknown>) => object = (body) => body) => {
    const all = world({
      oauth: { expiry: 'ends', refreshEarly: undefined, lifetimes: { ...lifetimes, accessToken: MONTH / 1000 } },
    })
    all.server.reshape((body) => reshape({ ...body, expires_in: undefined }))
    const grant = await all.signIn()
    return { ...all, grant, value: (await all.alice.token()).value }
  }
  const lifetimes = { authorizationCode: 600, refreshToken: null }

  test('a token with an unknown expiry is renewed after the documented lifetime, and not before', async () => {
    const { alice, server, clock, grant } = await silent()
    expect(grant.expiresAt).toBeUndefined()
    await clock.advance(MONTH - 60_001)
    await alice.token()
    expect(server.refreshes()).toHaveLength(0)
    await clock.advance(1)
    await alice.token()
    expect(server.refreshes()).toHaveLength(1)
  })

  test('a token with an unknown expiry never counts as expired: if its renewal fails it stays in use, and renewal is tried once a minute', async () => {
    const { alice, server, clock, value } = await silent()
    server.fail(...Array.from({ length: 2 }, () => ({ phase: 'before', with: 'ECONNRESET' }) as const))
    await clock.advance(10 * MONTH)
    for (let times = 0; times < 3; times++) expect((await alice.token()).value).toBe(value)
    expect(server.refreshes()).toHaveLength(1)
    await clock.advance(60_000)
    expect((await alice.token()).value).toBe(value)
    await clock.advance(60_000)
    expect((await alice.token()).value).not.toBe(value)
    expect(server.refreshes()).toHaveLength(3)
  })

  test('a dead grant ends the session as usual', async () => {
    const { alice, server, clock } = await silent()
    server.revokeAll()
    await clock.advance(MONTH)
    expect(await failure(() => alice.token())).toBeInstanceOf(ReauthorizationRequiredError)
  })

  test('without a refresh token the access token is used until it is refused', async () => {
    const { alice, clock, value } = await silent((body) => ({ ...body, refresh_token: undefined }))
    await clock.advance(10 * MONTH)
    expect((await alice.token()).value).toBe(value)
    expect(await failure(() => alice.token({ rejected: value }))).toBeInstanceOf(ReauthorizationRequiredError)
  })

  test('the client’s own tokens are renewed by the same rule', async () => {
    const { auth, server, clock } = await silent()
    const first = await auth.app().token()
    await clock.advance(MONTH)
    server.fail({ phase: 'before', with: 'ECONNRESET' })
    expect((await auth.app().token()).value).toBe(first.value)
    await clock.advance(60_000)
    expect((await auth.app().token()).value).not.toBe(first.value)
  })

  const start = Date.UTC(2026, 0, 15)
  test.each<[string, object, number | undefined]>([
    ['a time', { ends: '2026-02-14T00:00:00Z' }, start + MONTH],
    ['a time with fractions, in another zone', { ends: '2026-02-14t02:30:00.123456789+02:30' }, start + MONTH + 123],
    [
      'a time and a lifetime, which takes precedence',
      { ends: '2026-02-14T00:00:00Z', expires_in: 3600 },
      start + 3_600_000,
    ],
    ['a time and a lifetime of zero', { ends: '2026-02-14T00:00:00Z', expires_in: 0 }, start + MONTH],
    ['an unset time: the year 1', { ends: '0001-01-01T00:00:00Z' }, undefined],
    ['an unset time and a lifetime', { ends: '0001-01-01T00:00:00Z', expires_in: 3600 }, start + 3_600_000],
    ['a time in the past', { ends: '2025-12-31T00:00:00Z' }, undefined],
    ['a time without its zone', { ends: '2026-02-14T00:00:00' }, undefined],
    ['an invalid day', { ends: '2026-13-45T00:00:00Z' }, undefined],
    ['seconds', { ends: 1771027200 }, undefined],
    ['words', { ends: 'in a month' }, undefined],
    ['null', { ends: null }, undefined],
    ['neither', {}, undefined],
  ])('the field may hold %s', async (_name, fields, expected) => {
    expect((await silent((body) => ({ ...body, ...fields }))).grant.expiresAt).toBe(expected)
  })

  test('the field is ignored for a provider without one', async () => {
    const { signIn, server } = world()
    server.reshape((body) => ({
      ...body,
      expires_in: undefined,
      expiry: '2026-02-14T00:00:00Z',
      '': '2026-02-14T00:00:00Z',
    }))
    expect((await signIn()).expiresAt).toBeUndefined()
  })
})

describe('rule 6, for an account whose tokens never expire', () => {
  test('time never renews the token for any answer, in other processes too', async () => {
    const { signIn, alice, another, server, clock, stored } = world({ oauth: { expiry: 'ends' } })
    const grant = await signIn('alice', { neverExpires: true })
    expect(grant.expiresAt).toBeUndefined()
    expect(await stored()).not.toHaveProperty('expiresAt')
    await clock.advance(50 * YEAR)
    const [here, there] = [await alice.token(), await another().account('alice').token()]
    expect([here.value, here.expiresAt]).toEqual([there.value, undefined])
    expect(server.refreshes()).toEqual([])
  })

  test('a refusal renews the token, and the new one never expires either', async () => {
    const { signIn, alice, another, server, clock } = world()
    await signIn('alice', { neverExpires: true })
    const next = await alice.token({ rejected: (await alice.token()).value })
    expect([server.refreshes().length, next.expiresAt]).toEqual([1, undefined])
    await clock.advance(50 * YEAR)
    expect((await another().account('alice').token()).value).toBe(next.value)
    expect(server.refreshes()).toHaveLength(1)
  })

  test('a new sign-in without the option ends that', async () => {
    const { signIn, alice, clock } = world()
    await signIn('alice', { neverExpires: true })
    await signIn()
    expect((await alice.token()).expiresAt).toBeGreaterThan(clock.now())
  })
})
