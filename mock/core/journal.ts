/** One request as the mock saw it. No secret is in it: no query, no body, no header. */
export interface JournalEntry {
  /** Epoch milliseconds of the mock's clock. */
  readonly at: number
  readonly provider: string
  /** `<provider>.<operationId>`, or null for pages and for what no operation answers. */
  readonly operation: string | null
  readonly method: string
  /** Path without query. */
  readonly path: string
  readonly status: number
  /** Why it was refused, in a word or two. */
  readonly reason?: string
  readonly grantType?: string
  /** The account behind the token, where there is one. */
  readonly account?: string
  /** Of a GraphQL request, the root fields that it asked for; without their arguments. */
  readonly fields?: readonly string[]
}

export interface JournalFilter {
  readonly provider?: string
  readonly operation?: string
  readonly status?: number
}

/** What came in, oldest first; the newest 10,000 are kept. */
export class Journal {
  #entries: JournalEntry[] = []
  readonly #capacity: number
  readonly #log: ((entry: JournalEntry) => void) | undefined

  /** `log` is told of every request as it is answered. */
  constructor(log?: (entry: JournalEntry) => void, capacity = 10_000) {
    this.#log = log
    this.#capacity = capacity
  }

  record(entry: JournalEntry): void {
    this.#log?.(entry)
    this.#entries.push(entry)
    // Dropped by halves, so that a full journal costs no more a request than an empty one.
    if (this.#entries.length >= this.#capacity * 2) this.#entries = this.#entries.slice(-this.#capacity)
  }

  /** The requests that match every field of the filter. */
  requests(filter: JournalFilter = {}): JournalEntry[] {
    const wanted = Object.entries(filter).filter(([, value]) => value !== undefined)
    return this.#entries
      .slice(-this.#capacity)
      .filter((entry) => wanted.every(([field, value]) => entry[field as keyof JournalFilter] === value))
      .map((entry) => ({ ...entry }))
  }
}
