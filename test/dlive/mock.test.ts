import { describe, expect, test } from 'vitest'
import {
  chatTime,
  createDLive,
  dliveAuth,
  DLiveError,
  FollowDocument,
  FollowersDocument,
  lemons,
  MeDocument,
  MyEmailDocument,
  RelationshipDocument,
  SendStreamchatMessageDocument,
  StreamKeyDocument,
  StreamKeyGenerateDocument,
  TreasureChestDocument,
  UserDocument,
  type Scope,
} from '../../src/dlive/index.js'
import {
  AuthError,
  AuthorizationDeniedError,
  ForbiddenError,
  GraphQLResponseError,
  RateLimitError,
  ReauthorizationRequiredError,
  TokenEndpointError,
  UnauthorizedError,
  UsageError,
  ValidationError,
} from '../../src/errors/index.js'
import { staticToken } from '../../src/auth/static.js'
import { unwrap } from '../../src/http/result.js'
import { memoryStore } from '../../src/store/memory.js'
import type { Policy } from '../mock/dlive/caller.js'
import { testMock } from '../support/mock.js'
import { failure } from '../support/signed-in.js'

const HOUR = 3_600_000
const MONTH = 30 * 24 * HOUR

async function world(policy: Policy = {}, liberties: Parameters<typeof testMock>[1] = {}) {
  const mock = await testMock({ providers: ['dlive'], policy: { dlive: policy } }, liberties)
  const options = { fetch: mock.fetch, clock: mock.clock, baseUrl: mock.url }
  const store = memoryStore()
  const auth = dliveAuth({ ...mock.credentials('dlive'), ...options, store })
  const clientOf = (account: string) =>
    createDLive({ auth: auth.account(account), socketAuth: auth.app(), webSocket: mock.webSocket, ...options })
  const signIn = async (account: string, scopes: Scope[], { bot, deny }: { bot?: boolean; deny?: boolean } = {}) =>
    auth.complete(await mock.approve((await auth.begin({ account, scopes, bot })).url, { account, deny }))
  const exchanges = () =>
    mock.journal.requests({ provider: 'dlive' }).filter(({ operation }) => operation?.endsWith('exchangeToken'))
  return { mock, options, store, auth, clientOf, signIn, exchanges }
}
const say = (message: string) =>
  ({ input: { streamer: 'alice', message, roomRole: 'Member', subscribing: false } }) as const

describe('signing in', () => {
  test('a user signs in, and the tokens work', async () => {
    const { clientOf, signIn } = await world()
    expect(await signIn('alice', ['identity', 'email:read'])).toMatchObject({
      account: 'alice',
      scopes: ['identity', 'email:read'],
    })
    const alice = clientOf('alice')
    expect(unwrap(await alice.query(MeDocument)).me?.username).toBe('alice')
    expect(unwrap(await alice.query(MyEmailDocument)).me?.private?.email).toContain('@')
  })

  test('a user denies', async () => {
    const { signIn, exchanges } = await world()
    expect(await failure(() => signIn('alice', ['identity'], { deny: true }))).toBeInstanceOf(AuthorizationDeniedError)
    expect(exchanges()).toEqual([])
  })

  test.each(['documented', 'expires_in', 'both', 'neither'] as const)(
    'in the response profile %s a session outlives its first token with one refresh a month, for fifty calls at once',
    async (responseProfile) => {
      const { mock, clientOf, signIn, exchanges } = await world({ responseProfile, accessTokens: 'opaque' })
      const { expiresAt } = await signIn('alice', ['identity'])
      const isTold = responseProfile === 'expires_in' || responseProfile === 'both'
      expect(expiresAt).toBe(isTold ? mock.clock.now() + MONTH : undefined)
      const alice = clientOf('alice')
      await mock.clock.advance('29d')
      expect(await alice.query(MeDocument)).toMatchObject({ ok: true })
      expect(exchanges()).toHaveLength(1)
      await mock.clock.advance('1d')
      const results = await Promise.all(Array.from({ length: 50 }, () => alice.query(MeDocument)))
      for (const { ok } of results) expect(ok).toBe(true)
      expect(exchanges()).toHaveLength(2)
    },
  )

  test('a refresh token that was used elsewhere ends the session, in DLive’s own words and in the RFC’s', async () => {
    for (const rfcStatuses of [false, true]) {
      const { mock, auth, options, store, signIn } = await world({ rfcStatuses })
      await signIn('alice', ['identity'])
      const key = 'dlive/accounts/alice'
      const copy = memoryStore()
      await copy.set(key, (await store.get(key))!.record)
      const thief = dliveAuth({ ...mock.credentials('dlive'), ...options, store: copy }).account('alice')
      await thief.token({ rejected: (await thief.token()).value })
      const { value } = await auth.account('alice').token()
      const error = await failure(() => auth.account('alice').token({ rejected: value }))
      expect(error).toBeInstanceOf(ReauthorizationRequiredError)
      expect(String(error)).toMatch(/grant \(invalid_grant; .+\)\. The user has to sign in again\.$/)
    }
  })

  test('a bot’s tokens work for years', async () => {
    const { mock, auth, clientOf, signIn, exchanges } = await world()
    await mock.dlive.addAccount({ username: 'robot', bot: true })
    await signIn('robot', ['identity', 'chat:write'], { bot: true })
    const { value } = await auth.account('robot').token()
    await mock.clock.advance('3650d')
    expect(unwrap(await clientOf('robot').query(MeDocument)).me?.username).toBe('robot')
    expect((await auth.account('robot').token()).value).toBe(value)
    expect(exchanges()).toHaveLength(1)
  })

  test('marking an account as a bot’s ends its tokens, and the refresh says so', async () => {
    const { mock, clientOf, signIn } = await world()
    await mock.dlive.addAccount({ username: 'robot' })
    await signIn('robot', ['identity'])
    await mock.dlive.markAsBot({ username: 'robot' })
    expect(await failure(() => clientOf('robot').query(MeDocument))).toBeInstanceOf(ReauthorizationRequiredError)
    await signIn('robot', ['identity'], { bot: true })
    expect(await clientOf('robot').query(MeDocument)).toMatchObject({ ok: true })
  })
})

describe('narrowing', () => {
  const scopes: Scope[] = ['identity', 'email:read', 'streamkey:read']
  test.each([false, true])(
    'removes scopes from an older token too, and they stay removed (restored by default: %s)',
    async (restoreScopesOnDefaultRefresh) => {
      const { auth, options, clientOf, signIn } = await world({ oauth: { restoreScopesOnDefaultRefresh } })
      await signIn('alice', scopes)
      const older = createDLive({ ...options, auth: staticToken((await auth.account('alice').token()).value) })
      const email = async (client: typeof older) =>
        (await client.query(MyEmailDocument)).data?.me?.private?.email ?? null
      expect(await email(older)).toContain('@')
      expect((await auth.narrow('alice', ['identity'])).scopes).toEqual(['identity'])
      expect([await email(older), await email(clientOf('alice'))]).toEqual([null, null])
      // A month later the token is refreshed by time.
      const alice = auth.account('alice')
      expect((await alice.token({ rejected: (await alice.token()).value })).scopes).toEqual(['identity'])
      expect(await email(older)).toBeNull()
      expect(await failure(() => auth.narrow('alice', scopes))).toBeInstanceOf(UsageError)
    },
  )

  test('a missing scope is a warning, and the rest of the answer arrives', async () => {
    const { clientOf, signIn, exchanges } = await world()
    await signIn('alice', ['identity'])
    const result = await clientOf('alice').query(MyEmailDocument)
    expect(result.ok).toBe(true)
    expect(result.warnings.map(({ path }) => path.slice(0, 2))).toContainEqual(['me', 'private'])
    expect(exchanges()).toHaveLength(1)
  })
})

describe('the client’s own tokens', () => {
  test('read public data without a user, and cost one token request', async () => {
    const { auth, options, exchanges } = await world()
    const app = createDLive({ ...options, auth: auth.app() })
    expect(unwrap(await app.query(UserDocument, { username: 'alice' })).user?.username).toBe('alice')
    const me = await app.query(MeDocument)
    expect(me).toMatchObject({ ok: false, error: { isLoginRequired: true } })
    expect(() => unwrap(me)).toThrow(GraphQLResponseError)
    const related = await app.query(RelationshipDocument, { username: 'alice' })
    expect(related.ok).toBe(true)
    expect(related.warnings.length).toBeGreaterThan(0)
    expect(exchanges()).toHaveLength(1)
  })

  test('are renewed after their expiry', async () => {
    const { mock, auth, options, exchanges } = await world()
    const app = createDLive({ ...options, auth: auth.app() })
    await app.query(UserDocument, { username: 'alice' })
    await mock.clock.advance('31d')
    expect(await app.query(UserDocument, { username: 'alice' })).toMatchObject({ ok: true })
    expect(exchanges()).toHaveLength(2)
  })

  test('are refused for a wrong secret', async () => {
    const { mock, options } = await world()
    const auth = dliveAuth({ ...mock.credentials('dlive'), clientSecret: 'wrong', ...options })
    expect(await failure(() => auth.app().token())).toMatchObject({ error: 'invalid_client' })
    expect(await failure(() => auth.app().token())).toBeInstanceOf(TokenEndpointError)
  })
})

describe('an unknown token', () => {
  test.each([
    ['errors', GraphQLResponseError],
    ['status', UnauthorizedError],
  ] as const)('is refused by %s', async (unauthenticated, kind) => {
    const { options } = await world({ unauthenticated })
    const stranger = createDLive({ ...options, auth: staticToken('not-a-real-token') })
    const result = await stranger.query(MeDocument)
    expect(result.error).toBeInstanceOf(kind)
  })

  test.each(['errors', 'status'] as const)(
    'is replaced if it was a user’s that expired unnoticed: by %s',
    async (unauthenticated) => {
      // Nothing tells the client that it ends after an hour, and not after 30 days.
      const lifetimes = { authorizationCode: 600, accessToken: 3600, refreshToken: 31_536_000 }
      const { mock, auth, clientOf, signIn, exchanges } = await world({
        unauthenticated,
        responseProfile: 'neither',
        accessTokens: 'opaque',
        oauth: { lifetimes },
      })
      await signIn('alice', ['identity'])
      const { value } = await auth.account('alice').token()
      await mock.clock.advance('2h')
      expect(unwrap(await clientOf('alice').query(MeDocument)).me?.username).toBe('alice')
      expect((await auth.account('alice').token()).value).not.toBe(value)
      expect(exchanges()).toHaveLength(2)
    },
  )

  test('may be bare or after Bearer, and a policy can restrict the server to one of them', async () => {
    for (const [forms, bare, bearer] of [
      [['bare'], true, false],
      [['Bearer'], false, true],
      [['bare', 'Bearer'], true, true],
    ] as const) {
      const { auth, options } = await world({ oauth: { authorizationForms: forms } })
      const asks = async (authScheme: 'none' | 'Bearer') =>
        (await createDLive({ ...options, auth: auth.app(), authScheme }).query(UserDocument, { username: 'alice' })).ok
      expect([await asks('none'), await asks('Bearer')]).toEqual([bare, bearer])
    }
  })
})

describe('the layers of error', () => {
  test('status: a query that is too complex, the edge, a limit', async () => {
    const complex = await world({ complexityLimit: 1 })
    await complex.signIn('alice', ['identity'])
    const result = await complex.clientOf('alice').query(MeDocument)
    expect(result.error).toBeInstanceOf(ValidationError)
    expect(String(result.error)).toMatch(/complexity/)
    for (const [throttle, kind] of [
      [403, ForbiddenError],
      [429, RateLimitError],
    ] as const) {
      const { auth, options } = await world({ throttle })
      const app = createDLive({ ...options, auth: auth.app(), retry: false })
      expect((await app.query(UserDocument, { username: 'alice' })).error).toBeInstanceOf(kind)
    }
  })

  test('status: documents and variables that the schema does not have', async () => {
    const { auth, options } = await world()
    const app = createDLive({ ...options, auth: auth.app() })
    for (const [document, variables] of [
      ['{ unknown { id } }', {}],
      ['query ($name: String!) { user(username: $name) { id } }', {}],
      ['query ($name: String!) { user(username: $other) { id } }', { name: 'alice' }],
      ['query ($count: Int) { user(username: "alice") { chats(count: $count) { type } } }', { count: 'many' }],
      ['{ user(username: "alice") { } }', {}],
    ] as const) {
      const { status, error } = await app.query(document, variables)
      expect([document, status]).toEqual([document, 422])
      expect(error).toBeInstanceOf(ValidationError)
    }
  })

  test('payload: a refused chat message', async () => {
    const { clientOf, signIn } = await world()
    await signIn('bob', ['identity', 'chat:write'])
    const result = await clientOf('bob').mutate(SendStreamchatMessageDocument, say('x'.repeat(141)))
    expect(result.error).toBeInstanceOf(DLiveError)
    expect(result.error).toMatchObject({ field: 'sendStreamchatMessage', errorCode: expect.any(Number) })
    expect(() => unwrap(result)).toThrow(/DLive refused SendStreamchatMessage/)
  })

  test('errors: a mutation without its scope', async () => {
    const { clientOf, signIn } = await world()
    await signIn('bob', ['identity'])
    const result = await clientOf('bob').mutate(FollowDocument, { streamer: 'alice' })
    expect(result.ok).toBe(false)
    expect(result.error).toBeInstanceOf(GraphQLResponseError)
  })
})

test('followers are paged to the end, for every page size', async () => {
  const { auth, options } = await world()
  const app = createDLive({ ...options, auth: auth.app() })
  const total = unwrap(await app.query(FollowersDocument, { username: 'alice', first: 0 })).user!.followers.totalCount
  expect(total).toBeGreaterThan(20)
  for (const first of [undefined, 1, 7, total, 100]) {
    const seen: string[] = []
    for await (const { username } of app.paginate(FollowersDocument, { username: 'alice', first })) seen.push(username)
    expect([first, new Set(seen).size, seen.length]).toEqual([first, total, total])
  }
  const none: unknown[] = []
  for await (const one of app.paginate(FollowersDocument, { username: 'unknown' })) none.push(one)
  expect(none).toEqual([])
})

test('a sent message arrives over the socket, with the same id and the exact time', async () => {
  const { mock, clientOf, signIn } = await world()
  await signIn('bob', ['identity', 'chat:write'])
  const bob = clientOf('bob')
  const events = bob.events('alice')
  const next = async () => {
    for (;;) {
      const { value } = await events.next()
      if (value?.kind === 'chat' && value.type === 'Message') return value
    }
  }
  const waiting = next()
  await mock.dlive.subscribed({ streamer: 'alice' })
  const { sendStreamchatMessage } = unwrap(await bob.mutate(SendStreamchatMessageDocument, say('hello')))
  const event = await waiting
  expect(event).toMatchObject({ streamer: 'alice', content: 'hello', sender: { username: 'bob' } })
  expect((sendStreamchatMessage?.message as { id?: string } | null)?.id).toBe(event.id)
  expect(chatTime(event.createdAt).date.getTime()).toBe(mock.clock.now())
  await events.return!()
})

test('the socket can have its own tokens, and uses those of the calls by default', async () => {
  const { mock, options, auth } = await world()
  const stranger = { ...options, auth: staticToken('not-a-real-token'), webSocket: mock.webSocket }
  const first = async (client: ReturnType<typeof createDLive>) => {
    for await (const event of client.events('alice')) return event.kind
    return undefined
  }
  expect(await first(createDLive({ ...stranger, socketAuth: auth.app() }))).toBe('connected')
  expect(await failure(() => first(createDLive(stranger)))).toBeInstanceOf(AuthError)
})

test('events start with earlier messages if a backfill is requested', async () => {
  const { mock, clientOf, signIn } = await world()
  await signIn('bob', ['identity'])
  await mock.dlive.chat({ streamer: 'alice', text: 'one' })
  await mock.dlive.chat({ streamer: 'alice', text: 'two' })
  const said: string[] = []
  for await (const event of clientOf('bob').events('alice', { backfill: 10 })) {
    if (event.kind === 'chat' && event.type === 'Message') said.push(event.content)
    if (said.at(-1) === 'two') break
  }
  expect(said.slice(-2)).toEqual(['one', 'two'])
})

test('a stream key is replaced, and no error or log shows it', async () => {
  const { mock, clientOf, signIn } = await world()
  await signIn('alice', ['identity', 'streamkey:read', 'streamkey:write'])
  const alice = clientOf('alice')
  const before = unwrap(await alice.query(StreamKeyDocument)).me?.private?.streamKey?.key
  const after = unwrap(await alice.mutate(StreamKeyGenerateDocument)).streamKeyGenerate.key
  expect([before, after].map((key) => typeof key)).toEqual(['string', 'string'])
  expect(after).not.toBe(before)
  expect(await mock.dlive.streamKey({ username: 'alice' })).toBe(after)
  expect(JSON.stringify(mock.journal.requests())).not.toContain(after)
})

test('the amount of a chest converts to lemons', async () => {
  const { auth, options } = await world()
  const app = createDLive({ ...options, auth: auth.app() })
  const chest = unwrap(await app.query(TreasureChestDocument, { username: 'alice' })).user?.treasureChest
  expect(lemons(chest!.value)).toMatch(/^\d+(\.\d+)?$/)
})
