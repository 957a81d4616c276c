/** What a limiter keeps. A turn counts as its points. */
export type Limit = LimitWindow | TokenBucket

/** At most `capacity` at once. `refill` of them return each millisecond, up to `capacity`. */
export interface TokenBucket {
  readonly capacity: number
  readonly refill: number
}

/** At most `requests` in any `window` milliseconds. */
export interface LimitWindow {
  readonly requests: number
  readonly window: number
  /** The window runs from start to start, so that slow calls can overlap. Default: only if `requests` is 1. */
  readonly overlaps?: boolean
}

/** A turn that was given. Call `finish` when the attempt has its answer or has failed. */
export interface Slot {
  finish(): void
}

/** The conditions for a turn. */
export interface TurnRequest {
  /** What the turn costs of each limit. Default: 1. */
  readonly points?: number
  readonly signal?: AbortSignal
  /** The clock's `monotonic` before which the turn must come. Default: no limit. */
  readonly deadline?: number
  /** Maximum milliseconds for which the limiter is closed. Default: no limit. */
  readonly maxPause?: number
  /** Creates the error for a turn that would come too late, in `wait` milliseconds at the earliest. */
  readonly tooLate?: (wait: number) => Error
}

/** Limits the rate of calls: each attempt takes a turn, and finishes it. */
export interface Limiter {
  /** Milliseconds; 0 without limits. Of a token bucket: the time that fills it. */
  readonly longestWindow: number
  /** The number of callers in this process that wait for their turn. */
  readonly pending: number
  /**
   * The earliest time at which a new caller can have its turn of one point, in epoch milliseconds by the clock's `now`. Not later than now if a
   * turn is free. It assumes that attempts in flight finish now, and that the attempts of waiting callers take no time.
   */
  readonly nextFreeAt: number
  /** Gives a turn, at once if one is free. Rejects with the signal's reason, or with the error from `tooLate`. */
  acquire(request?: TurnRequest): Slot | Promise<Slot>
  /** Gives no turn before `until`, by the clock's `monotonic`. */
  close(until: number): void
}
