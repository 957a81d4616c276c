import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createDLive, dliveAuth, MeDocument } from '../../src/dlive/index.js'
import {
  AuthorizationDeniedError,
  DecodeError,
  ReauthorizationRequiredError,
  TokenEndpointError,
  UsageError,
} from '../../src/errors/index.js'
import { memoryStore } from '../../src/store/memory.js'
import { manualClock } from '../support/manual-clock.js'
import { DAY, failure } from '../support/signed-in.js'
import { json, scriptedFetch } from '../support/scripted-fetch.js'
import type { Reply } from '../support/scripted-fetch.js'

const redirectUri = 'https://app.example/callback'
const [clientId, clientSecret] = ['1234567890', 'planted+secret/with&odd=characters']
const MONTH = 30 * DAY

/** DLive's answer to a code exchange, as its page describes it, as JSON; and its answer to a refresh. */
const granted = {
  access_token: 'planteda1',
  token_type: 'Bearer',
  expiry: '0001-01-01T00:00:00Z',
  refresh_token: 'plantedr1',
}
const renewed = (n: number, more: object = {}) =>
  json({
    access_token: `planteda${n}`,
    expires_in: 2_592_000,
    refresh_token: `plantedr${n}`,
    scope: 'identity email:read',
    token_type: 'Bearer',
    ...more,
  })

function dlive(...replies: Reply[]) {
  const clock = manualClock()
  const store = memoryStore()
  const { fetch, sent } = scriptedFetch(...replies)
  const another = () => dliveAuth({ clientId, clientSecret, redirectUri, store, fetch, clock })
  const auth = another()
  const signIn = async (more: { bot?: boolean } = {}) => {
    const { state } = await auth.begin({ account: 'alice', scopes: ['identity', 'email:read'], ...more })
    return auth.complete(`${redirectUri}?code=plantedcode&state=${state}`)
  }
  const stored = async () => (await store.get('dlive/accounts/alice'))?.record
  return { auth, another, alice: auth.account('alice'), clock, store, fetch, sent, signIn, stored }
}
const form = (body: string | undefined) => Object.fromEntries(new URLSearchParams(body))

describe('begin', () => {
  test('sends the user to dlive.tv, with a state, without PKCE, scopes joined by a space', async () => {
    const { url, state } = await dlive().auth.begin({ account: 'alice', scopes: ['identity', 'chat:write'] })
    expect(url).toMatch(/^https:\/\/dlive\.tv\/o\/authorize\?/)
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: 'identity chat:write',
      state,
    })
  })

  test.each<[string, readonly string[], RegExp]>([
    ['no scope', [], /at least one scope/],
    ['scopes that are not a list', undefined as never, /list/],
    ['a scope that DLive does not have', ['identity', 'chat:read'], /no scope "chat:read".*moderation:write/],
    ['scopes joined by a comma', ['identity,chat:write'], /no scope/],
  ])('refuses %s', async (_name, scopes, message) => {
    const error = await failure(() => dlive().auth.begin({ account: 'alice', scopes: scopes as never }))
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toMatch(message)
  })
})

describe('complete', () => {
  test('exchanges the code with a form body, and authenticates the client by HTTP Basic', async () => {
    const { signIn, sent } = dlive(json(granted))
    expect(await signIn()).toEqual({
      account: 'alice',
      scopes: ['identity', 'email:read'],
      expiresAt: undefined,
      refreshable: true,
    })
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ method: 'POST', url: 'https://dlive.tv/o/token' })
    expect(form(sent[0]!.body)).toEqual({
      grant_type: 'authorization_code',
      code: 'plantedcode',
      redirect_uri: redirectUri,
    })
    // Not form-urlencoded first, against RFC 6749: the library that DLive likely used took the pair raw.
    expect(sent[0]!.headers.get('authorization')).toBe(`Basic ${btoa(`${clientId}:${clientSecret}`)}`)
    expect(sent[0]!.headers.get('content-type')).toContain('application/x-www-form-urlencoded')
  })

  test('uses the scopes from the answer, if it has any', async () => {
    const { signIn, stored } = dlive(json({ ...granted, scope: 'identity' }))
    expect((await signIn()).scopes).toEqual(['identity'])
    expect(await stored()).toMatchObject({ scopes: ['identity'] })
  })

  test('reports a denial, and exchanges nothing', async () => {
    const { auth, sent } = dlive()
    const { state } = await auth.begin({ account: 'alice', scopes: ['identity'] })
    const back = `${redirectUri}?error=access_denied&error_description=No&state=${state}`
    expect(await failure(() => auth.complete(back))).toBeInstanceOf(AuthorizationDeniedError)
    expect(sent).toEqual([])
  })

  // The sample of the vendor's page: no comma after `expiry`, and one too many at the end.
  const page = `{
  "access_token": "planteda1",
  "token_type": "Bearer",
  "expiry": "0001-01-01T00:00:00Z"
  "refresh_token": "plantedr1",
}`
  test.each([
    ['as on the page, without one comma and with one too many', page],
    ['with the missing comma added', page.replace('00Z"', '00Z",')],
    ['with the extra comma removed', page.replace('r1",', 'r1"')],
  ])('refuses invalid JSON: %s', async (_name, body) => {
    const { signIn, stored } = dlive(new Response(body, { headers: { 'content-type': 'application/json' } }))
    const error = await failure(signIn)
    expect(error).toBeInstanceOf(DecodeError)
    expect(inspect(error, { depth: 10, showHidden: true, getters: true }) + JSON.stringify(error)).not.toContain(
      'planted',
    )
    expect(await stored()).toBeUndefined()
  })
})

describe('the expiry of a token, in each form that an answer may have:', () => {
  const { expiry: _, ...bare } = granted
  const start = Date.UTC(2026, 0, 15)
  test.each<[string, object, number | undefined]>([
    ['as documented, with an expiry in the year 1', granted, undefined],
    ['expires_in', { ...bare, expires_in: 2_592_000 }, start + MONTH],
    ['both', { ...granted, expires_in: 2_592_000 }, start + MONTH],
    ['both, with an expires_in of zero', { ...granted, expires_in: 0 }, undefined],
    ['neither', bare, undefined],
    ['a valid expiry', { ...bare, expiry: '2026-01-16T00:00:00Z' }, start + DAY],
    ['an invalid expiry', { ...bare, expiry: 'soon' }, undefined],
  ])('%s', async (_name, body, expected) => {
    const { signIn, alice, clock, sent } = dlive(json(body), renewed(2))
    expect((await signIn()).expiresAt).toBe(expected)
    // Both an hour and the year 1 would be wrong.
    await clock.advance(23 * 3_600_000)
    expect((await alice.token()).value).toBe('planteda1')
    expect(sent).toHaveLength(1)
    await clock.advance(MONTH)
    expect((await alice.token()).value).toBe('planteda2')
  })

  test('if it is unknown, a renewal that fails after 30 days leaves the token in use', async () => {
    const { signIn, alice, clock } = dlive(json(granted), json({}, 503), renewed(2))
    await signIn()
    await clock.advance(MONTH)
    expect((await alice.token()).value).toBe('planteda1')
    await clock.advance(60_000)
    expect((await alice.token()).value).toBe('planteda2')
  })
})

describe('the tokens', () => {
  test('are renewed by a single-use refresh token, which is replaced each time', async () => {
    const { signIn, alice, sent, stored, clock } = dlive(json(granted), renewed(2), renewed(3, { scope: 'identity' }))
    await signIn()
    await alice.token({ rejected: 'planteda1' })
    await clock.advance(60_000)
    expect((await alice.token({ rejected: 'planteda2' })).scopes).toEqual(['identity'])
    expect(sent.slice(1).map(({ body }) => form(body))).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'plantedr1' },
      { grant_type: 'refresh_token', refresh_token: 'plantedr2' },
    ])
    expect(await stored()).toMatchObject({ accessToken: 'planteda3', refreshToken: 'plantedr3', scopes: ['identity'] })
  })

  test.each<[string, number, string, unknown]>([
    ['401 invalid_grant, as Go’s library sends it', 401, '{"error":"invalid_grant"}', ReauthorizationRequiredError],
    ['400 invalid_grant, as the RFC requires', 400, '{"error":"invalid_grant"}', ReauthorizationRequiredError],
    ['401 invalid_client', 401, '{"error":"invalid_client"}', TokenEndpointError],
    ['401 unauthorized_client', 401, '{"error":"unauthorized_client"}', TokenEndpointError],
    ['400 invalid_scope', 400, '{"error":"invalid_scope"}', TokenEndpointError],
    ['401 without a body', 401, '', TokenEndpointError],
    ['403 from the edge', 403, '403 Forbidden', TokenEndpointError],
    ['503', 503, '{"error":"temporarily_unavailable"}', TokenEndpointError],
  ])('end, or not, with the refusal of a refresh: %s', async (_name, status, body, kind) => {
    const { alice, signIn, stored } = dlive(json(granted), new Response(body, { status }))
    await signIn()
    expect(await failure(() => alice.token({ rejected: 'planteda1' }))).toBeInstanceOf(kind)
    expect(await stored()).toMatchObject({ refreshToken: 'plantedr1' })
  })

  test('of a bot’s account are never renewed by time, here or in another process, only when refused', async () => {
    const { signIn, alice, another, clock, sent } = dlive(json({ ...granted, expires_in: 2_592_000 }), renewed(2))
    expect((await signIn({ bot: true })).expiresAt).toBeUndefined()
    await clock.advance(100 * 365 * DAY)
    expect([(await alice.token()).value, (await another().account('alice').token()).value]).toEqual([
      'planteda1',
      'planteda1',
    ])
    expect(sent).toHaveLength(1)
    expect(await alice.token({ rejected: 'planteda1' })).toMatchObject({ value: 'planteda2', expiresAt: undefined })
  })

  test('are a user’s, and fifty calls at once with a refused one cost one refresh', async () => {
    const answer: Reply = ({ headers }) =>
      headers.get('authorization') === 'planteda2'
        ? json({ data: { me: { id: 'user:alice' } } })
        : json({ data: { me: null }, errors: [{ message: 'Require login', path: ['me'] }] })
    const oauth = [json(granted), renewed(2)]
    const { signIn, alice, fetch, sent, clock } = dlive((request) =>
      request.url.includes('/o/token') ? oauth.shift()! : (answer as (sent: typeof request) => Response)(request),
    )
    await signIn()
    const client = createDLive({ auth: alice, fetch, clock })
    const results = await Promise.all(Array.from({ length: 50 }, () => client.query(MeDocument)))
    expect(results.map(({ ok }) => ok)).toEqual(Array(50).fill(true))
    expect(sent.filter(({ url }) => url.includes('/o/token'))).toHaveLength(2)
    expect((await alice.token()).subject).toBe('user')
  })

  test.each<[string, Reply]>([
    ['Require login in a 200', json({ data: null, errors: [{ message: 'Require login', path: ['me'] }] })],
    ['a 401', json({ errors: [{ message: 'Require login' }] }, 401)],
  ])(
    'are not the cause of %s that persists with a new one: the client returns it, and refreshes once a minute',
    async (_, no) => {
      const exchanges: string[] = []
      const { signIn, alice, fetch, sent, clock } = dlive((request) => {
        if (!request.url.includes('/o/token')) return (no as Response).clone()
        exchanges.push(request.url)
        return exchanges.length === 1 ? json(granted) : renewed(exchanges.length)
      })
      await signIn()
      const client = createDLive({ auth: alice, fetch, clock })
      const call = async () => expect(await client.query(MeDocument)).toMatchObject({ ok: false })
      for (let times = 0; times < 5; times++) await call()
      expect(exchanges).toHaveLength(2)
      expect(sent.filter(({ url }) => !url.includes('/o/token'))).toHaveLength(6)
      await clock.advance(60_000)
      for (let times = 0; times < 5; times++) await call()
      expect(exchanges).toHaveLength(3)
    },
  )
})

describe('narrow', () => {
  test('is a refresh for fewer scopes, and uses the scopes of the answer', async () => {
    const { auth, signIn, sent, clock } = dlive(
      json(granted),
      renewed(2, { scope: 'identity' }),
      renewed(3, { scope: 'identity' }),
    )
    await signIn()
    expect(await auth.narrow('alice', ['identity'])).toEqual({
      account: 'alice',
      scopes: ['identity'],
      expiresAt: clock.now() + MONTH,
      refreshable: true,
    })
    await auth.account('alice').token({ rejected: 'planteda2' })
    expect(sent.slice(1).map(({ body }) => form(body))).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'plantedr1', scope: 'identity' },
      { grant_type: 'refresh_token', refresh_token: 'plantedr2', scope: 'identity' },
    ])
  })
})

describe('app', () => {
  test('uses client credentials without scopes, and its tokens have none', async () => {
    const { auth, another, sent, clock } = dlive(
      json({ access_token: 'plantedapp', expires_in: 2_592_000, token_type: 'Bearer' }),
    )
    const token = await auth.app().token()
    expect(token).toMatchObject({ subject: 'client', scopes: [], expiresAt: clock.now() + MONTH })
    expect((await another().app().token()).value).toBe('plantedapp')
    expect(sent.map(({ body }) => form(body))).toEqual([{ grant_type: 'client_credentials' }])
  })

  test('is a separate source where scopes are named, usable by one client', async () => {
    const { auth, sent } = dlive(json({ access_token: 'a', token_type: 'Bearer' }))
    expect(auth.app()).toBe(auth.app({}))
    await auth.app({ scopes: ['identity'] }).token()
    expect(form(sent[0]!.body).scope).toBe('identity')
  })
})
