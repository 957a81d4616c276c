import { operations, profile } from '../../generated/dlive/operations.js'
import type { ChatFollow, ChatGift, ChatSubscription, ChatText, DonationType } from '../../generated/dlive/graphql.js'
import type { operations as Operations } from '../../generated/dlive/types.js'
import { activeLimits } from '../core/limits.js'
import { pathsOf } from '../core/http/mounts.js'
import { withOverrides } from '../core/policy.js'
import type { ProviderMock, World } from '../core/provider.js'
import { mountOperations, type Handlers } from '../core/http/route.js'
import type { Asked, Executor } from '../graphql/executor.js'
import { answerOverHttp } from '../graphql/over-http.js'
import { SocketServer } from '../graphql/over-socket.js'
import { PersistedQueries } from '../graphql/persisted-queries.js'
import { authorizationEndpoint, mountBrowserRoutes } from '../oauth/browser.js'
import { OAuthServer } from '../oauth/server.js'
import { authorize, callerOf, type Caller, type DLiveContext } from './authorize.js'
import { Applications } from './applications.js'
import { Chatrooms } from './chat.js'
import { Chests, type ChestChange } from './chest.js'
import { mountConsole } from './console.js'
import type { Account } from './entities.js'
import { checkOptions, isBoolean, isCount, isOneOf, isText, must } from '../core/validate.js'
import { accessTexts, graphqlDialect } from './graphql-dialect.js'
import { Lifecycle, type StreamFields } from './lifecycle.js'
import { dliveDialect, dliveOAuthPolicy, postOnly, tokenParameters } from './oauth-dialect.js'
import { usualPage } from './page.js'
import { defaultPolicy, policyRules, type DLivePolicy } from './policy.js'
import { Recordings } from './recordings.js'
import { addAccount, requireDisplayname, seed } from './seed.js'
import { State } from './state.js'

/** Who does it; `bob` by default. */
export interface From {
  readonly from?: string
}

/** One of the two things that one can listen to: a streamer's chat, or their chest. */
export type Listened = 'chat' | 'chest'

/** What a test can do to DLive that no call of its API can. Everybody is named by their username. */
export interface DLiveControls {
  /** An encoder begins to publish. Gives the stream's permlink. */
  goLive(username: string, stream?: StreamFields): Promise<{ readonly permlink: string }>
  /** The encoder stops; what was live becomes a past broadcast. */
  goOffline(username: string): Promise<void>
  /** Says something in a streamer's chat, whatever its rules; through the API they hold. */
  chat(streamer: string, text: string, options?: From): Promise<ChatText>
  /** Gives gifts, a lemon by default. */
  gift(
    streamer: string,
    options?: From & { readonly gift?: DonationType; readonly amount?: number; readonly message?: string },
  ): Promise<ChatGift>
  /** Follows; null where that is no event, because it is not the first time. */
  follow(streamer: string, options?: From): Promise<ChatFollow | null>
  /** Subscribes; nobody has to pay. `month` is how many it will have been, 1 by default. */
  subscribe(streamer: string, options?: From & { readonly month?: number }): Promise<ChatSubscription>
  /** Changes what is in a chest, or gives it away. */
  chest(streamer: string, change: ChestChange): Promise<void>
  /**
   * Another account, with a channel. Its password is its username, and its display name that as well unless given; its e-mail address
   * is verified unless told otherwise.
   */
  addAccount(
    username: string,
    options?: { readonly displayname?: string; readonly bot?: boolean; readonly verified?: boolean },
  ): void
  /** Changes a display name; the username stays. */
  rename(username: string, displayname: string): void
  /** Makes an account a bot's: its tokens die, and those it gets from now on do not end. */
  markAsBot(username: string): void
  /** What an encoder has to publish with. A secret. */
  streamKey(username: string): string
  /**
   * Makes a hash of a persisted query known, as DLive's server knows those of its web application. The hash may be of another text
   * than `query`: the application's own queries are not published.
   */
  persistQuery(persisted: { readonly sha256Hash: string; readonly query: string }): void

  /** The applications that developers sent in through the form. */
  applications(): { readonly id: string; readonly appName: string; readonly status: 'waiting' | 'approved' }[]
  /** What staff does: the application can sign users in. Its secret is on the developer's page. */
  approveApplication(id: string): { readonly clientId: string }

  /** How many sockets are open. */
  sockets(): number
  /** Resolves when a streamer's chat (or chest) is listened to, by `count` subscriptions, one by default. */
  subscribed(streamer: string, options?: { readonly kind?: Listened; readonly count?: number }): Promise<void>
  /** Cuts every socket as a network does: the peer sees 1006. */
  cutSockets(): void
  /** Closes every socket in order. */
  closeSockets(code?: number, reason?: string): void
  /** While muted, sockets stay open, and nothing is sent: no acknowledgement, no event, no keep-alive. What happens meanwhile is lost. */
  muteSockets(muted: boolean): void
  /** Sends every socket a text as it is. */
  sendRaw(text: string): void
  /** Sends an event that the schema need not know to whoever listens. */
  inject(streamer: string, event: Readonly<Record<string, unknown>>, kind?: Listened): void
}

const consolePath = `/${profile.provider}/console`
const tokenPath = `/${profile.provider}/${operations.exchangeToken.server}${operations.exchangeToken.path}`
/** From one keep-alive to the next, in ms (https://docs.dlive.tv/api/api/subscription-web-socket). */
const keepAlive = 25_000

const listenedFields = { chat: 'streamMessageReceived', chest: 'treasureChestMessageReceived' } as const

/** What somebody asks for who listens to a streamer. */
const listened = (kind: Listened, streamer: string): Asked => ({ field: listenedFields[kind], args: { streamer } })

/** DLive as a mock. Behaviour: design notes in specs/README.md, marks in specs/dlive/openapi.yaml and schema.graphql. */
export function createDLiveMock(world: World<Partial<DLivePolicy>>): ProviderMock<DLiveControls> {
  const { clock, random } = world
  const now = () => clock.now()
  const policy = withOverrides(defaultPolicy, world.policy, policyRules)
  // No limits are known but that of complexity, which is policy; a name given for one is a mistake.
  activeLimits(profile.limits, world.limits)

  const state = new State(random, now)
  const server: OAuthServer = new OAuthServer({
    profile,
    policy: dliveOAuthPolicy(profile.oauth, policy),
    dialect: dliveDialect(policy, { random, consolePath }),
    random,
    now,
    // Tokens of a bot's account never end (https://docs.dlive.tv/api/bot/bot-account).
    accessLifetime: (userId) => {
      const user = server.directory.user(userId)
      return user && state.accounts.get(user.account)?.role === 'Bot' ? Infinity : undefined
    },
  })
  const gate = { server, state, policy }
  const browser = { server, consolePath, authorizePaths: pathsOf(profile, operations.authorize) }
  const applications = new Applications(server.directory)

  const sockets: SocketServer<DLiveContext> = new SocketServer({
    clock,
    tick: `${profile.provider}.keep-alive`,
    keepAlive,
    executor: () => executor(),
    authenticate({ authorization }) {
      const isGiven = typeof authorization === 'string' && authorization !== ''
      const viewer = isGiven ? callerOf(gate, authorization) : null
      if (viewer || (!isGiven && policy.anonymousSockets)) return { context: { viewer } }
      // What the real one said is not known.
      return { refusal: 'onair mock: the access token is missing or not valid.' }
    },
    shape: (data) => (policy.chestAsArray ? withChestAsArray(data) : data),
  })
  const chat = new Chatrooms(state, ({ username }, event) => sockets.publish(listened('chat', username), [event]), now)
  const chests = new Chests(clock, state, policy, ({ username }, event) =>
    sockets.publish(listened('chest', username), event),
  )
  const recordings = new Recordings(state, now)
  const lifecycle = new Lifecycle(state, chat, recordings, policy, now)
  const credentials = seed(state, server.directory, now())
  const model = { state, chat, chests, lifecycle, recordings, now }

  // GraphQL and its schema are loaded by the first who needs them.
  let loading: Promise<Executor<DLiveContext>> | undefined
  const executor = () => (loading ??= load())
  const load = async () => {
    const [{ Executor }, schema, { resolvers }] = await Promise.all([
      import('../graphql/executor.js'),
      import('../../generated/dlive/sdl.js'),
      import('./resolvers.js'),
    ])
    const { complexityLimit, unlistedMutations: allowUnlisted } = policy
    const options = { texts: accessTexts, complexityLimit, usualPage, allowUnlisted }
    return new Executor({ schema, resolvers: resolvers(model), ...options })
  }

  const persisted = new PersistedQueries()
  const answer: Handlers<Operations, Caller | null>['executeGraphQL'] = async (call) => {
    const { method, evidence } = call.operation
    const request = { method, search: call.search, text: call.text, evidence }
    const { fields, ...reply } = await answerOverHttp(request, await executor(), persisted, { viewer: call.context })
    call.fields = fields
    return reply as never
  }

  const handlers: Handlers<Operations, Caller | null> = {
    authorize: (call) => authorizationEndpoint(browser, call.request) as never,
    exchangeToken(call) {
      const parameters = tokenParameters(call, policy)
      call.grantType = parameters.get('grant_type') ?? ''
      return server.token(parameters, call.header('authorization')) as never
    },
    executeGraphQL: answer,
    queryGraphQL: answer as never,
  }

  const account = (username: string): Account => {
    const found = state.accounts.get(username)
    if (found) return found
    const known = [...state.accounts.values()].filter(({ user }) => user !== null).map((one) => one.username)
    throw new RangeError(
      `There is no account '${username}'; the accounts are ${known.join(', ')}. Names are usernames.`,
    )
  }
  const someone = (options?: From): Account => {
    checkOptions('option', options, { from: isText })
    return account(options?.from ?? 'bob')
  }
  const other = (streamer: string, from?: From): Account => {
    const found = someone(from)
    must(found !== account(streamer), 'Nobody follows or subscribes to themselves: say `from` whom it comes')
    return found
  }

  return {
    profile,
    oauth: server,
    credentials,
    sockets: { ws: sockets },

    mount(app) {
      mountBrowserRoutes(app, browser)
      mountConsole(app, { server, consolePath, applications })
      // As gqlgen answers it (inferred); browsers ask before they post JSON.
      const roots = ['api', 'api/', 'graphigo', 'graphigo/'].map((path) => `/${profile.provider}/${path}`)
      app.on('OPTIONS', roots, (c) => c.body(null, 200, { allow: 'OPTIONS, GET, POST' }))
      mountOperations<Operations, Caller | null>(app, {
        profile,
        operations,
        handlers,
        dialect: {
          authorize: (call) => authorize(gate, call),
          invalid: graphqlDialect.invalid,
          unknownRoute: graphqlDialect.unknownRoute,
          wrongVerb: (verb, path, allowed) => (path === tokenPath ? postOnly : graphqlDialect.wrongVerb(verb, allowed)),
          fault: graphqlDialect.fault,
        },
        aliases: { api: ['graphigo'] },
        journal: world.journal,
        now,
        onExchange: world.onExchange,
      })
    },

    controls: {
      async goLive(username, stream) {
        checkOptions('field of a stream', stream, { title: isText, category: true, watchingCount: true })
        const { permlink } = lifecycle.goLive(account(username), stream)
        return { permlink }
      },
      goOffline: async (username) => lifecycle.goOffline(account(username)),
      async chat(streamer, text, options) {
        must(typeof text === 'string' && text !== '', 'A chat message is a text, and not empty')
        return chat.say(someone(options), account(streamer).channel, text)
      },
      async gift(streamer, options) {
        checkOptions('option of gift()', options, { from: isText, gift: isText, amount: isCount, message: isText })
        const { from, gift = 'LEMON', amount = 1, message = '' } = options ?? {}
        return chat.gift(someone({ from }), account(streamer).channel, gift, amount, message)
      },
      follow: async (streamer, options) => chat.follow(other(streamer, options), account(streamer).channel),
      async subscribe(streamer, options) {
        checkOptions('option of subscribe()', options, { from: isText, month: isCount })
        const { from, month = 1 } = options ?? {}
        return chat.subscribe(other(streamer, { from }), account(streamer).channel, month)
      },
      chest: async (streamer, change) => chests.change(account(streamer), change),
      addAccount(username, options) {
        checkOptions('option of addAccount()', options, { displayname: true, bot: isBoolean, verified: isBoolean })
        const { displayname = username, bot: isBot, verified: emailVerified } = options ?? {}
        addAccount(state, server.directory, { username, displayname, isBot, emailVerified }, now())
      },
      rename(username, displayname) {
        const renamed = account(username)
        requireDisplayname(state, displayname, renamed)
        renamed.displayname = displayname
      },
      markAsBot(username) {
        const { user } = Object.assign(account(username), { role: 'Bot' } as const)
        if (user) server.families.revokeUser(user.id, now())
      },
      streamKey: (username) => account(username).channel.streamKey,
      persistQuery({ sha256Hash, query }) {
        must(
          typeof sha256Hash === 'string' && sha256Hash !== '',
          'The sha256Hash of a persisted query is a text, and not empty',
        )
        must(typeof query === 'string' && query !== '', 'The query of a persisted query is a document')
        persisted.persist(sha256Hash, query)
      },

      applications: () =>
        applications.all().map(({ id, appName, client }) => ({ id, appName, status: client ? 'approved' : 'waiting' })),
      approveApplication: (id) => ({ clientId: applications.approve(id).id }),

      sockets: () => sockets.size,
      async subscribed(streamer, options) {
        checkOptions('option of subscribed()', options, { kind: isOneOf('chat', 'chest'), count: isCount })
        const { kind = 'chat', count } = options ?? {}
        return sockets.subscribed(listened(kind, streamer), count)
      },
      cutSockets: () => sockets.end(),
      closeSockets: (code = 1000, reason = '') => sockets.end(code, reason),
      muteSockets(muted) {
        sockets.muted = muted
      },
      sendRaw: (text) => sockets.sendRaw(text),
      inject(streamer, event, kind = 'chat') {
        const asked = listened(kind, account(streamer).username)
        sockets.deliver(asked, { [asked.field]: kind === 'chat' ? [event] : event })
      },
    },
  }
}

function withChestAsArray(data: Record<string, unknown>): Record<string, unknown> {
  const { [listenedFields.chest]: event } = data
  return event === undefined ? data : { ...data, [listenedFields.chest]: [event] }
}
