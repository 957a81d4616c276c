/** So many entries are kept without a look at their ends. */
const enough = 1000

/**
 * Forgets the entries of a map after their end. There is no timer: it looks through all entries when they are twice as many as it left
 * the last time, so an addition costs the same on average however many there are. What has ended is never found, looked through or not:
 * a mock that was restored gives the same answers.
 */
export class ExpiringMap<K, V> {
  readonly #map: Map<K, V>
  readonly #endOf: (value: V) => number
  #limit: number

  /** `map` is plain data of the mock's state. `endOf` gives the end of a value, in epoch milliseconds. */
  constructor(map: Map<K, V>, endOf: (value: V) => number) {
    this.#map = map
    this.#endOf = endOf
    this.#limit = Math.max(enough, map.size * 2)
  }

  get size(): number {
    return this.#map.size
  }

  /** The entry of a key, unless it has ended at the time `now`, in epoch milliseconds. */
  get(key: K, now: number): V | undefined {
    const value = this.#map.get(key)
    return value !== undefined && this.#endOf(value) > now ? value : undefined
  }

  values(): Iterable<V> {
    return this.#map.values()
  }

  delete(key: K): void {
    this.#map.delete(key)
  }

  /** Sets an entry at the time `now`, in epoch milliseconds. */
  add(key: K, value: V, now: number): void {
    this.#map.set(key, value)
    if (this.#map.size <= this.#limit) return
    for (const [one, held] of this.#map) if (this.#endOf(held) <= now) this.#map.delete(one)
    this.#limit = Math.max(enough, this.#map.size * 2)
  }
}
