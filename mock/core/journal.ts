import type { AnyWorld } from './definition/world.js'
import type { Call } from './http/call.js'
import type { Reply } from './http/reply.js'
import { copyOf } from './state/copy-of.js'
import { checkOptions, isText, type Rule } from './validate.js'

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
  /** 0 if a fault cut the connection and no work was done; else as the server answered, whether or not that arrived. */
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
  readonly provider?: string | undefined
  readonly operation?: string | undefined
  readonly status?: number | undefined
}

const isStatus: Rule = {
  must: 'be a status; 0 is that of a call without an answer',
  holds: (value) => Number.isInteger(value) && (value as number) >= 0,
}

/** So many characters of a text are kept; over HTTP no path is longer. */
const longest = 16_384

const kept = (text: string): string => copyOf(text.length > longest ? `${text.slice(0, longest)}…` : text)

const charactersOf = ({ path, reason = '', grantType = '', fields = [] }: JournalEntry): number =>
  [path, reason, grantType, ...fields].reduce((sum, { length }) => sum + length, 0)

/** Entries and characters that are kept. */
const bounds = { entries: 10_000, characters: 4_194_304 } as const

/** What came in, oldest first: the newest 10,000 entries, fewer if their texts have more than 4 Mi characters together. */
export class Journal {
  #entries: JournalEntry[] = []
  #characters = 0
  readonly #log: ((entry: JournalEntry) => void) | undefined

  /** `log` is told of every request as it is answered. */
  constructor(log?: (entry: JournalEntry) => void) {
    this.#log = log
  }

  record(entry: JournalEntry): void {
    this.#log?.(entry)
    const { path, reason, grantType, fields } = entry
    const copy = {
      ...entry,
      path: kept(path),
      ...(reason !== undefined && { reason: kept(reason) }),
      ...(grantType !== undefined && { grantType: kept(grantType) }),
      ...(fields && { fields: fields.map(kept) }),
    }
    this.#entries.push(copy)
    this.#characters += charactersOf(copy)
    // Dropped by halves, so that a full journal costs no more a request than an empty one.
    if (this.#entries.length >= bounds.entries * 2 || this.#characters >= bounds.characters * 2) this.#drop()
  }

  /** The requests that match every field of the filter. Throws a `RangeError` for a field that does not exist. */
  requests(filter: JournalFilter = {}): JournalEntry[] {
    checkOptions('filter', filter, { provider: isText, operation: isText, status: isStatus })
    this.#drop()
    const wanted = Object.entries(filter).filter(([, value]) => value !== undefined)
    return this.#entries
      .filter((entry) => wanted.every(([field, value]) => entry[field as keyof JournalFilter] === value))
      .map((entry) => ({ ...entry }))
  }

  #drop(): void {
    let first = this.#entries.length
    let characters = 0
    const oldest = Math.max(0, first - bounds.entries)
    while (first > oldest) {
      const more = charactersOf(this.#entries[first - 1]!)
      if (characters + more > bounds.characters) break
      characters += more
      first--
    }
    if (first > 0) this.#entries = this.#entries.slice(first)
    this.#characters = characters
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** Records what became of a request. `id` is its operation, or null for pages and unknown paths. */
export function recordRequest(
  { journal, clock, profile: { provider } }: AnyWorld,
  id: string | null,
  { method, path }: { readonly method: string; readonly path: string },
  { status, reason }: Pick<Reply, 'status' | 'reason'>,
  { grantType, account, fields }: Partial<Pick<Call, 'grantType' | 'account' | 'fields'>> = {},
): void {
  const operation = id === null ? null : `${provider}.${id}`
  const entry: Writable<JournalEntry> = { at: clock.now(), provider, operation, method, path, status }
  if (reason) entry.reason = reason
  if (grantType) entry.grantType = grantType
  if (account) entry.account = account
  if (fields) entry.fields = fields
  journal.record(entry)
}
