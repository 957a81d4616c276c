import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { TypesOf } from '../../mock/index.js'
import {
  AuthorizationDeniedError,
  ForbiddenError,
  ReauthorizationRequiredError,
  TokenEndpointError,
  UsageError,
} from '../../src/errors/index.js'
import type { LogEntry } from '../../src/http/log.js'
import { unwrap } from '../../src/http/result.js'
import { createLivepush, livepushAuth, publishUrl, zoneId, type Scope } from '../../src/livepush/index.js'
import { memoryStore } from '../../src/store/memory.js'
import { manualClock } from '../support/manual-clock.js'
import { testMock } from '../support/mock.js'
import { failure } from '../support/signed-in.js'
import { json, scriptedFetch } from '../support/scripted-fetch.js'
import type { Reply } from '../support/scripted-fetch.js'

const HOUR = 3_600_000
const redirectUri = 'https://app.example/callback'
const clientSecret = 'planted/secret+1'

/** Livepush's answer to a code: see the page that the spec cites. */
const granted = (more: object = {}) =>
  json({ access_token: 'planteda1', refresh_token: 'plantedr1', token_type: 'access_token', expires_in: 3600, ...more })

function livepush(...replies: Reply[]) {
  const clock = manualClock()
  const store = memoryStore()
  const { fetch, sent } = scriptedFetch(...replies)
  const auth = livepushAuth({ clientId: 'app1', clientSecret, redirectUri, store, fetch, clock })
  const signIn = async () => {
    const { state } = await auth.begin({ account: 'alice', scopes: ['streams.read'] })
    return auth.complete(`${redirectUri}?code=plantedcode&state=${state}`)
  }
  return { auth, alice: auth.account('alice'), clock, store, fetch, sent, signIn }
}
const query = (url: string) => Object.fromEntries(new URL(url).searchParams)

describe('begin', () => {
  test('sends the user to id.livepush.io, with a state, without PKCE, scopes joined by a comma', async () => {
    const { auth } = livepush()
    const { url, state } = await auth.begin({ account: 'alice', scopes: ['streams.read', 'streams.create'] })
    expect(url).toMatch(/^https:\/\/id\.livepush\.io\/oauth2\/authorize\?/)
    expect(url).toContain('scope=streams.read%2Cstreams.create')
    expect(query(url)).toEqual({
      response_type: 'code',
      client_id: 'app1',
      redirect_uri: redirectUri,
      scope: 'streams.read,streams.create',
      state,
    })
  })

  test('joins scopes by a space if an option says so', async () => {
    const auth = livepushAuth({ clientId: 'app1', clientSecret, redirectUri, scopeSeparator: ' ' })
    const { url } = await auth.begin({ account: 'alice', scopes: ['streams.read', 'streams.create'] })
    expect(query(url).scope).toBe('streams.read streams.create')
  })

  test('refuses an unknown scope and lists the known ones', async () => {
    const error = await failure(() => livepush().auth.begin({ account: 'alice', scopes: ['streams' as never] }))
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toContain('streams.destinations.write')
  })
})

describe('complete', () => {
  test('exchanges the code by GET, with everything in the query', async () => {
    const { signIn, sent, clock } = livepush(granted())
    expect(await signIn()).toEqual({
      account: 'alice',
      scopes: ['streams.read'],
      expiresAt: clock.now() + HOUR,
      refreshable: true,
    })
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ method: 'GET', body: undefined })
    expect(sent[0]!.url).toMatch(/^https:\/\/tokens\.livepush\.io\/oauth2\/access_token\?/)
    expect(query(sent[0]!.url)).toEqual({
      grant_type: 'authorization_code',
      client_id: 'app1',
      client_secret: clientSecret,
      code: 'plantedcode',
      redirect_uri: redirectUri,
    })
    expect([sent[0]!.headers.has('authorization'), sent[0]!.headers.has('content-type')]).toEqual([false, false])
  })

  test('uses a baseUrl like every other call', async () => {
    const { fetch, sent } = livepush(granted())
    const baseUrl = 'http://127.0.0.1:4010/t/one'
    const auth = livepushAuth({ clientId: 'app1', clientSecret, redirectUri, baseUrl, fetch })
    const { url, state } = await auth.begin({ account: 'alice', scopes: ['streams.read'] })
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:4010\/t\/one\/livepush\/id\/oauth2\/authorize\?/)
    await auth.complete(`?code=x&state=${state}`)
    expect(sent[0]!.url).toMatch(/^http:\/\/127\.0\.0\.1:4010\/t\/one\/livepush\/tokens\/oauth2\/access_token\?/)
  })

  test('reports a denial, which comes as `error` in place of `code`, and exchanges nothing', async () => {
    const { auth, sent } = livepush()
    const { state } = await auth.begin({ account: 'alice', scopes: ['streams.read'] })
    const error = await failure(() => auth.complete(`${redirectUri}?error=access_denied&state=${state}`))
    expect(error).toBeInstanceOf(AuthorizationDeniedError)
    expect(error).toMatchObject({ error: 'access_denied' })
    expect(sent).toEqual([])
  })

  test('never sends a refused code again, for any form of refusal', async () => {
    for (const body of ['{"error":"invalid_grant"}', '{"message":"Bad code."}', '<html>No</html>', '']) {
      const { signIn, sent } = livepush(new Response(body, { status: 400 }))
      expect(await failure(signIn)).toBeInstanceOf(TokenEndpointError)
      expect(sent).toHaveLength(1)
    }
  })
})

describe('the tokens', () => {
  test('are sent as Bearer for any token_type', async () => {
    const { alice, signIn, fetch, sent, clock } = livepush(granted(), json([]))
    await signIn()
    await createLivepush({ auth: alice, fetch, clock }).call('listStreams')
    expect(sent[1]!.headers.get('authorization')).toBe('Bearer planteda1')
  })

  test('expire after expires_in, an hour in the sample', async () => {
    const { alice, signIn, clock, sent } = livepush(granted(), granted({ access_token: 'planteda2' }))
    await signIn()
    await clock.advance(HOUR - 61_000)
    expect((await alice.token()).value).toBe('planteda1')
    await clock.advance(2_000)
    expect((await alice.token()).value).toBe('planteda2')
    expect(sent).toHaveLength(2)
  })

  test('are renewed by GET with the refresh token, which is kept if the answer has none', async () => {
    const { alice, signIn, sent, store, clock } = livepush(
      granted(),
      granted({ access_token: 'planteda2', refresh_token: undefined }),
      granted({ access_token: 'planteda3', refresh_token: 'plantedr3' }),
    )
    await signIn()
    expect((await alice.token({ rejected: 'planteda1' })).value).toBe('planteda2')
    await clock.advance(60_000)
    expect((await alice.token({ rejected: 'planteda2' })).value).toBe('planteda3')
    for (const { method, url } of sent.slice(1)) {
      expect(method).toBe('GET')
      expect(query(url)).toEqual({
        grant_type: 'refresh_token',
        refresh_token: 'plantedr1',
        client_id: 'app1',
        client_secret: clientSecret,
      })
    }
    expect((await store.get('livepush/accounts/alice'))?.record).toMatchObject({
      accessToken: 'planteda3',
      refreshToken: 'plantedr3',
      scopes: ['streams.read'],
    })
  })

  test.each<[string, number, string, unknown]>([
    ['400 invalid_grant', 400, '{"error":"invalid_grant"}', ReauthorizationRequiredError],
    ['401 with a message only', 401, '{"message":"Unauthorized"}', ReauthorizationRequiredError],
    ['401 without a body', 401, '', ReauthorizationRequiredError],
    ['401 invalid_client', 401, '{"error":"invalid_client"}', TokenEndpointError],
    ['401 with a page', 401, '<html></html>', TokenEndpointError],
    ['500', 500, '{"error":"invalid_grant"}', TokenEndpointError],
  ])('end, or not, with the refusal of a refresh: %s', async (_name, status, body, kind) => {
    const { alice, signIn, store } = livepush(granted(), new Response(body, { status }))
    await signIn()
    expect(await failure(() => alice.token({ rejected: 'planteda1' }))).toBeInstanceOf(kind)
    expect((await store.get('livepush/accounts/alice'))?.record).toMatchObject({ refreshToken: 'plantedr1' })
  })

  test('cannot be requested for the client itself', () => {
    expect(() => livepush().auth.app()).toThrow(UsageError)
  })
})

describe('neither the log of a call nor its error shows a query with secrets:', () => {
  const echo =
    (status: number): Reply =>
    ({ url }) =>
      json({ message: `cannot ${url}`, error_description: decodeURIComponent(url), path: url }, status)
  const answers: Record<string, Reply> = {
    'a refusal that repeats it': echo(400),
    'a dead grant that repeats it': echo(401),
    'a server error that repeats it': echo(500),
    'a page that repeats it': ({ url }) => new Response(`<p>${url}</p>`, { status: 502 }),
    'a success that is not JSON': ({ url }) => new Response(`<p>${url}</p>`),
    'an empty success': () => new Response(null),
    'a redirect that repeats it': ({ url }) => new Response(url, { status: 302, headers: { location: url } }),
    'a connection that breaks': ({ url }) => {
      throw new TypeError(`fetch failed: ${url}`, { cause: Object.assign(new Error(url), { code: 'ECONNRESET', url }) })
    },
  }
  for (const [name, answer] of Object.entries(answers)) {
    test(name, async () => {
      const { alice, signIn, fetch, sent, clock } = livepush(granted(), json({ message: 'Unauthorized' }, 401), answer)
      await signIn()
      const log: LogEntry[] = []
      const client = createLivepush({ auth: alice, fetch, clock, retry: false, log: (entry) => void log.push(entry) })
      const error = await failure(() => client.call('listStreams'))
      expect(sent).toHaveLength(3)
      expect(new URL(sent[2]!.url).searchParams.get('refresh_token')).toBe('plantedr1')
      expect(log.length).toBeGreaterThan(0)
      const shown = [error, (error as Error).cause, log]
        .map((thing) => `${inspect(thing, { depth: 10, showHidden: true, getters: true })} ${JSON.stringify(thing)}`)
        .join()
      expect(`${shown} ${String(error)} ${(error as Error).stack}`).not.toContain('planted')
    })
  }
})

describe('with the mock', () => {
  async function world(
    policy: Partial<TypesOf<'livepush'>['policy']> = {},
    more: { scopeSeparator?: string } = {},
    liberties = {},
  ) {
    const mock = await testMock({ policy: { livepush: policy } }, liberties)
    const options = { fetch: mock.fetch, clock: mock.clock, baseUrl: mock.url }
    const auth = livepushAuth({ ...mock.credentials('livepush'), ...options, ...more })
    const signIn = async (scopes: Scope[], decision = {}) =>
      auth.complete(await mock.approve((await auth.begin({ account: 'alice', scopes })).url, decision))
    const client = createLivepush({ auth: auth.account('alice'), ...options })
    const exchanges = () =>
      mock.journal.requests({ provider: 'livepush' }).filter(({ operation }) => operation?.endsWith('exchangeToken'))
    return { mock, auth, client, signIn, exchanges }
  }

  test('a user signs in, and an hour later 50 calls at once cost one refresh', async () => {
    const { mock, client, signIn, exchanges } = await world()
    expect((await signIn(['streams.read', 'streams.create'])).expiresAt).toBe(mock.clock.now() + HOUR)
    const { data } = await client.call('createStream', { body: { category: 'simulcast', name: 'Demo' } })
    await mock.clock.advance('1h')
    const reads = await Promise.all(Array.from({ length: 50 }, () => client.call('listStreams')))
    for (const read of reads) expect(unwrap(read).map(({ id }) => id)).toContain((data as { id: string }).id)
    expect(exchanges()).toHaveLength(2)
    expect(JSON.stringify(exchanges())).not.toContain(mock.credentials('livepush').clientSecret)
  })

  test('a user denies', async () => {
    const { signIn, exchanges } = await world()
    expect(await failure(() => signIn(['streams.read'], { deny: true }))).toBeInstanceOf(AuthorizationDeniedError)
    expect(exchanges()).toEqual([])
  })

  test('a stream is made, read by its id for its key, and published to', async () => {
    const { client, signIn } = await world()
    await signIn(['streams.read', 'streams.create'])
    const made = unwrap(await client.POST('/streams', { body: { category: 'simulcast', name: 'Demo' } }))
    const read = unwrap(await client.GET('/streams/{streamId}', { params: { path: { streamId: made.id } } }))
    expect(typeof made.zone).toBe('string')
    expect(zoneId(read.zone)).toBe(zoneId(made.zone))
    expect(publishUrl(read)).toMatch(/^rtmp:\/\/stream\.livepush\.io\/live\/rtmp_[0-9a-f]{32}$/)
  })

  test('an unknown id is 404, with any characters', async () => {
    const { client, signIn } = await world()
    await signIn(['streams.read'])
    for (const streamId of ['st_none', '../mine', 'a/b', '%2F', '스트림']) {
      expect(await client.call('getStream', { params: { path: { streamId } } })).toMatchObject({ status: 404 })
    }
  })

  test('a user allows fewer scopes than requested, which only a 403 shows', async () => {
    const { signIn, client } = await world()
    const grant = await signIn(['streams.read', 'streams.create'], { scopes: ['streams.read'] })
    expect(grant.scopes).toEqual(['streams.read', 'streams.create'])
    expect((await client.call('listStreams')).status).toBe(200)
    const refused = await client.call('createStream', { body: { category: 'schedule', name: 'Demo' } })
    expect(() => unwrap(refused)).toThrow(ForbiddenError)
  })

  test('scopes can be joined by a space', async () => {
    const { signIn, client } = await world({}, { scopeSeparator: ' ' })
    await signIn(['streams.read', 'profile.read'])
    expect([(await client.call('listStreams')).status, (await client.call('getAccount')).status]).toEqual([200, 200])
  })

  test('a token endpoint that refuses with a page gives a typed error, and the next sign-in succeeds', async () => {
    const { auth, signIn } = await world({ htmlErrors: true }, {}, { replies: ['exchangeToken 400'] })
    const { url } = await auth.begin({ account: 'alice', scopes: ['streams.read'] })
    const callback = new URL('http://localhost:3000/callback?code=planted')
    callback.searchParams.set('state', new URL(url).searchParams.get('state')!)
    const error = await failure(() => auth.complete(callback))
    expect(error).toBeInstanceOf(TokenEndpointError)
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('planted')
    await signIn(['streams.read'])
    expect(await auth.accounts()).toEqual(['alice'])
  })
})
