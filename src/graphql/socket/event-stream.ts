import { Ring } from './ring.js'

interface StreamOptions<T> {
  /** The number of events that can wait for a slow consumer. */
  readonly capacity: number
  /** The event that replaces `dropped` others. */
  readonly overflow: (dropped: number) => T
  /** Called when the first event is requested, even if the stream has ended. */
  readonly start: () => void
  /** Called once, when the consumer stops. */
  readonly stop: () => void
}

interface Waiter<T> {
  resolve(result: IteratorResult<T, undefined>): void
  reject(reason: unknown): void
}

/**
 * Events pushed on one side, iterated on the other.
 *
 * - Events that are pushed while the consumer does not wait are buffered, up to `capacity`. Beyond it one overflow event replaces the
 *   oldest, whose count grows until it is read. An event costs no promise until the consumer asks for it.
 * - Ends by `return()` (breaking out of a loop calls it), by `end` after the buffered events, or by `abort` at once.
 */
export class EventStream<T> implements AsyncIterableIterator<T, undefined> {
  readonly #options: StreamOptions<T>
  readonly #ring: Ring<T>
  readonly #waiters: Waiter<T>[] = []
  #started = false
  #over = false
  #error: { readonly reason: unknown } | undefined

  constructor(options: StreamOptions<T>) {
    this.#options = options
    this.#ring = new Ring(options.capacity)
  }

  push(event: T): void {
    if (this.#over) return
    const waiter = this.#waiters.shift()
    if (waiter) waiter.resolve({ done: false, value: event })
    else this.#ring.push(event)
  }

  /** Ends it after the buffered events, with an error if given. */
  end(error?: { readonly reason: unknown }): void {
    if (this.#over) return
    this.#over = true
    this.#error = error
    for (const waiter of this.#waiters.splice(0)) this.#finish(waiter)
    this.#options.stop()
  }

  /** Ends it now: buffered events are dropped. */
  abort(reason: unknown): void {
    if (this.#over) return
    this.#ring.clear()
    this.end({ reason })
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (!this.#started) {
      this.#started = true
      this.#options.start()
    }
    const dropped = this.#ring.takeDropped()
    if (dropped > 0) return Promise.resolve({ done: false, value: this.#options.overflow(dropped) })
    if (this.#ring.size > 0) return Promise.resolve({ done: false, value: this.#ring.shift() as T })
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject }
      if (this.#over) this.#finish(waiter)
      else this.#waiters.push(waiter)
    })
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#ring.clear()
    this.end()
    this.#error = undefined
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** An error is thrown once. After it the iterator is done. */
  #finish({ resolve, reject }: Waiter<T>): void {
    const error = this.#error
    this.#error = undefined
    if (error) reject(error.reason)
    else resolve({ done: true, value: undefined })
  }
}
