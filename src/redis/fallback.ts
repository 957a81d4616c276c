import { systemClock } from '../clock.js'
import type { Limit, Slot, TurnRequest } from '../http/limiter.js'
import { LocalLimiter } from '../http/local-limiter.js'

/** Milliseconds between two checks for Redis, and for the answer to one. */
const PAUSE = 1000
const PATIENCE = 1000

/**
 * Milliseconds after one process has found Redis again, until all others that lost it have checked as well. After that they start no turns
 * of their own.
 */
export const REUNION = PAUSE + PATIENCE

interface FallbackOptions {
  readonly limits: readonly Limit[]
  /** This process's share: one in so many turns. */
  readonly share: number
  /** Milliseconds without turns at the start, while the other processes' turns count. */
  readonly hold: number
  /** Resolves if Redis answers. It has no time limit. */
  readonly look: () => Promise<unknown>
  /** Whether callers wait. */
  readonly isWanted: () => boolean
  /** A turn of this process's own share has ended after Redis came back. */
  readonly onLateFinish: () => void
}

/** Limits the rate of one process while Redis is unavailable, and detects when Redis is back. */
export class Fallback {
  readonly #options: FallbackOptions
  readonly #limiter: LocalLimiter
  /** Aborts when Redis is back. Undefined while it is available. */
  #outage: AbortController | undefined
  #look: Promise<unknown> | undefined
  #isWatching = false

  constructor(options: FallbackOptions) {
    this.#options = options
    const parts = options.limits.map((limit) => partOf(limit, options.share))
    this.#limiter = new LocalLimiter(parts, systemClock)
  }

  get isActive(): boolean {
    return this.#outage !== undefined
  }

  get nextFreeAt(): number {
    return this.#limiter.nextFreeAt
  }

  close(until: number): void {
    this.#limiter.close(until)
  }

  /** Redis is unavailable from now on. */
  begin(): void {
    if (this.#outage) return
    this.#outage = new AbortController()
    this.#limiter.close(systemClock.monotonic() + this.#options.hold)
  }

  /** A turn of this process's own share. Undefined if Redis is back. Rejects as a limiter does. */
  async acquire(request: TurnRequest, signal: AbortSignal | undefined): Promise<Slot | undefined> {
    const outage = this.#outage
    if (!outage || (await this.#isBack())) return undefined
    void this.#watch()
    const back = outage.signal
    const { deadline, maxPause = Infinity, tooLate } = request
    try {
      const slot = await this.#limiter.acquire({
        deadline,
        tooLate,
        // The provider did not ask for the pause at the start.
        maxPause: Math.max(maxPause, this.#options.hold),
        signal: signal ? AbortSignal.any([signal, back]) : back,
      })
      return {
        finish: () => {
          slot.finish()
          if (back.aborted) this.#options.onLateFinish()
        },
      }
    } catch (error) {
      if (back.aborted && !signal?.aborted) return undefined
      throw error
    }
  }

  /** Whether Redis is back. All callers share one check. They wait for it for at most a second. */
  async #isBack(): Promise<boolean> {
    const outage = this.#outage
    if (!this.#look) {
      const look = this.#options.look().then(
        () => {
          this.#outage = this.#look = undefined
          outage?.abort()
        },
        () => (this.#look = undefined),
      )
      this.#look = Promise.race([look, systemClock.sleep(PATIENCE, { background: true })])
    }
    await this.#look
    return this.#outage !== outage
  }

  /** Checks repeatedly while callers wait. */
  async #watch(): Promise<void> {
    if (this.#isWatching) return
    this.#isWatching = true
    while (this.#outage && this.#options.isWanted()) {
      await systemClock.sleep(PAUSE, { background: true })
      await this.#isBack()
    }
    this.#isWatching = false
  }
}

/** One in `share` of a limit. */
function partOf(limit: Limit, share: number): Limit {
  if ('capacity' in limit) {
    return { capacity: Math.max(1, Math.floor(limit.capacity / share)), refill: limit.refill / share }
  }
  const { requests, window } = limit
  const overlaps = requests === 1
  if (requests >= share) return { requests: Math.floor(requests / share), window, overlaps }
  return { requests: 1, window: (window * share) / requests, overlaps }
}
