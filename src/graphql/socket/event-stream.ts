import { Ring } from './ring.js'

interface StreamOptions<T> {
  /** Events that may wait for a slow consumer. */
  readonly capacity: number
  /** The event that stands in the place of `dropped` others. */
  readonly overflow: (dropped: number) => T
  /** Called when the first event is asked for, be it over or not. */
  readonly start: () => void
  /** Called once, when the consumer wants no more events. */
  readonly stop: () => void
}

interface Waiter<T> {
  resolve(result: IteratorResult<T, undefined>): void
  reject(reason: unknown): void
}

/**
 * Events pushed on one side, iterated on the other.
 *
 * - What is pushed while the consumer does not wait is kept, up to `capacity`; beyond it the oldest give way to one overflow event, whose
 *   count grows until it is read. An event costs no promise until the consumer asks for it.
 * - Ends by `return()` (breaking out of a loop calls it), by `end` after what is waiting, or by `abort` at once.
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

  /** Ends it once what is waiting is read: with an error where there is one. */
  end(error?: { readonly reason: unknown }): void {
    if (this.#over) return
    this.#over = true
    this.#error = error
    for (const waiter of this.#waiters.splice(0)) this.#finish(waiter)
    this.#options.stop()
  }

  /** Ends it now: what is waiting is gone. */
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

  /** An error is told once; after it the end is the end. */
  #finish({ resolve, reject }: Waiter<T>): void {
    const error = this.#error
    this.#error = undefined
    if (error) reject(error.reason)
    else resolve({ done: true, value: undefined })
  }
}
