/** The entries of a `SizedMap`. Plain data, so that they can be part of a mock's state. */
export type SizedEntries<V> = Map<string, { readonly value: V; readonly size: number }>

/**
 * An LRU cache with a total size of at most `capacity`. The least recently used entries are removed first. Entries larger than `capacity` are
 * not kept.
 */
export class SizedMap<V> {
  readonly #capacity: number
  readonly #entries: SizedEntries<V>
  #size = 0

  constructor(capacity: number, entries: SizedEntries<V> = new Map()) {
    this.#capacity = capacity
    this.#entries = entries
    for (const { size } of entries.values()) this.#size += size
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  set(key: string, value: V, size: number): void {
    this.#delete(key)
    if (size > this.#capacity) return
    this.#entries.set(key, { value, size })
    this.#size += size
    for (const oldest of this.#entries.keys()) {
      if (this.#size <= this.#capacity) return
      this.#delete(oldest)
    }
  }

  #delete(key: string): void {
    this.#size -= this.#entries.get(key)?.size ?? 0
    this.#entries.delete(key)
  }
}
