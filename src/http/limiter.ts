import type { Clock } from '../clock.js'

/** At most `requests` in any `window` milliseconds. */
export interface Window {
  readonly requests: number
  readonly window: number
}

/** A turn taken. `finish` it when the attempt has its answer or has failed. */
export interface Slot {
  finish(): void
}

interface Attempt extends Slot {
  readonly startedAt: number
  finishedAt: number
}

interface Waiter {
  readonly start: (slot: Slot) => void
  readonly fail: (reason: unknown) => void
}

/**
 * Gives turns, first come first served, so that no window of the provider's ever holds more than it may.
 *
 * - For N a window, attempt k starts only when attempt k−N has *finished* a whole window ago. The provider counts
 *   when a request arrives, some time between its start and its finish, in windows whose edges it alone knows: counting from
 *   starts would let N+1 arrive in one window when an early request is slow and a late one quick.
 * - One a window is spacing, not a quota: it counts from start to start, so that slow calls may overlap.
 * - `close` holds everyone back; leaving the queue by abort costs no turn.
 */
export class Limiter {
  /** Milliseconds; 0 without limits. */
  readonly longestWindow: number
  readonly #clock: Clock
  readonly #windows: readonly Window[]
  readonly #memory: number
  readonly #recent: Attempt[] = []
  readonly #queue: Waiter[] = []
  #closedUntil = -Infinity
  #sleep: AbortController | undefined

  constructor(windows: readonly Window[], clock: Clock) {
    this.#clock = clock
    this.#windows = windows
    this.#memory = Math.max(0, ...windows.map(({ requests }) => requests))
    this.longestWindow = Math.max(0, ...windows.map(({ window }) => window))
  }

  /** A turn, at once where one is free. Rejects with the signal's reason when it aborts first. */
  acquire(options: { readonly signal?: AbortSignal } = {}): Slot | Promise<Slot> {
    if (this.#queue.length === 0 && this.#opensAt() <= this.#clock.monotonic()) return this.#start()
    const { signal } = options
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const leave = () => {
        this.#queue.splice(this.#queue.indexOf(waiter), 1)
        if (this.#queue.length === 0) this.#sleep?.abort()
        reject(signal?.reason)
      }
      const waiter: Waiter = {
        start: (slot) => {
          signal?.removeEventListener('abort', leave)
          resolve(slot)
        },
        fail: (reason) => {
          signal?.removeEventListener('abort', leave)
          reject(reason)
        },
      }
      signal?.addEventListener('abort', leave, { once: true })
      this.#queue.push(waiter)
      this.#serve()
    })
  }

  /** Gives no turn before `until`, by the clock's `monotonic`. */
  close(until: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, until)
  }

  #start(): Slot {
    const attempt: Attempt = {
      startedAt: this.#clock.monotonic(),
      finishedAt: Infinity,
      finish: () => {
        attempt.finishedAt = Math.min(attempt.finishedAt, this.#clock.monotonic())
        this.#serve()
      },
    }
    this.#recent.push(attempt)
    if (this.#recent.length > this.#memory) this.#recent.shift()
    return attempt
  }

  /** When the next turn is free, by the clock's `monotonic`; `Infinity` while that hangs on an attempt in flight. */
  #opensAt(): number {
    let at = this.#closedUntil
    for (const { requests, window } of this.#windows) {
      const attempt = this.#recent[this.#recent.length - requests]
      if (attempt) at = Math.max(at, (requests === 1 ? attempt.startedAt : attempt.finishedAt) + window)
    }
    return at
  }

  #serve(): void {
    if (this.#sleep) return
    while (this.#queue.length > 0) {
      const wait = this.#opensAt() - this.#clock.monotonic()
      if (wait === Infinity) return
      if (wait > 0) return void this.#wakeAfter(wait)
      this.#queue.shift()?.start(this.#start())
    }
  }

  async #wakeAfter(ms: number): Promise<void> {
    const sleep = new AbortController()
    this.#sleep = sleep
    try {
      await this.#clock.sleep(ms, { signal: sleep.signal })
    } catch (error) {
      if (!sleep.signal.aborted) for (const waiter of this.#queue.splice(0)) waiter.fail(error)
    }
    this.#sleep = undefined
    this.#serve()
  }
}
