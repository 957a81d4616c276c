/** So many entries are kept without a look at their ends. */
const enough = 1000

/**
 * A map that forgets entries after their end. There is no timer: it looks through all entries when they are twice as many as it left the
 * last time, so an addition costs the same on average however many there are. An entry may still be there after its end.
 */
export class ExpiringMap<K, V> extends Map<K, V> {
  readonly #endOf: (value: V) => number
  #limit = enough

  /** `endOf` gives the end of a value, in epoch milliseconds. */
  constructor(endOf: (value: V) => number) {
    super()
    this.#endOf = endOf
  }

  /** Sets an entry at the time `now`, in epoch milliseconds. */
  add(key: K, value: V, now: number): void {
    this.set(key, value)
    if (this.size <= this.#limit) return
    for (const [one, held] of this) if (this.#endOf(held) <= now) this.delete(one)
    this.#limit = Math.max(enough, this.size * 2)
  }
}
