import type { ErrorEntry } from './executor.js'
import { SizedMap } from './sized-map.js'

/** Characters of the queries that clients had the server keep. */
const keptQueries = 1_048_576

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
  readonly #kept = new SizedMap<string>(keptQueries)
  readonly #persisted = new Map<string, string>()

  /** Makes a hash known, without a check that it is that of `query`: a server knows the hashes of its own web application. */
  persist(sha256Hash: string, query: string): void {
    this.#persisted.set(sha256Hash, query)
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
      const known = this.#persisted.get(sha256Hash) ?? this.#kept.get(sha256Hash)
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
