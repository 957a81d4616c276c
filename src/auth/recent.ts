/** Values by key, created at the first request. Beyond `most` values the least recently requested one is dropped. */
export class Recent<Value> {
  readonly #values = new Map<string, Value>()
  readonly #most: number
  readonly #isInUse: (value: Value) => boolean

  /** A value for which `isInUse` is true is not dropped. */
  constructor(most: number, isInUse: (value: Value) => boolean) {
    this.#most = most
    this.#isInUse = isInUse
  }

  /** The value of a key, if there is one. It does not count as a request. */
  peek(key: string): Value | undefined {
    return this.#values.get(key)
  }

  get(key: string, create: () => Value): Value {
    const value = this.#values.get(key) ?? create()
    // A map keeps the order of insertion.
    this.#values.delete(key)
    this.#values.set(key, value)
    if (this.#values.size > this.#most) this.#dropOldest()
    return value
  }

  #dropOldest(): void {
    for (const [key, value] of this.#values) {
      if (this.#isInUse(value)) continue
      this.#values.delete(key)
      return
    }
  }
}
