/** Remembers at least the last `count` ids and at most twice as many, in two sets that take turns: nothing is deleted one by one. */
export class RecentIds {
  readonly #count: number
  #newer = new Set<string>()
  #older = new Set<string>()

  constructor(count: number) {
    this.#count = count
  }

  /** Whether `id` is new; it is remembered from now on. */
  add(id: string): boolean {
    if (this.#older.has(id)) return false
    const { size } = this.#newer
    if (this.#newer.add(id).size === size) return false
    if (this.#newer.size === this.#count) {
      this.#older = this.#newer
      this.#newer = new Set()
    }
    return true
  }
}
