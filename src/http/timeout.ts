import type { Clock } from '../clock.js'
import { TimeoutError } from '../errors/index.js'
import { checkOptions, isMilliseconds } from '../options.js'
import type { Layer } from './light-request.js'

/** The time limits of a call, in milliseconds. */
export interface TimeoutOptions {
  /** One attempt, from sending to the end of the body. Default: 30 000. */
  readonly attempt?: number | undefined
  /** The whole call, with its retries and its waits for rate limits and tokens. Default: 300 000. */
  readonly total?: number | undefined
}

const DEFAULTS = { attempt: 30_000, total: 300_000 } as const

/** `options` with the defaults. Undefined for `false`. Throws a `UsageError` for an option that is unknown or wrong. */
export function readTimeouts(options: TimeoutOptions | false = {}): Required<TimeoutOptions> | undefined {
  if (options === false) return undefined
  checkOptions('timeout', options, { attempt: isMilliseconds, total: isMilliseconds })
  const { attempt = DEFAULTS.attempt, total = DEFAULTS.total } = options
  return { attempt, total }
}

/** A place in the queue of deadlines. */
interface Deadline {
  /** By the clock's `monotonic`. */
  readonly at: number
  expire: (() => void) | undefined
  before: Deadline | undefined
  after: Deadline | undefined
}

/**
 * Deadlines that all expire `duration` milliseconds after they are set, and so in the order in which they were set. One sleep, up to the
 * first of them, serves every call in flight: setting or lifting one needs no timer. The queue is a linked list, because a `Set` with
 * constant additions and deletions keeps old entries from being garbage-collected.
 */
export class Deadlines {
  #first: Deadline | undefined
  #last: Deadline | undefined
  #watching = false

  constructor(
    private readonly clock: Clock,
    readonly duration: number,
  ) {}

  /** Calls `expire` after `duration`, unless the deadline is lifted before. */
  set(expire: () => void): Deadline {
    const deadline: Deadline = {
      at: this.clock.monotonic() + this.duration,
      expire,
      before: this.#last,
      after: undefined,
    }
    if (this.#last) this.#last.after = deadline
    else this.#first = deadline
    this.#last = deadline
    if (!this.#watching) void this.#watch()
    return deadline
  }

  /** Removes a deadline. It does nothing if the deadline has expired or was lifted before. */
  lift(deadline: Deadline): void {
    if (!deadline.expire) return
    const { before, after } = deadline
    if (before) before.after = after
    else this.#first = after
    if (after) after.before = before
    else this.#last = before
    deadline.expire = deadline.before = deadline.after = undefined
  }

  async #watch(): Promise<void> {
    this.#watching = true
    try {
      while (this.#first) {
        const wait = this.#first.at - this.clock.monotonic()
        if (wait > 0) {
          await this.clock.sleep(wait, { background: true })
          continue
        }
        const { expire } = this.#first
        this.lift(this.#first)
        expire?.()
      }
    } catch {
      // A clock that stops (of a closed mock) lets no deadline expire.
    } finally {
      this.#watching = false
    }
  }
}

/** Ends an attempt that takes too long with a `TimeoutError`, even if `fetch` ignores its signal. */
export function withAttemptTimeout(deadlines: Deadlines): Layer {
  return (next) => (request) =>
    new Promise((resolve, reject) => {
      const deadline = deadlines.set(() => {
        const error = timeoutError('attempt', deadlines.duration, request.call.id)
        request.call.stopAttempt(error)
        reject(error)
      })
      next(request).then(
        (answer) => {
          deadlines.lift(deadline)
          resolve(answer)
        },
        (error: unknown) => {
          deadlines.lift(deadline)
          reject(error)
        },
      )
    })
}

/** The error for a call or an attempt that took longer than `limit` milliseconds. */
export function timeoutError(scope: 'attempt' | 'total', limit: number, operation: string): TimeoutError {
  const message =
    scope === 'attempt'
      ? `${operation} was not answered within ${limit} ms. Raise timeout.attempt if the provider is known to be slow here.`
      : `${operation} did not finish within ${limit} ms, retries and waits for the rate limit included. Raise timeout.total, or make fewer calls at once.`
  return new TimeoutError(message, { scope, limit })
}
