/** First in, first out, for at most `capacity` items. A full ring drops the oldest, and counts it. */
export class Ring<T> {
  readonly #items: (T | undefined)[] = []
  readonly #capacity: number
  #head = 0
  #size = 0
  #dropped = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get size(): number {
    return this.#size
  }

  push(item: T): void {
    if (this.#size === this.#capacity) {
      this.shift()
      this.#dropped++
    }
    this.#items[(this.#head + this.#size++) % this.#capacity] = item
  }

  /** The oldest, or undefined if it is empty. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined
    const item = this.#items[this.#head]
    // Otherwise it would stay in memory until the ring wraps around.
    this.#items[this.#head] = undefined
    this.#size--
    // It starts again at the beginning if possible: the array never exceeds the highest number of waiting items.
    this.#head = this.#size === 0 ? 0 : (this.#head + 1) % this.#capacity
    return item
  }

  /** All items, the oldest first. */
  *[Symbol.iterator](): Generator<T, void> {
    for (let at = 0; at < this.#size; at++) yield this.#items[(this.#head + at) % this.#capacity] as T
  }

  /** How many were dropped since the last call. They came before all current items. */
  takeDropped(): number {
    const dropped = this.#dropped
    this.#dropped = 0
    return dropped
  }

  clear(): void {
    this.#items.length = this.#head = this.#size = this.#dropped = 0
  }
}
