import type { Hono } from 'hono'
import { operations, profile } from '../../generated/kollus-live/operations.js'
import type { components, operations as Operations } from '../../generated/kollus-live/types.js'
import { milliseconds } from '../core/time/duration.js'
import { checkOptions, isOneOf, isText } from '../core/validate.js'
import { activeLimits, Limits } from '../core/limits.js'
import { mountsOf, pathsOf } from '../core/http/mounts.js'
import { withOverrides } from '../core/policy.js'
import type { ProviderMock, World } from '../core/provider.js'
import { mountOperations } from '../core/http/route.js'
import { publicJwk } from '../core/signing/signing-key.js'
import { authorizationEndpoint, mountBrowserRoutes } from '../oauth/browser.js'
import { oauthPolicy } from '../oauth/policy.js'
import { OAuthServer } from '../oauth/server.js'
import { authorize, type Caller } from './authorize.js'
import { Callbacks, type CallbackAttempt } from './callbacks.js'
import { mountConsole } from './console.js'
import { laravel } from './rest-dialect.js'
import { Lifecycle } from './lifecycle.js'
import { leagueDialect } from './oauth-dialect.js'
import { accountOperations } from './operations/account.js'
import { broadcastOperations } from './operations/broadcasts.js'
import { channelOperations } from './operations/channels.js'
import type { KollusLiveHandlers } from './operations/model.js'
import { statisticsOperations } from './operations/statistics.js'
import { syndicationOperations } from './operations/syndications.js'
import { defaultPolicy, policyRules, type KollusLivePolicy } from './policy.js'
import { withStaleReads } from './read-cache.js'
import { Recordings } from './recordings.js'
import { addMember, seed, type KollusLiveCredentials } from './seed.js'
import { serializeBroadcast, serializeChannel } from './serialize.js'
import { roles, State, type Role } from './state.js'

type Schemas = components['schemas']

/** What a test can do to Kollus Live that no call of its API can. */
export interface KollusLiveControls {
  /** An encoder begins to publish. Resolves when the callback has been tried once. */
  publish(channelKey: string, options?: { readonly streamKey?: string }): Promise<Schemas['Broadcast']>
  /** The signal is lost; after the grace time the broadcast ends. */
  drop(channelKey: string): Promise<Schemas['Broadcast']>
  /** The signal is back. */
  republish(channelKey: string): Promise<Schemas['Broadcast']>
  /** The encoder stops. */
  unpublish(channelKey: string): Promise<Schemas['Broadcast']>
  /** Where a channel's callbacks go, or null for nowhere. In the console this is a tab; no call of the API sets it. */
  setCallbackUrl(channelKey: string, url: string | null): void
  /** How many people watch the broadcast that is running, from now on. */
  setViewers(channelKey: string, count: number): void
  /** Another account, by default an operator of the seed's service account. Its password is its name. */
  addAccount(account: string, options?: { readonly role?: Role; readonly serviceAccount?: string }): void
  /** The channels of every service account. */
  channels(): Schemas['Channel'][]
  /** Every attempt to deliver a callback, oldest first. */
  callbacks(): readonly CallbackAttempt[]
  /** The public half of the key that signs access tokens. */
  publicKey(): Promise<JsonWebKey>
}

const consolePath = `/${profile.provider}/console`

/** Kollus Live as a mock. Behaviour: design notes in specs/README.md, marks in specs/kollus-live/openapi.yaml. */
export function createKollusLiveMock(
  world: World<Partial<KollusLivePolicy>>,
): ProviderMock<KollusLiveControls, KollusLiveCredentials> {
  const { clock, random } = world
  const now = () => clock.now()
  const policy = withOverrides(defaultPolicy, world.policy, policyRules)

  const aliases: Record<string, string> = policy.lenientRefreshCode ? { refresh_code: 'refresh_token' } : {}
  const server = new OAuthServer({
    profile,
    policy: oauthPolicy(profile.oauth, { grantAliases: aliases, ...policy.oauth }),
    dialect: leagueDialect(policy.errorProfile, random),
    random,
    now,
  })
  const state = new State(random)
  const callbacks = new Callbacks(clock, world.deliver)
  const recordings = new Recordings(world, state, callbacks, policy)
  const lifecycle = new Lifecycle(world, state, callbacks, recordings, policy)
  const credentials = seed(state, server.directory, now())
  const gate = { server, state, policy, limits: new Limits(), active: activeLimits(profile.limits, world.limits), now }
  const browser = { server, consolePath, authorizePaths: pathsOf(profile, operations.authorize) }
  const model = { state, lifecycle, policy, now }

  const handlers: KollusLiveHandlers = {
    authorize: (call) => authorizationEndpoint(browser, call.request) as never,
    exchangeToken(call) {
      const parameters = tokenParameters(call.header('content-type'), call.text)
      call.grantType = parameters.get('grant_type') ?? ''
      return server.token(parameters, call.header('authorization')) as never
    },
    ...accountOperations(),
    ...channelOperations(model),
    ...syndicationOperations(model),
    ...broadcastOperations(model),
    ...statisticsOperations(model),
  }

  const channel = (key: string) => {
    const found = state.channels.get(key)
    if (!found)
      throw new RangeError(`There is no channel '${key}'; the channels are ${[...state.channels.keys()].join(', ')}.`)
    return found
  }

  return {
    profile,
    oauth: server,
    credentials,

    mount(app) {
      mountBrowserRoutes(app, browser)
      mountConsole(app, {
        server,
        consolePath,
        account(user) {
          const { serviceAccount, role } = state.members.get(user.id)!
          return { serviceAccount: serviceAccount.key, serviceAccountName: serviceAccount.name, role }
        },
      })
      if (policy.shortPath) mountShortPath(app)
      mountOperations<Operations, Caller | null>(app, {
        profile,
        operations,
        handlers: withStaleReads(handlers, milliseconds(policy.readCacheTtl), now),
        dialect: {
          authorize: (call) => authorize(gate, call),
          invalid: (error) => laravel.invalid(policy.errorProfile, error),
          unknownRoute: (path) => laravel.unknownRoute(policy.errorProfile, path),
          wrongVerb: (verb, path, allowed) => laravel.wrongVerb(policy.errorProfile, verb, path, allowed),
          fault: laravel.fault,
        },
        schemas: () => import('../../generated/kollus-live/schemas.js'),
        // The seed page has the API on the console's host; five other sources name a host of its own.
        aliases: { api: ['console/api/v1/live'] },
        journal: world.journal,
        now,
        onExchange: world.onExchange,
      })
    },

    controls: {
      async publish(key, options) {
        checkOptions('option of publish()', options, { streamKey: isText })
        return serializeBroadcast(await lifecycle.publish(key, options?.streamKey), now())
      },
      drop: async (key) => serializeBroadcast(await lifecycle.drop(key), now()),
      republish: async (key) => serializeBroadcast(await lifecycle.republish(key), now()),
      unpublish: async (key) => serializeBroadcast(await lifecycle.unpublish(key), now()),
      setCallbackUrl(key, url) {
        if (url !== null && !(/^https?:/i.test(url) && URL.canParse(url)))
          throw new RangeError(`'${url}' is no callback URL: give an absolute address with http or https.`)
        channel(key).callbackUrl = url
      },
      setViewers(key, count) {
        const running = lifecycle.running(channel(key))
        if (!running) throw new Error(`Channel ${key} is not on air: nobody can watch it.`)
        if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} is not a number of people.`)
        running.viewers.push({ at: now(), count })
      },
      addAccount(account, options) {
        checkOptions('option of addAccount()', options, { role: isOneOf(...roles), serviceAccount: isText })
        const { role = 'operator', serviceAccount = credentials.serviceAccount } = options ?? {}
        addMember(state, server.directory, account, role, serviceAccount)
      },
      channels: () => [...state.channels.values()].map((one) => serializeChannel(one, policy)),
      callbacks: () => [...callbacks.log],
      publicKey: async () => ({ ...publicJwk }),
    },
  }
}

/** The seed page prints the channel list once without `service-accounts/`. */
function mountShortPath(app: Hono): void {
  const mounts = mountsOf(profile, 'api')
  for (const mount of mounts) {
    app.all(`${mount}/:key{(?!service-accounts$)[^/]+}/*`, (c, next) => {
      // What stands below a longer mount is no service account.
      if (mounts.find((one) => c.req.path.startsWith(`${one}/`)) !== mount) return next()
      const long = c.req.raw.url.replace(mount, `${mount}/service-accounts`)
      return app.fetch(new Request(long, c.req.raw), c.env)
    })
  }
}

/** Laravel reads JSON as well as forms. */
function tokenParameters(contentType: string | null, text: string): URLSearchParams {
  if (!/\bjson\b/i.test(contentType ?? '')) return new URLSearchParams(text)
  try {
    const body = JSON.parse(text) as Record<string, unknown>
    const given = Object.entries(body).filter(([, value]) => value !== null)
    return new URLSearchParams(given.map(([name, value]) => [name, String(value)]))
  } catch {
    return new URLSearchParams()
  }
}
