import type { KollusLiveWorld } from './world.js'

interface Pending {
  readonly url: string
  readonly form: Readonly<Record<string, string>>
  /** 1 to 4. */
  readonly attempt: number
}

/** [CB], [CBV]: 2 s to connect, 3 s to answer, only HTTP 200 counts, three more tries five minutes apart. */
const rules = { connectTimeout: 2000, responseTimeout: 3000, success: 200, attempts: 4, gap: 300_000 } as const

/**
 * Sends a callback to a customer at once; resolves when the first attempt is over, however it went. The timeouts are real, the gap between
 * attempts is on the mock's clock.
 */
export async function sendCallback(world: KollusLiveWorld, url: string | null, form: Pending['form']): Promise<void> {
  if (url !== null) await attemptDelivery({ url, form, attempt: 1 }, world)
}

async function attemptDelivery({ url, form, attempt }: Pending, world: KollusLiveWorld): Promise<void> {
  const { clock, state, deliver } = world
  const { era } = clock
  const at = clock.now()
  const result = await clock.hold(deliver({ url, form, ...rules }))
  state.callbacks.push({ at, url, form, attempt, result })
  const received = 'status' in result && result.status === rules.success
  if (received || attempt === rules.attempts || era !== clock.era) return
  world.schedule(at + rules.gap, 'callback', { url, form, attempt: attempt + 1 } satisfies Pending)
}

export const callbackTimers = { callback: attemptDelivery }
