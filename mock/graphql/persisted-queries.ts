import type { ErrorEntry } from './executor.js'
import { SizedMap, type SizedEntries } from './sized-map.js'

/** The total length of kept client queries, in characters. */
const keptQueries = 1_048_576

/** Persisted queries by their hashes. Plain data. */
export interface PersistedState {
  /** The server's own queries. */
  readonly known: Map<string, string>
  /** Queries that clients have sent. */
  readonly kept: SizedEntries<string>
}

export const emptyPersistedQueries = (): PersistedState => ({ known: new Map(), kept: new Map() })

/** The query of a request. `keep` persists it, if it is valid. */
export interface Resolved {
  readonly query: string | undefined
  readonly keep?: () => void
}

/**
 * Automatic persisted queries: a client sends the SHA-256 of a document instead of the document. If the server does not know the hash, the
 * client sends both. The messages are those of the convention by Apollo (inferred).
 */
export class PersistedQueries {
  readonly #known: PersistedState['known']
  readonly #kept: SizedMap<string>

  constructor({ known, kept }: PersistedState) {
    this.#known = known
    this.#kept = new SizedMap(keptQueries, kept)
  }

  /** Resolves the query of a request: as sent or by its hash. Else returns the error. */
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
