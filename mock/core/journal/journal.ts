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

/** So many characters of a text are kept; over HTTP no path is longer. */
const longest = 16_384

const kept = (text: string): string => copyOf(text.length > longest ? `${text.slice(0, longest)}…` : text)

/** A body is not copied unless it is cut: it is no part of a larger text. */
const keptBody = (text: string): string => (text.length > longest ? `${kept(text)} (${text.length} characters)` : text)

/** A page is only described: it holds form tokens, and no one reads it in a journal. */
const keptResponse = ({ responseHeaders, responseBody }: Traffic): string | null => {
  if (responseBody === null) return null
  const isPage = responseHeaders['content-type']?.startsWith('text/html')
  return isPage ? `(a page of ${responseBody.length} characters)` : keptBody(responseBody)
}

/** What is kept of the traffic: of its address only what came after the `?`. */
export type KeptTraffic = Omit<Traffic, 'url'> & { readonly query: string }

const keptQuery = (url: string): string => {
  const mark = url.indexOf('?')
  return mark < 0 ? '' : kept(url.slice(mark + 1))
}

/** An entry with what is kept of the traffic, and its size in characters. */
export interface KeptExchange {
  readonly entry: JournalEntry
  readonly traffic: KeptTraffic | undefined
  readonly size: number
}

/** Entries and characters that are kept. */
const bounds = { entries: 10_000, characters: 16 * 1_048_576 } as const

/** What stands for the fields of an entry, and of an array of headers, in the count of characters. */
const overhead = 200

/** What is called with each request. */
export type Listener = (entry: JournalEntry) => void

/**
 * What came in, oldest first: the newest 10,000 requests, fewer if their texts, bodies and headers have more than 16 Mi characters
 * together.
 */
export class Journal {
  #kept: KeptExchange[] = []
  #characters = 0
  #ids = 0
  readonly #log: Listener | undefined
  readonly #listeners: Set<Listener>

  /** `log` is told of every request as it is answered. `listeners` are those of `follow`: they outlive a reset. */
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
    // Dropped by halves, so that a full journal costs no more a request than an empty one.
    if (this.#kept.length >= bounds.entries * 2 || this.#characters >= bounds.characters * 2) this.#drop()
    if (this.#listeners.size > 0) this.#tell(one.entry)
  }

  /** The requests that match every field of the filter. Throws a `RangeError` for a field that does not exist. */
  requests(filter: JournalFilter = {}): JournalEntry[] {
    return this.kept(filter).map(({ entry }) => ({ ...entry }))
  }

  /** The same with the traffic, secrets included. */
  kept(filter: JournalFilter = {}): readonly KeptExchange[] {
    checkOptions('filter', filter, filterRules)
    this.#drop()
    const found = this.#kept.filter(({ entry }) => matches(entry, filter))
    return filter.limit === undefined ? found : found.slice(-filter.limit)
  }

  /** Calls a function with each request from now on, after it was answered. What it throws is printed. Gives a function that ends that. */
  follow(listener: Listener): () => void {
    const own: Listener = (entry) => listener(entry)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  #tell(entry: JournalEntry): void {
    for (const listener of this.#listeners) {
      // A listener that fails is no reason to fail a request, nor to end the process of a server.
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

/** The texts in it are copies. It is the journal's own object, so that they can be put into it: this runs for every request. */
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
  // The platform's headers are not counted: undici keeps a sorted copy once they are read.
  for (const text of Array.isArray(requestHeaders) ? (requestHeaders as string[]) : []) size += text.length
  for (const name in responseHeaders) size += name.length + responseHeaders[name]!.length
  return size
}
