import { MockClock, type ClockMode } from './core/time/clock.js'
import type { Deliver } from './core/deliver.js'
import type { Generation, ProviderFactory } from './core/state/generation.js'
import type { Journal, JournalEntry } from './core/journal.js'
import type { LimitSwitches } from './core/limits.js'
import type { Credentials } from './core/provider.js'
import { toResponse, type Connection } from './core/http/reply.js'
import type { Exchange } from './core/http/route.js'
import type { Connect } from './core/sockets/upgrade-router.js'
import type { DLiveControls } from './dlive/index.js'
import type { DLivePolicy } from './dlive/policy.js'
import type { KollusLiveControls } from './kollus-live/index.js'
import type { KollusLivePolicy } from './kollus-live/policy.js'
import type { KollusLiveCredentials } from './kollus-live/seed.js'
import type { LivepushControls } from './livepush/index.js'
import type { LivepushPolicy } from './livepush/policy.js'
import type { ListenOptions, Listening } from './node/serve.js'
import { inProcessWebSocket } from './core/sockets/in-process-socket.js'
import {
  checkName,
  checkOptions,
  isFunction,
  isList,
  isObject,
  isText,
  type Rule,
  type Rules,
} from './core/validate.js'
import type { Decision } from './oauth/consent.js'
import type { OAuthServer } from './oauth/server.js'
import type { OvenStudioControls } from './ovenstudio/index.js'
import type { OvenStudioPolicy } from './ovenstudio/policy.js'
import type { OvenStudioCredentials } from './ovenstudio/seed.js'

export type { ClockMode, Event } from './core/time/clock.js'
export type { Duration } from './core/time/duration.js'
export type { JournalEntry, JournalFilter } from './core/journal.js'
export type { LimitSwitches } from './core/limits.js'
export type { Credentials } from './core/provider.js'
export type { Exchange } from './core/http/route.js'
export type { ChestChange } from './dlive/chest.js'
export type { DLiveControls } from './dlive/index.js'
export type { StreamFields } from './dlive/lifecycle.js'
export type { DLivePolicy } from './dlive/policy.js'
export type { CallbackAttempt } from './kollus-live/callbacks.js'
export type { KollusLiveControls } from './kollus-live/index.js'
export type { KollusLivePolicy } from './kollus-live/policy.js'
export type { KollusLiveCredentials } from './kollus-live/seed.js'
export type { LivepushControls } from './livepush/index.js'
export type { LivepushPolicy } from './livepush/policy.js'
export { ListenError, type ListenOptions, type Listening } from './node/serve.js'
export type { Decision } from './oauth/consent.js'
export type { OAuthPolicy } from './oauth/policy.js'
export type { OvenStudioControls } from './ovenstudio/index.js'
export type { OvenStudioPolicy } from './ovenstudio/policy.js'
export type { OvenStudioCredentials } from './ovenstudio/seed.js'
export type { CloudFrontSettings, StreamView } from './ovenstudio/serialize.js'

/** The providers there are, with what the seed gives of each and what can be turned. */
interface Providers {
  readonly 'kollus-live': { readonly credentials: KollusLiveCredentials; readonly policy: KollusLivePolicy }
  readonly dlive: { readonly credentials: Credentials; readonly policy: DLivePolicy }
  readonly livepush: { readonly credentials: Credentials; readonly policy: LivepushPolicy }
  readonly ovenstudio: { readonly credentials: OvenStudioCredentials; readonly policy: OvenStudioPolicy }
}

export type ProviderName = keyof Providers

/** Loaded on demand, so that a mock of one provider does not pay for the others. */
const loaders: Readonly<Record<ProviderName, () => Promise<ProviderFactory>>> = {
  'kollus-live': async () => (await import('./kollus-live/index.js')).createKollusLiveMock,
  dlive: async () => (await import('./dlive/index.js')).createDLiveMock,
  livepush: async () => (await import('./livepush/index.js')).createLivepushMock,
  ovenstudio: async () => (await import('./ovenstudio/index.js')).createOvenStudioMock,
}

/** Every provider that can be mocked. */
export const providerNames = Object.keys(loaders) as readonly ProviderName[]

export interface MockOptions {
  /** Which providers to serve; all by default. */
  readonly providers?: readonly ProviderName[] | undefined
  /** Where chance begins: the same seed gives the same keys, codes and tokens. */
  readonly seed?: string | undefined
  /** How time goes by: see `ClockMode`. `manual` by default, from 15 January 2026 unless `start` says otherwise. */
  readonly clock?: ClockMode | { readonly mode: ClockMode; readonly start: Date | number } | undefined
  /** `false` switches all limits off; else each by its name, for example `{ 'kollus-live': { perSecond: true } }`. */
  readonly limits?: false | { readonly [P in ProviderName]?: LimitSwitches } | undefined
  /** What each provider does where it could do otherwise. */
  readonly policy?: { readonly [P in ProviderName]?: Partial<Providers[P]['policy']> } | undefined
  /** Called with every request as it is answered; no secret is in it. */
  readonly log?: ((entry: JournalEntry) => void) | undefined
  /** Called with every request to an operation and its reply, for checking the mock against the spec. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

export interface GrantOptions {
  /** `alice` by default. */
  readonly account?: string | undefined
  /** All scopes by default. */
  readonly scopes?: readonly string[] | undefined
}

/** Tokens as a user's consent would have given them. `expiresAt` is epoch milliseconds of the mock's clock. */
export interface Granted {
  readonly accessToken: string
  readonly refreshToken: string | null
  /** Null for a token that never expires. */
  readonly expiresAt: number | null
}

export interface Mock {
  /**
   * The address of the mock in process, after `listen()` too: only `mock.fetch` and `mock.webSocket` reach it, so give it to a client
   * as `baseUrl` together with them. The address for anything else is `url` of what `listen()` gives.
   */
  readonly url: string
  /** Answers a request in process. */
  readonly fetch: typeof globalThis.fetch
  /** Connects in process: the platform's WebSocket for addresses of the mock. Close codes, order and refusals are a real one's. */
  readonly webSocket: typeof globalThis.WebSocket
  /** The mock's time. It is a `Clock`, so a client that is given it waits in the mock's time. */
  readonly clock: MockClock
  readonly journal: Pick<Journal, 'requests'>
  readonly kollusLive: KollusLiveControls
  readonly dlive: DLiveControls
  readonly livepush: LivepushControls
  readonly ovenStudio: OvenStudioControls
  /** Serves the mock over HTTP, at the `url` of what it gives; `mock.url` stays. Rejects with a `ListenError` that says what to do. */
  listen(options?: ListenOptions): Promise<Listening>
  /** What the default seed gives an application: client id, secret and redirect URI, or a token where there is no OAuth. */
  credentials<P extends ProviderName>(provider: P): Providers[P]['credentials']
  /** What a user's click would do: authorization URL in, callback URL out. Throws when the request itself is refused. */
  approve(url: string | URL, decision?: Decision): Promise<string>
  /** Tokens without the browser, for the seed's client. */
  grant(provider: ProviderName, options?: GrantOptions): Promise<Granted>
  /**
   * Back to the beginning: state, time and chance. What was taken from `mock.kollusLive` and its like before is past, and
   * open WebSockets are closed with 1012 (service restart).
   */
  reset(): void
  /** Stops listening, cuts open WebSockets and lets the process end. */
  close(): Promise<void>
}

const isMoment: Rule = {
  must: 'be a Date or epoch milliseconds',
  holds: (value) => (typeof value === 'number' || value instanceof Date) && Number.isFinite(Number(value)),
}

const rules: Rules<MockOptions> = {
  providers: isList,
  seed: isText,
  clock: {
    must: "be 'manual', 'jump', 'system' or { mode, start }",
    holds: (value) => isText.holds(value) || isObject.holds(value),
  },
  limits: { must: 'be false, or limits by provider', holds: (value) => value === false || isObject.holds(value) },
  policy: isObject,
  log: isFunction,
  onExchange: isFunction,
}

const inProcess = 'http://onair.localhost'

/**
 * A mock of the providers: it keeps state, refuses what they would refuse, and its time and chance can be steered.
 *
 * @example
 * const mock = await createMock()
 * const { accessToken } = await mock.grant('kollus-live')
 */
export async function createMock(options: MockOptions = {}): Promise<Mock> {
  const { mock, load } = openMock(options)
  await load()
  return mock
}

/**
 * A mock that can listen before its providers are loaded: `/_mock/health` answers at once, other requests load them and wait.
 * Everything else of it may be used when `load` has resolved.
 */
export function openMock(options: MockOptions = {}): { readonly mock: Mock; readonly load: () => Promise<void> } {
  checkOptions('option', options, rules)
  const names = options.providers ?? providerNames
  const named = [...names, ...Object.keys(options.policy ?? {}), ...Object.keys(options.limits || {})]
  for (const name of named) checkName('provider', name, providerNames)
  const clock = makeClock(options.clock)
  const deliver: Deliver = async (delivery) => (await import('./node/deliver.js')).deliver(delivery)
  let generation: Generation | undefined
  let generate: () => Generation
  let loading: Promise<void> | undefined
  const load = () =>
    (loading ??= (async () => {
      const { createGeneration } = await import('./core/state/generation.js')
      const factories = new Map<string, ProviderFactory>()
      for (const name of names) factories.set(name, await loaders[name]())
      generate = () =>
        createGeneration(factories, {
          clock,
          seed: options.seed ?? 'onair',
          limits: (name) => (options.limits === false ? false : (options.limits?.[name as ProviderName] ?? {})),
          policy: (name) => options.policy?.[name as ProviderName] ?? {},
          deliver,
          log: options.log,
          onExchange: options.onExchange,
        })
      generation = generate()
    })())
  const open = new Set<Listening>()

  const loaded = (): Generation => {
    if (!generation) throw new Error('The providers of this mock are not loaded yet: await load() first.')
    return generation
  }
  const provider = (name: string) => {
    const found = loaded().providers.get(name)
    if (!found) throw new RangeError(`This mock does not serve '${name}'; it serves ${names.join(', ')}.`)
    return found
  }
  const oauth = (name: string): OAuthServer => {
    const server = provider(name).oauth
    if (!server) throw new RangeError(`${name} has no OAuth.`)
    return server
  }

  /** The front door, in process and over a socket. Nothing is waited for once the providers are there. */
  const answer = (request: Request, connection?: Connection): Response | Promise<Response> => {
    if (isHealthCheck(request.url)) return health(clock, names)
    if (generation) return generation.fetch(request, connection)
    return load().then(() => loaded().fetch(request, connection))
  }

  /** The same for WebSockets. */
  const connect: Connect = (request, offered) => {
    if (generation) return generation.connect(request, offered)
    return load().then(() => loaded().connect(request, offered))
  }

  const mock: Mock = {
    url: inProcess,
    webSocket: inProcessWebSocket(inProcess, connect),
    clock,
    journal: { requests: (filter) => loaded().journal.requests(filter) },
    fetch: async (input, init) => {
      const request = new Request(input, init)
      request.signal.throwIfAborted()
      const response = await answer(request)
      request.signal.throwIfAborted()
      return response
    },
    get kollusLive() {
      return provider('kollus-live').controls as KollusLiveControls
    },
    get dlive() {
      return provider('dlive').controls as DLiveControls
    },
    get livepush() {
      return provider('livepush').controls as LivepushControls
    },
    get ovenStudio() {
      return provider('ovenstudio').controls as OvenStudioControls
    },

    async listen(where) {
      const { serve } = await import('./node/serve.js')
      const server = await serve(answer, where, connect)
      const listening = {
        ...server,
        close: async () => {
          open.delete(listening)
          await server.close()
        },
      }
      open.add(listening)
      return listening
    },

    credentials: (name) => provider(name).credentials as never,

    approve: async (url, decision) => {
      const { consent } = await import('./oauth/consent.js')
      const asked = new URL(url)
      const name = names.find((one) => asked.pathname.includes(`/${one}/`)) ?? ''
      return consent(oauth(name), asked.searchParams, decision)
    },

    async grant(name, options) {
      checkOptions('option of grant()', options, { account: isText, scopes: isList })
      const { account = 'alice', scopes } = options ?? {}
      const server = oauth(name)
      const user = server.directory.requireUser(account)
      const { clientId } = provider(name).credentials as Credentials
      const client = server.directory.client(clientId)!
      const tokens = await server.grant(user, client, scopes ?? Object.keys(server.profile.scopes))
      const { accessToken, refreshToken, expiresAt } = tokens
      return { accessToken, refreshToken, expiresAt }
    },

    reset() {
      loaded().endSockets((socket) => socket.close(1012, 'The mock was reset.'))
      clock.reset()
      generation = generate()
    },

    async close() {
      generation?.endSockets((socket) => socket.terminate())
      await Promise.all([...open].map((listening) => listening.close()))
      clock.close()
    },
  }
  return { mock, load }
}

/** Looked at before anything is loaded, and for every request. */
const isHealthCheck = (url: string): boolean => /^\w+:\/\/[^/]+\/_mock\/health(\?|$)/.test(url)

/** Says that the mock serves, and what. */
function health(clock: MockClock, providers: readonly string[]): Response {
  return toResponse({ status: 200, body: { status: 'ok', now: clock.now(), providers } })
}

function makeClock(clock: MockOptions['clock'] = 'manual'): MockClock {
  const { mode, start } = typeof clock === 'string' ? { mode: clock } : clock
  checkOptions('field of a clock', typeof clock === 'string' ? undefined : clock, { mode: true, start: isMoment })
  checkName('clock', mode, ['manual', 'jump', 'system'] satisfies ClockMode[])
  return new MockClock(mode, start === undefined ? undefined : Number(start))
}
