import { operations, profile } from '../../generated/livepush/operations.js'
import type { components, operations as Operations } from '../../generated/livepush/types.js'
import { activeLimits } from '../core/limits.js'
import { pathsOf } from '../core/http/mounts.js'
import { withOverrides } from '../core/policy.js'
import type { ProviderMock, World } from '../core/provider.js'
import { mountOperations } from '../core/http/route.js'
import { authorizationEndpoint, mountBrowserRoutes } from '../oauth/browser.js'
import { oauthPolicy } from '../oauth/policy.js'
import { OAuthServer } from '../oauth/server.js'
import { authorize, type Caller } from './authorize.js'
import { mountConsole } from './console.js'
import { Lifecycle } from './lifecycle.js'
import { livepushDialect } from './oauth-dialect.js'
import { accountOperations } from './operations/account.js'
import { destinationOperations } from './operations/destinations.js'
import { inspectorOperations } from './operations/inspector.js'
import type { LivepushHandlers } from './operations/model.js'
import { recordingOperations } from './operations/recordings.js'
import { schedulerOperations } from './operations/scheduler.js'
import { streamOperations } from './operations/streams.js'
import { defaultPolicy, policyRules, type LivepushPolicy } from './policy.js'
import { Recordings } from './recordings.js'
import { restDialect } from './rest-dialect.js'
import { addAccount, seed } from './seed.js'
import { serializeDetail } from './serialize.js'
import { State } from './state.js'

type Schemas = components['schemas']

/** What a test can do to Livepush that no call of its API can. */
export interface LivepushControls {
  /** An encoder begins to publish to a simulcast. */
  publish(streamId: string): Promise<Schemas['StreamDetail']>
  /** The encoder stops; a recording appears some time later. */
  unpublish(streamId: string): Promise<Schemas['StreamDetail']>
  /** Id of the video that the scheduler plays on a stream of the category `schedule` at this moment, or null. */
  nowPlaying(streamId: string): string | null
  /** Another account, which owns nothing yet. Its password is its name. */
  addAccount(account: string): void
  /** The streams of every account. */
  streams(): Schemas['StreamDetail'][]
  /** The stored videos of every account, with their length in seconds. No call of the API that is known lists them. */
  videos(): { readonly id: string; readonly title: string; readonly duration: number }[]
}

const consolePath = `/${profile.provider}/console`

/** Livepush as a mock. Behaviour: design notes in specs/README.md, marks in specs/livepush/openapi.yaml. */
export function createLivepushMock(world: World<Partial<LivepushPolicy>>): ProviderMock<LivepushControls> {
  const { clock, random } = world
  const now = () => clock.now()
  const policy = withOverrides(defaultPolicy, world.policy, policyRules)
  // Livepush documents no limits; a name given for one is a mistake.
  activeLimits(profile.limits, world.limits)

  const server = new OAuthServer({
    profile,
    // What joins scopes is not documented: a comma has been seen, RFC 6749 has a space, and a `+` may be one badly encoded.
    policy: oauthPolicy(profile.oauth, { scopeSeparator: /[, +]/, ...policy.oauth }),
    dialect: livepushDialect(policy, { random, consolePath }),
    random,
    now,
  })
  const state = new State(random)
  const rest = restDialect(policy)
  const lifecycle = new Lifecycle(world, state, new Recordings(world, state, policy), policy)
  const credentials = seed(state, server.directory, now())
  const gate = { server, state, rest, policy }
  const browser = { server, consolePath, authorizePaths: pathsOf(profile, operations.authorize) }
  const model = { state, policy, rest, now }

  const handlers: LivepushHandlers = {
    authorize: (call) => authorizationEndpoint(browser, call.request) as never,
    exchangeToken(call) {
      const isPosted = call.request.method === 'POST'
      const parameters = isPosted ? new URLSearchParams(call.text) : call.search
      call.grantType = parameters.get('grant_type') ?? ''
      return server.token(parameters, policy.postTokenRequest ? call.header('authorization') : null) as never
    },
    ...accountOperations(),
    ...streamOperations(model),
    ...destinationOperations(model),
    ...inspectorOperations(model),
    ...recordingOperations(model),
    ...schedulerOperations(model),
  }

  return {
    profile,
    oauth: server,
    credentials,

    mount(app) {
      mountBrowserRoutes(app, browser)
      mountConsole(app, { server, consolePath })
      mountOperations<Operations, Caller | null>(app, {
        profile,
        operations,
        handlers,
        dialect: {
          authorize: (call) => authorize(gate, call),
          invalid: rest.invalid,
          unknownRoute: rest.unknownRoute,
          wrongVerb: (verb, _path, allowed) => rest.wrongVerb(verb, allowed),
          fault: rest.fault,
        },
        schemas: () => import('../../generated/livepush/schemas.js'),
        methods: policy.postTokenRequest ? { exchangeToken: ['POST'] } : {},
        journal: world.journal,
        now,
        onExchange: world.onExchange,
      })
    },

    controls: {
      publish: async (id) => serializeDetail(lifecycle.publish(id)),
      unpublish: async (id) => serializeDetail(lifecycle.unpublish(id)),
      nowPlaying: (id) => lifecycle.nowPlaying(id)?.id ?? null,
      addAccount(account) {
        addAccount(state, server.directory, account, now())
      },
      streams: () => [...state.streams.values()].map(serializeDetail),
      videos: () => [...state.videos.values()].map(({ id, title, duration }) => ({ id, title, duration })),
    },
  }
}
