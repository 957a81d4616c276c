import type { Instance } from '../../core/instance.js'
import type { Duration } from '../../core/time/duration.js'
import type { ClockEvent } from '../../core/time/queue.js'

/** The result of an advance from the dashboard. Times are epoch milliseconds. */
export interface Advance {
  readonly from: number
  readonly to: number
  readonly fired: readonly ClockEvent[]
}

const lastAdvances = new WeakMap<Instance, Advance>()

/** The last advance of a clock from the dashboard. Undefined after a reset or a restore. */
export function lastAdvanceOf(instance: Instance): Advance | undefined {
  const last = lastAdvances.get(instance)
  return last && last.to <= instance.clock.now() ? last : undefined
}

/** Advances the clock. Throws a `RangeError` for text that is not a duration. */
export async function advance(instance: Instance, duration: Duration): Promise<Advance> {
  const from = instance.clock.now()
  const fired = await instance.clock.advance(duration)
  const done = { from, to: instance.clock.now(), fired }
  lastAdvances.set(instance, done)
  return done
}
