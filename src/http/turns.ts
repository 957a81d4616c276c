import type { Limit, LimitWindow, TokenBucket } from './limiter.js'

/** A turn that was given, or that a waiting caller will get. Turns are in order: `before` is the points of all earlier ones. */
export interface Turn {
  readonly points: number
  before: number
}

/** A turn that was given. Times by the clock's `monotonic`. */
export interface StartedTurn extends Turn {
  readonly startedAt: number
  /** Infinity while it is in progress. */
  finishedAt: number
}

/** A turn of a waiting caller. */
export interface ExpectedTurn extends Turn {
  /** Its earliest possible time. */
  earliest: number
  /** For each token bucket, `peakOf` over this turn and all waiting ones before it. */
  peaks: readonly number[]
}

/**
 * When turns may begin, so that the provider never counts more points than each limit allows. It counts a request when it arrives, at any
 * time between the start and the end of its turn.
 *
 * - A window of N: a turn begins a whole window after the end of each earlier turn from which on, with both, there are more than N points. If
 *   N is 1, it counts from start to start.
 * - A token bucket of C: a turn with S points from an earlier turn on, with both, begins (S − C) / refill after the end of that turn. So
 *   between any two arrivals, there are no more points than C and what was refilled.
 * - A turn with more points than a limit has begins when there is room for as much as possible.
 */
export class Turns {
  readonly #windows: readonly LimitWindow[]
  readonly #buckets: readonly TokenBucket[]
  /** The latest turns: those that windows still need. */
  readonly #recent: StartedTurn[] = []
  readonly #inProgress = new Set<StartedTurn>()
  /** For each token bucket, `peakOf` over the turns that have ended. */
  readonly #peaks: number[]
  /** The points of all turns so far. */
  #total = 0

  constructor(limits: readonly Limit[]) {
    this.#windows = limits.filter((limit) => 'window' in limit)
    this.#buckets = limits.filter((limit) => 'capacity' in limit)
    this.#peaks = this.#buckets.map(() => -Infinity)
  }

  /** The points of all turns so far: `before` of the next one. */
  get total(): number {
    return this.#total
  }

  start(points: number, now: number): StartedTurn {
    const turn: StartedTurn = { points, before: this.#total, startedAt: now, finishedAt: Infinity }
    this.#total += points
    if (this.#buckets.length > 0) this.#inProgress.add(turn)
    if (this.#windows.length > 0) this.#recent.push(turn)
    const isNeeded = ({ before }: Turn) => this.#windows.some(({ requests }) => before >= this.#total - requests)
    while (this.#recent.length > 1 && !isNeeded(this.#recent[0]!)) this.#recent.shift()
    return turn
  }

  finish(turn: StartedTurn, now: number): void {
    if (turn.finishedAt !== Infinity) return
    turn.finishedAt = now
    this.#inProgress.delete(turn)
    for (const [index, bucket] of this.#buckets.entries())
      this.#peaks[index] = Math.max(this.#peaks[index]!, peakOf(bucket, turn, now))
  }

  /**
   * When a turn may begin, after the `waiting` ones up to `last`, if those take no time and turns in progress end at `finish`. With `finish`
   * at Infinity, it is Infinity as long as it depends on a turn in progress.
   */
  opensAt(turn: Turn, waiting: readonly ExpectedTurn[], last: ExpectedTurn | undefined, finish: number): number {
    let at = -Infinity
    for (const { requests, window, overlaps = requests === 1 } of this.#windows) {
      // The turn before this one is far enough from those that are left out here.
      const from = Math.min(turn.before - requests, (last ?? this.#recent.at(-1))?.before ?? 0)
      const to = Math.min(turn.before, turn.before + turn.points - requests)
      for (const { startedAt, finishedAt } of between(this.#recent, from, to))
        at = Math.max(at, window + (overlaps ? startedAt : Math.min(finishedAt, finish)))
      for (const { earliest } of between(waiting, from, to)) at = Math.max(at, window + earliest)
    }
    for (const [index, bucket] of this.#buckets.entries()) {
      const after = turn.before + turn.points - bucket.capacity
      const peaks = [this.#peaks[index]!, last?.peaks[index] ?? -Infinity]
      // The oldest has the fewest points before it.
      const [oldest] = this.#inProgress
      if (oldest && oldest.before < after) peaks.push(peakOf(bucket, oldest, finish))
      at = Math.max(at, after / bucket.refill + Math.max(...peaks))
    }
    return at
  }

  /** `peaks` of a waiting turn. `last` is the one before it. */
  peaksOf(turn: Turn, earliest: number, last: ExpectedTurn | undefined): readonly number[] {
    return this.#buckets.map((bucket, index) =>
      Math.max(last?.peaks[index] ?? -Infinity, peakOf(bucket, turn, earliest)),
    )
  }
}

/** The longest window of `limits` in milliseconds, or the time that fills a token bucket. 0 without limits. */
export function longestWindowOf(limits: readonly Limit[]): number {
  return Math.max(0, ...limits.map((limit) => ('capacity' in limit ? limit.capacity / limit.refill : limit.window)))
}

/** A turn that ends at `end` delays a later turn until this time plus the time that refills the points before that. */
const peakOf = ({ refill }: TokenBucket, { before }: Turn, end: number): number => end - before / refill

/** The turns of a list whose `before` is in a range, without its end. They are in order. */
function* between<T extends Turn>(turns: readonly T[], from: number, to: number): Iterable<T> {
  let [low, high] = [0, turns.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (turns[middle]!.before < from) low = middle + 1
    else high = middle
  }
  for (; low < turns.length && turns[low]!.before < to; low++) yield turns[low]!
}
