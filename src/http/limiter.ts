/** At most `requests` in any `window` milliseconds. */
export interface LimitWindow {
  readonly requests: number
  readonly window: number
  /** It counts from start to start, so that slow calls may overlap. Default: only if `requests` is 1. */
  readonly overlaps?: boolean
}

/** A turn taken. `finish` it when the attempt has its answer or has failed. */
export interface Slot {
  finish(): void
}

/** What a caller asks for: a turn, and how long it is worth waiting for. Times by the clock's `monotonic`. */
export interface TurnRequest {
  readonly signal?: AbortSignal
  /** The turn must come before. Default: any time will do. */
  readonly deadline?: number
  /** Milliseconds that the limiter may stay closed. Default: any time will do. */
  readonly maxPause?: number
  /** The error for a turn that would come too late: in `wait` milliseconds at the earliest. */
  readonly tooLate?: (wait: number) => Error
}

/** Paces calls: each attempt takes a turn, and finishes it. */
export interface Limiter {
  /** Milliseconds; 0 without limits. */
  readonly longestWindow: number
  /** How many callers in this process wait for their turn. */
  readonly pending: number
  /**
   * When a caller that asked now would have its turn, as epoch milliseconds by the clock's `now`; not later than now if a turn is
   * free. It is the earliest time possible: attempts in flight count as finished now, and those of the callers ahead take no time.
   */
  readonly nextFreeAt: number
  /** A turn, at once where one is free. Rejects with the signal's reason, or with what `tooLate` gives. */
  acquire(request?: TurnRequest): Slot | Promise<Slot>
  /** Gives no turn before `until`, by the clock's `monotonic`. */
  close(until: number): void
}
