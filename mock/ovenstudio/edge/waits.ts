import type { MockClock } from '../../core/time/clock.js'

/** Requests that wait for the clock, and can be woken before it is time. */
export class Waits {
  readonly #clock: MockClock
  readonly #waiting = new Set<() => void>()

  constructor(clock: MockClock) {
    this.#clock = clock
  }

  /** Resolves after so many milliseconds of the mock's time, or as soon as there is a reason to look again: who waits does. */
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

  /** A stream has begun or ended. */
  wake(): void {
    for (const wake of this.#waiting) wake()
  }
}
