/** Below this number of entries, expired ones are not removed. */
const enough = 1000

/**
 * Removes the entries of a map after they expire. There is no timer: all entries are checked when the map has doubled since the last check,
 * so that the average cost of an addition is constant. `get` never finds an expired entry, so the time of the checks has no visible effect.
 */
export class ExpiringMap<K, V> {
  readonly #map: Map<K, V>
  readonly #endOf: (value: V) => number
  #limit: number

  /** `map` is part of the mock's state. `endOf` returns the expiry of a value, in epoch milliseconds. */
  constructor(map: Map<K, V>, endOf: (value: V) => number) {
    this.#map = map
    this.#endOf = endOf
    this.#limit = Math.max(enough, map.size * 2)
  }

  get size(): number {
    return this.#map.size
  }

  /** The value of a key, unless it has expired at `now`, in epoch milliseconds. */
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

  /** Sets a value. `now` is in epoch milliseconds. */
  add(key: K, value: V, now: number): void {
    this.#map.set(key, value)
    if (this.#map.size <= this.#limit) return
    for (const [one, held] of this.#map) if (this.#endOf(held) <= now) this.#map.delete(one)
    this.#limit = Math.max(enough, this.#map.size * 2)
  }
}
