/** First in, first out, for at most `capacity` items. Where there is no room the oldest goes, and is counted. */
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

  /** The oldest, or undefined where there is none. */
  shift(): T | undefined {
    if (this.#size === 0) return undefined
    const item = this.#items[this.#head]
    // Held on to, it would live until the ring comes round.
    this.#items[this.#head] = undefined
    this.#size--
    // From the start again where it can be: the array grows no longer than the most that ever waited.
    this.#head = this.#size === 0 ? 0 : (this.#head + 1) % this.#capacity
    return item
  }

  /** What there is, the oldest first. */
  *[Symbol.iterator](): Generator<T, void> {
    for (let at = 0; at < this.#size; at++) yield this.#items[(this.#head + at) % this.#capacity] as T
  }

  /** How many were dropped since this was last asked. They stood before all that are there now. */
  takeDropped(): number {
    const dropped = this.#dropped
    this.#dropped = 0
    return dropped
  }

  clear(): void {
    this.#items.length = this.#head = this.#size = this.#dropped = 0
  }
}
