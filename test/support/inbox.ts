/** Received items, in order, to be awaited one by one. */
export class Inbox<T> {
  readonly #arrived: T[] = []
  readonly #waiting: ((item: T) => void)[] = []

  readonly put = (item: T): void => {
    const waiter = this.#waiting.shift()
    if (waiter) waiter(item)
    else this.#arrived.push(item)
  }

  take(): Promise<T> {
    if (this.#arrived.length > 0) return Promise.resolve(this.#arrived.shift() as T)
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** The received items that were not read yet. */
  get waiting(): readonly T[] {
    return this.#arrived
  }
}
