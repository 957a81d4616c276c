import { printDefect } from '../printable.js'
import { copyOf } from '../state/copy-of.js'
import { checkOptions, isCount, isText, type Rule } from '../validate.js'
import { matches, type JournalEntry, type JournalFilter, type Traffic } from './entry.js'

const isWhole: Rule = {
  must: 'be a whole number from 0 up',
  holds: (value) => Number.isInteger(value) && (value as number) >= 0,
}

const filterRules = {
  provider: isText,
  operation: isText,
  status: isWhole,
  method: isText,
  path: isText,
  after: isWhole,
  limit: isCount,
}

/** The number of characters that are kept of each text. Node.js accepts no longer path. */
const longest = 16_384

const kept = (text: string): string => copyOf(text.length > longest ? `${text.slice(0, longest)}…` : text)

/** A body is copied only if it is cut: it is not a slice of a larger text. */
const keptBody = (text: string): string => (text.length > longest ? `${kept(text)} (${text.length} characters)` : text)

/** A page is replaced by a note, because it contains form tokens. */
const keptResponse = ({ responseHeaders, responseBody }: Traffic): string | null => {
  if (responseBody === null) return null
  const isPage = responseHeaders['content-type']?.startsWith('text/html')
  return isPage ? `(a page of ${responseBody.length} characters)` : keptBody(responseBody)
}

/** The traffic that is kept. Of the URL only the query is kept. */
export type KeptTraffic = Omit<Traffic, 'url'> & { readonly query: string }

const keptQuery = (url: string): string => {
  const mark = url.indexOf('?')
  return mark < 0 ? '' : kept(url.slice(mark + 1))
}

/** An entry with its traffic, and its size in characters. */
export interface KeptExchange {
  readonly entry: JournalEntry
  readonly traffic: KeptTraffic | undefined
  readonly size: number
}

/** The number of entries and characters that are kept. */
const bounds = { entries: 10_000, characters: 16 * 1_048_576 } as const

/** The size of an entry's fixed part, in characters. */
const overhead = 200

/** Called with each request. */
export type Listener = (entry: JournalEntry) => void

/**
 * The requests to a mock, oldest first. Keeps the newest 10,000, or fewer if their texts, bodies and headers together exceed 16 Mi
 * characters.
 */
export class Journal {
  #kept: KeptExchange[] = []
  #characters = 0
  #ids = 0
  readonly #log: Listener | undefined
  readonly #listeners: Set<Listener>

  /** `log` is called with every request. `listeners` are those of `follow`; they survive a reset. */
  constructor(log?: Listener, listeners = new Set<Listener>()) {
    this.#log = log
    this.#listeners = listeners
  }

  record(fields: Omit<JournalEntry, 'id'>, traffic?: Traffic): void {
    const entry = keptEntry(++this.#ids, fields)
    this.#log?.({ ...entry })
    const keptTraffic = traffic && {
      query: keptQuery(traffic.url),
      requestHeaders: traffic.requestHeaders,
      requestBody: keptBody(traffic.requestBody),
      responseHeaders: traffic.responseHeaders,
      responseBody: keptResponse(traffic),
    }
    const one = { entry, traffic: keptTraffic, size: sizeOf(entry, keptTraffic) }
    this.#kept.push(one)
    this.#characters += one.size
    // Drops half of the entries at once, so that a full journal costs no more per request than an empty one.
    if (this.#kept.length >= bounds.entries * 2 || this.#characters >= bounds.characters * 2) this.#drop()
    if (this.#listeners.size > 0) this.#tell(one.entry)
  }

  /** The requests that match every field of the filter. Throws a `RangeError` for an unknown field. */
  requests(filter: JournalFilter = {}): JournalEntry[] {
    return this.kept(filter).map(({ entry }) => ({ ...entry }))
  }

  /** The same with the traffic, including secrets. */
  kept(filter: JournalFilter = {}): readonly KeptExchange[] {
    checkOptions('filter', filter, filterRules)
    this.#drop()
    const found = this.#kept.filter(({ entry }) => matches(entry, filter))
    return filter.limit === undefined ? found : found.slice(-filter.limit)
  }

  /** Calls a function with each request from now on. Errors that it throws are printed. Returns a function that stops it. */
  follow(listener: Listener): () => void {
    const own: Listener = (entry) => listener(entry)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  #tell(entry: JournalEntry): void {
    for (const listener of this.#listeners) {
      // A failing listener must not fail the request or end the process.
      try {
        listener({ ...entry })
      } catch (error) {
        printDefect(error)
      }
    }
  }

  #drop(): void {
    let first = this.#kept.length
    let characters = 0
    const oldest = Math.max(0, first - bounds.entries)
    while (first > oldest) {
      const { size } = this.#kept[first - 1]!
      if (characters + size > bounds.characters) break
      characters += size
      first--
    }
    if (first > 0) this.#kept = this.#kept.slice(first)
    this.#characters = characters
  }
}

/** A new entry with copies of the texts. It is filled in place, because this runs for every request. */
function keptEntry(id: number, fields: Omit<JournalEntry, 'id'>): JournalEntry {
  const entry: { -readonly [Field in keyof JournalEntry]: JournalEntry[Field] } = { id, ...fields }
  entry.path = kept(entry.path)
  if (entry.reason !== undefined) entry.reason = kept(entry.reason)
  if (entry.grantType !== undefined) entry.grantType = kept(entry.grantType)
  if (entry.fields) entry.fields = entry.fields.map(kept)
  return entry
}

function sizeOf(
  { path, reason = '', grantType = '', fields = [] }: JournalEntry,
  traffic: KeptTraffic | undefined,
): number {
  let size = overhead + path.length + reason.length + grantType.length
  for (const field of fields) size += field.length
  if (!traffic) return size
  const { query, requestHeaders, requestBody, responseHeaders, responseBody } = traffic
  size += query.length + requestBody.length + (responseBody?.length ?? 0)
  // Platform `Headers` are not counted: reading them makes undici keep a sorted copy.
  for (const text of Array.isArray(requestHeaders) ? (requestHeaders as string[]) : []) size += text.length
  for (const name in responseHeaders) size += name.length + responseHeaders[name]!.length
  return size
}
