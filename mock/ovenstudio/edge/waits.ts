import { perWorld } from '../../core/definition/world.js'
import type { MockClock } from '../../core/time/clock.js'
import type { OvenStudioWorld } from '../world.js'

/** Requests that wait for the clock and can be woken early. */
class Waits {
  readonly #clock: MockClock
  readonly #waiting = new Set<() => void>()

  constructor(clock: MockClock) {
    this.#clock = clock
  }

  /** Resolves after `ms` milliseconds of the mock's time, or at `wake`. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController()
    const wake = () => woken.abort()
    this.#waiting.add(wake)
    signal.addEventListener('abort', wake, { once: true })
    if (signal.aborted) wake()
    await this.#clock.sleep(ms, { signal: woken.signal, answering: true }).catch(() => {})
    signal.removeEventListener('abort', wake)
    this.#waiting.delete(wake)
  }

  /** Wakes all requests: a stream has started or ended. */
  wake(): void {
    for (const wake of this.#waiting) wake()
  }
}

/** The requests that wait at the edge of a mock. */
export const waitsOf = perWorld(({ clock }: OvenStudioWorld) => new Waits(clock))
