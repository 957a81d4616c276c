import { Hono } from 'hono'
import { getPath } from 'hono/utils/url'
import { Sessions } from '../accounts/sessions.js'
import { homeConsole } from '../accounts/home.js'
import { mountLogin } from '../accounts/login.js'
import { Users } from '../accounts/users.js'
import { oauthDialectOf } from '../oauth/dialect.js'
import { mountVerification } from '../oauth/device/verification.js'
import { mountConsent } from '../oauth/endpoints.js'
import { OAuthServer } from '../oauth/server.js'
import { Callbacks, noCallbacks } from './callbacks.js'
import { brandOf } from '../ui/brand.js'
import type { Definition, Parts } from './definition/define-provider.js'
import { plant } from './definition/seed.js'
import type { AnyWorld, Env } from './definition/world.js'
import type { Deliver, AskedCallback, JsonCallback } from './deliver.js'
import { ConnectionResetError } from './faults/broken-response.js'
import { FaultList, noFaults } from './faults/fault-list.js'
import { pathsOf } from './http/mounts.js'
import { pathOf } from './http/paths.js'
import { RefusalError, toResponse, type ServerConnection } from './http/reply.js'
import { mountOperations, type Exchange } from './http/route.js'
import type { JournalEntry } from './journal/entry.js'
import { Journal, type Listener } from './journal/journal.js'
import { activeLimits, Limits, type LimitSwitches } from './limits.js'
import { withOverrides } from './policy.js'
import { printDefect } from './printable.js'
import { mountSockets, UpgradeRouter, type Connect } from './sockets/upgrade-router.js'
import type { Socket } from './sockets/socket.js'
import { emptyGraph, type Graph } from './state/graph.js'
import type { MockClock } from './time/clock.js'
import { Random, seedRandom } from './time/random.js'
import { isObject, type Rule } from './validate.js'

/** The options of a generation. Records are by provider. */
export interface GenerationOptions {
  readonly definitions: readonly Definition[]
  /** The prefix of every path: the base path and the path of the sandbox. */
  readonly prefix: string
  /** Empty, or `/t/<sandbox>`. */
  readonly sandbox: string
  readonly clock: MockClock
  readonly randomSeed: string
  readonly seed: Readonly<Record<string, object | undefined>>
  readonly limits: false | Readonly<Record<string, LimitSwitches | undefined>>
  readonly policy: Readonly<Record<string, object | undefined>>
  readonly deliver: Deliver
  /** Whether the journal and the list of callbacks show secrets. */
  readonly showSecrets: boolean
  /** The listeners that follow the journal. */
  readonly followers: Set<Listener>
  readonly log?: ((entry: JournalEntry) => void) | undefined
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/**
 * All state of a mock, created at once from its seed or from a restored graph. A reset or a restore replaces the whole generation, so that
 * no state survives by accident. A request in progress ends in the generation in which it began.
 */
export class Generation {
  readonly graph: Graph
  readonly journal: Journal
  readonly faults: FaultList
  readonly callbacks: Callbacks
  readonly worlds = new Map<string, AnyWorld>()
  readonly #definitions: readonly Definition[]
  readonly #prefix: string
  readonly #sockets = new UpgradeRouter()

  constructor(options: GenerationOptions, restored?: Graph) {
    this.#definitions = options.definitions
    this.#prefix = options.prefix
    this.graph = restored ?? { faults: noFaults(), callbacks: noCallbacks(), providers: new Map() }
    this.journal = new Journal(options.log, options.followers)
    this.faults = new FaultList(this.graph.faults, options.definitions, (endpoint, end) =>
      this.#sockets.end(endpoint, end),
    )
    this.callbacks = new Callbacks(this.graph.callbacks, {
      clock: options.clock,
      deliver: options.deliver,
      faults: this.faults,
      rules: new Map(options.definitions.map(({ name, parts }) => [name, parts.callbacks])),
      showSecrets: options.showSecrets,
    })
    for (const { name, parts } of options.definitions) {
      if (!restored) this.graph.providers.set(name, emptyGraph(parts, options.randomSeed))
      const world = this.#createWorld(parts, options)
      this.worlds.set(name, world)
      for (const [timer, run] of Object.entries(parts.timers)) {
        options.clock.on(`${name}.${timer}`, (data) => run(data, world as never))
      }
      if (!restored) this.#plant(parts, world, options)
    }
  }

  /** Applies the seed, which is the same in every sandbox. Later random values differ, so that a token is valid in one sandbox only. */
  #plant(parts: Parts, world: AnyWorld, { randomSeed, seed, sandbox }: GenerationOptions): void {
    const { provider: name } = world.profile
    const graph = this.graph.providers.get(name)!
    graph.credentials = plant(parts, world, seed[name])
    if (sandbox !== '') Object.assign(graph.random.words, seedRandom(`${randomSeed}${sandbox}/${name}`).words)
  }

  #createWorld(parts: Parts, options: GenerationOptions): AnyWorld {
    const { profile } = parts.spec
    const { defaults, rules } = parts.policy
    const { provider: name } = profile
    const { clock, prefix, onExchange } = options
    const graph = this.graph.providers.get(name)!
    const { era } = clock
    const now = () => clock.now()
    const random = new Random(graph.random)
    const { oauth: overrides, ...switches } = withOverrides<{ readonly oauth?: object }>(
      { ...defaults, ...(profile.oauth && { oauth: {} }) },
      options.policy[name],
      rules && { ...rules, ...((profile.oauth && { oauth: isObject }) as { oauth: Rule }) },
    )
    const active = activeLimits(profile.limits, options.limits === false ? false : options.limits[name])
    const world = {
      profile,
      scopeDescriptions: parts.spec.scopeDescriptions ?? {},
      prefix,
      consolePath: `${prefix}/${name}/console`,
      brand: brandOf(name, profile.title, parts.brand),
      state: graph.state,
      policy: switches,
      clock,
      random,
      users: new Users(graph.users),
      sessions: new Sessions(graph.sessions, random, `${prefix}/${name}`, now),
      oauth: null as OAuthServer | null,
      limits: new Limits(active, graph.windows, now),
      get credentials() {
        return graph.credentials
      },
      journal: this.journal,
      faults: this.faults,
      onExchange,
      sendCallback: (webhook: string, url: string, form: Readonly<Record<string, string>>) =>
        this.callbacks.send(name, webhook, url, { form }),
      sendJsonCallback: (webhook: string, url: string, json: JsonCallback) =>
        this.callbacks.send(name, webhook, url, json),
      askCallback: (webhook: string, url: string, json: AskedCallback) => this.callbacks.ask(name, webhook, url, json),
      // A request that began before a reset must not schedule timers in the next generation.
      schedule: (at: number, timer: string, data: unknown) =>
        era === clock.era ? clock.schedule(at, `${name}.${timer}`, data) : 0,
    }
    if (graph.oauth) {
      world.oauth = new OAuthServer({
        state: graph.oauth,
        profile: profile as never,
        dialect: oauthDialectOf(parts),
        world,
        overrides,
      })
    }
    return world
  }

  /** Handles a request with the app of the provider that the first segment of the path names. */
  fetch(request: Request, connection?: ServerConnection): Response | Promise<Response> {
    const path = this.#path(request.url)
    const name = providerOf(path)
    const definition = this.#definitions.find((one) => one.name === name)
    if (!definition) return this.#notServed(path)
    return appOf(definition).fetch(request, { world: this.worlds.get(name), connection })
  }

  /** Handles a request for a WebSocket. */
  readonly connect: Connect = (request, offered) => {
    const path = this.#path(request.url)
    const name = providerOf(path)
    const definition = this.#definitions.find((one) => one.name === name)
    if (!definition) return { refused: this.#notServed(path) }
    return this.#sockets.route(this.worlds.get(name)!, definition.parts, path, request, offered)
  }

  /** Ends every socket, including those that open later. */
  endSockets(end: (socket: Socket) => void): void {
    this.#sockets.shut(end)
  }

  /** The path of a URL below the prefix. */
  #path(url: string): string {
    return pathOf(url).slice(this.#prefix.length) || '/'
  }

  #notServed(path: string): Response {
    const names = this.#definitions.map(({ name }) => name)
    const message = `onair mock: no provider has the path ${path}. Paths begin with /${names.join('/ or /')}/.`
    return toResponse({ status: 404, body: { message } })
  }
}

/** The first segment of a path. */
const providerOf = (path: string): string => path.split('/', 2)[1] ?? ''

const apps = new WeakMap<Parts, Hono<Env>>()

/** The app of a definition. All mocks share it: their state is in the world that comes with each request. */
function appOf({ name, parts }: Definition): Hono<Env> {
  const found = apps.get(parts)
  if (found) return found
  const { profile } = parts.spec
  // Routes do not see the prefix of a sandbox.
  const app = new Hono<Env>({
    getPath(request, options) {
      const { prefix, policy } = (options as { env: Env['Bindings'] }).env.world
      const path = getPath(request).slice(prefix.length)
      return parts.routes.rewrite?.(path, policy as never) ?? path
    },
  })
  app.onError(defect)
  mountSockets(app, parts)
  const { oauth } = profile
  const authorizePaths =
    oauth && oauth.authorize !== null ? pathsOf(profile, parts.spec.operations[oauth.authorize]!) : []
  mountLogin(app, `/${name}/console`, authorizePaths)
  if (oauth) mountConsent(app, authorizePaths, oauthDialectOf(parts))
  if (oauth?.deviceAuthorization !== undefined) mountVerification(app, `/${name}/console`, oauthDialectOf(parts))
  for (const pages of parts.pages.length > 0 ? parts.pages : [homeConsole]) app.route(`/${name}`, pages)
  mountOperations(app, parts)
  apps.set(parts, app)
  return app
}

function defect(error: Error): Response {
  if (error instanceof RefusalError) return toResponse(error.reply)
  // In process there is no connection to reset: the client gets this error.
  if (error instanceof ConnectionResetError) throw error
  printDefect(error)
  return toResponse({ status: 500, body: { message: 'onair mock: the mock has a defect: see its output.' } })
}
