import type { Clock } from '../clock.js'
import { onAbort } from '../on-abort.js'
import type { Limiter, Slot, TurnRequest, LimitWindow } from './limiter.js'

interface Attempt extends Slot {
  readonly startedAt: number
  finishedAt: number
}

interface Waiter {
  readonly request: TurnRequest
  readonly start: (slot: Slot) => void
  readonly fail: (reason: unknown) => void
  /** The earliest possible time of its turn, however quick the attempts ahead are. */
  earliest: number
}

/**
 * The limiter of one process. It gives turns, first come first served, so that no window of the provider has more requests than its
 * limit.
 *
 * - With a limit of N in a window, attempt k starts only a whole window after attempt k−N has *finished*. The provider counts a
 *   request when it arrives, between start and finish, and only the provider knows when its windows begin. If the limiter counted from
 *   starts, N+1 requests could arrive in one window when an early request is slow and a late one quick.
 * - A limit of one in a window is spacing, not a quota: it counts from start to start, so that slow calls can overlap.
 * - `close` delays all callers. A caller that aborts while it waits uses no turn.
 * - A request whose turn would come too late fails as soon as that is certain.
 */
export class LocalLimiter implements Limiter {
  readonly longestWindow: number
  readonly #clock: Clock
  readonly #windows: readonly LimitWindow[]
  readonly #memory: number
  readonly #recent: Attempt[] = []
  readonly #queue: Waiter[] = []
  #closedUntil = -Infinity
  #sleep: AbortController | undefined

  constructor(windows: readonly LimitWindow[], clock: Clock) {
    this.#clock = clock
    this.#windows = windows
    this.#memory = Math.max(0, ...windows.map(({ requests }) => requests))
    this.longestWindow = Math.max(0, ...windows.map(({ window }) => window))
  }

  get pending(): number {
    return this.#queue.length
  }

  get nextFreeAt(): number {
    const now = this.#clock.monotonic()
    return this.#clock.now() + Math.max(0, this.#opensAt(this.#queue.length, now) - now)
  }

  acquire(request: TurnRequest = {}): Slot | Promise<Slot> {
    if (this.#queue.length === 0 && this.#opensAt() <= this.#clock.monotonic()) return this.#start()
    const { signal } = request
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const remove =
        signal &&
        onAbort(signal, () => {
          const place = this.#queue.indexOf(waiter)
          this.#queue.splice(place, 1)
          this.#refuseLate(place)
          reject(signal.reason)
        })
      const waiter: Waiter = {
        request,
        earliest: -Infinity,
        start: (slot) => {
          remove?.()
          resolve(slot)
        },
        fail: (reason) => {
          remove?.()
          reject(reason)
        },
      }
      this.#refuseLate(this.#queue.push(waiter) - 1)
      this.#serve()
    })
  }

  close(until: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, until)
    this.#refuseLate()
  }

  #start(): Slot {
    const attempt: Attempt = {
      startedAt: this.#clock.monotonic(),
      finishedAt: Infinity,
      finish: () => {
        attempt.finishedAt = Math.min(attempt.finishedAt, this.#clock.monotonic())
        this.#refuseLate()
        this.#serve()
      },
    }
    this.#recent.push(attempt)
    if (this.#recent.length > this.#memory) this.#recent.shift()
    return attempt
  }

  /**
   * When the turn of a place in the queue comes, by the clock's `monotonic`, if attempts in flight finish at `finish` and those
   * ahead in the queue take no time. Without `finish`, it is `Infinity` as long as it depends on an attempt in flight.
   */
  #opensAt(place = 0, finish = Infinity): number {
    let at = Math.max(this.#closedUntil, this.#queue[place - 1]?.earliest ?? -Infinity)
    for (const { requests, window, overlaps = requests === 1 } of this.#windows) {
      // The attempt that this one must follow by a window.
      const attempt = this.#recent[this.#recent.length + place - requests]
      const begun = attempt
        ? overlaps
          ? attempt.startedAt
          : Math.min(attempt.finishedAt, finish)
        : this.#queue[place - requests]?.earliest
      if (begun !== undefined) at = Math.max(at, begun + window)
    }
    return at
  }

  /** Rejects the waiting requests, from a place in the queue on, whose turn would come too late. */
  #refuseLate(from = 0): void {
    const now = this.#clock.monotonic()
    for (let place = from; place < this.#queue.length;) {
      const waiter = this.#queue[place]!
      const { deadline = Infinity, maxPause = Infinity, tooLate } = waiter.request
      waiter.earliest = Math.max(now, this.#opensAt(place, now))
      if (tooLate && (waiter.earliest >= deadline || this.#closedUntil - now > maxPause)) {
        this.#queue.splice(place, 1)
        waiter.fail(tooLate(waiter.earliest - now))
      } else place++
    }
    if (this.#queue.length === 0) this.#sleep?.abort()
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
