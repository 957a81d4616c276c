import type { ErrorEntry } from './executor.js'
import { SizedMap, type SizedEntries } from './sized-map.js'

/** How many characters of the clients' queries are kept. */
const keptQueries = 1_048_576

/** The queries that a server knows, by their hashes. Plain data. */
export interface PersistedState {
  /** Those of its own. */
  readonly known: Map<string, string>
  /** Those that clients sent. */
  readonly kept: SizedEntries<string>
}

export const emptyPersistedQueries = (): PersistedState => ({ known: new Map(), kept: new Map() })

/** The query that a request means, and what keeps it for the next request if it turns out to be valid. */
export interface Resolved {
  readonly query: string | undefined
  readonly keep?: () => void
}

/**
 * Automatic persisted queries: a client sends a document's SHA-256 instead of the document; a server that does not know it says so,
 * and the client sends both. The convention's own words; that they are this convention's is inferred.
 */
export class PersistedQueries {
  readonly #known: PersistedState['known']
  readonly #kept: SizedMap<string>

  constructor({ known, kept }: PersistedState) {
    this.#known = known
    this.#kept = new SizedMap(keptQueries, kept)
  }

  /** The query of a request: as sent, by its hash, or the reason why there is none. */
  async resolve(query: string | undefined, extensions: unknown): Promise<Resolved | { readonly error: ErrorEntry }> {
    const persisted = (extensions as { persistedQuery?: unknown } | null | undefined)?.persistedQuery
    if (persisted === undefined || persisted === null) return { query }
    const { version, sha256Hash } = persisted as { version?: unknown; sha256Hash?: unknown }
    if (version !== 1 || typeof sha256Hash !== 'string') {
      return { error: { message: 'Unsupported persisted query version' } }
    }
    if (!query) {
      const known = this.#known.get(sha256Hash) ?? this.#kept.get(sha256Hash)
      if (known !== undefined) return { query: known }
      return { error: { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } } }
    }
    if ((await sha256(query)) !== sha256Hash) {
      return { error: { message: 'The persisted query’s hash is not that of the query.' } }
    }
    return { query, keep: () => this.#kept.set(sha256Hash, query, query.length) }
  }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
