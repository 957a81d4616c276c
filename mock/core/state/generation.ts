import { Hono } from 'hono'
import type { MockClock } from '../time/clock.js'
import type { Deliver } from '../deliver.js'
import { Journal, type JournalEntry } from '../journal.js'
import type { LimitSwitches } from '../limits.js'
import { printDefect } from '../printable.js'
import type { ProviderMock, World } from '../provider.js'
import { Random } from '../time/random.js'
import { RefusalError, toResponse, type Connection } from '../http/reply.js'
import type { Exchange } from '../http/route.js'
import { UpgradeRouter, type Connect } from '../sockets/upgrade-router.js'
import type { Socket } from '../sockets/socket.js'

export type ProviderFactory = (world: World<never>) => ProviderMock<unknown, unknown>

export interface GenerationOptions {
  readonly clock: MockClock
  readonly seed: string
  readonly limits: (provider: string) => LimitSwitches
  readonly policy: (provider: string) => unknown
  readonly deliver: Deliver
  readonly log?: ((entry: JournalEntry) => void) | undefined
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/**
 * Everything a mock knows, made in one go: the app and the state behind it. A reset throws the whole generation away, so
 * nothing survives by accident; a request that is still under way ends in the generation it began in.
 */
export interface Generation {
  /** Answers a request: by the first segment of its path, each provider has an app of its own. */
  readonly fetch: (request: Request, connection?: Connection) => Response | Promise<Response>
  /** Answers who wants a WebSocket. */
  readonly connect: Connect
  /** Ends every socket, and those to come. */
  readonly endSockets: (end: (socket: Socket) => void) => void
  readonly journal: Journal
  readonly providers: ReadonlyMap<string, ProviderMock<unknown, unknown>>
}

export function createGeneration(
  factories: ReadonlyMap<string, ProviderFactory>,
  options: GenerationOptions,
): Generation {
  const journal = new Journal(options.log)
  const door = new UpgradeRouter(journal, () => options.clock.now())
  const apps = new Map<string, Hono>()
  const providers = new Map<string, ProviderMock<unknown, unknown>>()

  for (const [name, create] of factories) {
    const world: World = {
      clock: options.clock,
      random: new Random(`${options.seed}/${name}`),
      seed: options.seed,
      journal,
      limits: options.limits(name),
      policy: options.policy(name),
      deliver: options.deliver,
      onExchange: options.onExchange,
    }
    const provider = create(world as World<never>)
    // One provider's paths may need Hono's slower router; the others keep the fast one.
    const app = new Hono()
    app.onError(defect)
    door.mount(app, provider.profile, provider.sockets ?? {})
    provider.mount(app)
    apps.set(name, app)
    providers.set(name, provider)
  }
  const fetch: Generation['fetch'] = (request, connection) =>
    apps.get(providerOf(request.url))?.fetch(request, connection) ?? notServed(request.url, [...apps.keys()])
  const connect: Connect = (request, offered) => {
    const name = providerOf(request.url)
    if (!providers.has(name)) return { refused: notServed(request.url, [...apps.keys()]) }
    return door.authorize(name, request, offered)
  }
  return { fetch, connect, endSockets: (end) => door.shut(end), journal, providers }
}

/** The first segment of an address's path. */
function providerOf(url: string): string {
  const [, , , name = ''] = url.split(/[/?#]/, 4)
  return name
}

function defect(error: Error): Response {
  if (error instanceof RefusalError) return toResponse(error.reply)
  printDefect(error)
  return toResponse({ status: 500, body: { message: 'onair mock: a defect of the mock; see its output.' } })
}

function notServed(url: string, names: readonly string[]): Response {
  const path = url.replace(/^\w+:\/\/[^/?#]*/, '').split(/[?#]/)[0] || '/'
  const message = `onair mock: nothing is served at ${path}. Paths begin with /${names.join('/ or /')}/.`
  return toResponse({ status: 404, body: { message } })
}
