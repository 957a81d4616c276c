import type { Clock } from '../clock.js'
import { onAbort } from '../on-abort.js'
import type { Limit, Limiter, Slot, TurnRequest } from './limiter.js'
import { longestWindowOf, Turns, type ExpectedTurn, type Turn } from './turns.js'

interface Waiter extends ExpectedTurn {
  readonly request: TurnRequest
  readonly start: (slot: Slot) => void
  readonly fail: (reason: unknown) => void
}

/**
 * The limiter of one process. It gives turns, first come first served, so that the provider never counts more than a limit allows.
 *
 * - It counts from the *end* of earlier attempts (see `Turns`). The provider counts a request when it arrives, between start and end, and
 *   only the provider knows when its windows begin. If the limiter counted from starts, N+1 requests could arrive in one window when an
 *   early request is slow and a late one quick.
 * - A limit of one in a window is spacing, not a quota: it counts from start to start, so that slow calls can overlap.
 * - `close` delays all callers. A caller that aborts while it waits uses no turn.
 * - A request whose turn would come too late fails as soon as that is certain.
 */
export class LocalLimiter implements Limiter {
  readonly longestWindow: number
  readonly #clock: Clock
  readonly #turns: Turns
  readonly #queue: Waiter[] = []
  #closedUntil = -Infinity
  #sleep: AbortController | undefined

  constructor(limits: readonly Limit[], clock: Clock) {
    this.#clock = clock
    this.#turns = new Turns(limits)
    this.longestWindow = longestWindowOf(limits)
  }

  get pending(): number {
    return this.#queue.length
  }

  get nextFreeAt(): number {
    const now = this.#clock.monotonic()
    const before = this.#before(this.#queue.length)
    return this.#clock.now() + Math.max(0, this.#opensAt({ points: 1, before }, this.#queue.length, now) - now)
  }

  acquire(request: TurnRequest = {}): Slot | Promise<Slot> {
    const { signal, points = 1 } = request
    const before = this.#before(this.#queue.length)
    if (this.#queue.length === 0 && this.#opensAt({ points, before }) <= this.#clock.monotonic())
      return this.#start(points)
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
        points,
        before,
        earliest: -Infinity,
        peaks: [],
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

  #start(points: number): Slot {
    const turn = this.#turns.start(points, this.#clock.monotonic())
    return {
      finish: () => {
        this.#turns.finish(turn, this.#clock.monotonic())
        this.#refuseLate()
        this.#serve()
      },
    }
  }

  /** The points of all turns before a place in the queue. */
  #before(place: number): number {
    const last = this.#queue[place - 1]
    return last ? last.before + last.points : this.#turns.total
  }

  /**
   * When a turn at a place in the queue comes, by the clock's `monotonic`, if attempts in flight finish at `finish` and those
   * ahead in the queue take no time. Without `finish`, it is `Infinity` as long as it depends on an attempt in flight.
   */
  #opensAt(turn: Turn, place = 0, finish = Infinity): number {
    const last = this.#queue[place - 1]
    const after = Math.max(this.#closedUntil, last?.earliest ?? -Infinity)
    return Math.max(after, this.#turns.opensAt(turn, this.#queue, last, finish))
  }

  /** Rejects the waiting requests, from a place in the queue on, whose turn would come too late. */
  #refuseLate(from = 0): void {
    const now = this.#clock.monotonic()
    for (let place = from; place < this.#queue.length;) {
      const waiter = this.#queue[place]!
      const { deadline = Infinity, maxPause = Infinity, tooLate } = waiter.request
      waiter.before = this.#before(place)
      waiter.earliest = Math.max(now, this.#opensAt(waiter, place, now))
      waiter.peaks = this.#turns.peaksOf(waiter, waiter.earliest, this.#queue[place - 1])
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
      const waiter = this.#queue[0]!
      const wait = this.#opensAt(waiter) - this.#clock.monotonic()
      if (wait === Infinity) return
      if (wait > 0) return void this.#wakeAfter(wait)
      this.#queue.shift()
      waiter.start(this.#start(waiter.points))
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
