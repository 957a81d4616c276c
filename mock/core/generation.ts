import { Hono } from 'hono'
import type { MockClock } from './clock.js'
import type { Deliver } from './deliver.js'
import { Journal, type JournalEntry } from './journal.js'
import type { LimitSwitches } from './limits.js'
import type { ProviderMock, World } from './provider.js'
import { Random } from './random.js'
import { Refusal, toResponse } from './reply.js'
import type { Exchange } from './route.js'

export type ProviderFactory = (world: World<never>) => ProviderMock<unknown>

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
  readonly app: Hono
  readonly journal: Journal
  readonly providers: ReadonlyMap<string, ProviderMock<unknown>>
}

export function createGeneration(
  factories: ReadonlyMap<string, ProviderFactory>,
  options: GenerationOptions,
): Generation {
  const app = new Hono()
  const journal = new Journal(options.log)
  const providers = new Map<string, ProviderMock<unknown>>()

  app.get('/_mock/health', () =>
    toResponse({ status: 200, body: { status: 'ok', now: options.clock.now(), providers: [...factories.keys()] } }),
  )
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
    provider.mount(app)
    providers.set(name, provider)
  }
  app.onError((error) => {
    if (error instanceof Refusal) return toResponse(error.reply)
    console.error(error)
    return toResponse({ status: 500, body: { message: 'onair mock: a defect of the mock; see its output.' } })
  })
  app.notFound((c) => {
    const message = `onair mock: nothing is served at ${c.req.path}. Paths begin with /${[...factories.keys()].join('/ or /')}/.`
    return toResponse({ status: 404, body: { message } })
  })
  return { app, journal, providers }
}
