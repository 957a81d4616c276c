import type { ErrorEntry } from './executor.js'

/** As many as any client has; what goes beyond is forgotten, oldest first. */
const capacity = 1000

/**
 * Automatic persisted queries: a client sends a document's SHA-256 instead of the document; a server that does not know it says so,
 * and the client sends both. The convention's own words; that they are this convention's is inferred.
 */
export class PersistedQueries {
  readonly #texts = new Map<string, string>()

  /** The document that a request means: as sent, by its hash, or the reason why there is none. */
  async resolve(query: string | undefined, extensions: unknown): Promise<string | undefined | { error: ErrorEntry }> {
    const persisted = (extensions as { persistedQuery?: unknown } | null | undefined)?.persistedQuery
    if (persisted === undefined || persisted === null) return query
    const { version, sha256Hash } = persisted as { version?: unknown; sha256Hash?: unknown }
    if (version !== 1 || typeof sha256Hash !== 'string') {
      return { error: { message: 'Unsupported persisted query version' } }
    }
    if (!query) {
      const known = this.#texts.get(sha256Hash)
      if (known !== undefined) return known
      return { error: { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } } }
    }
    if ((await sha256(query)) !== sha256Hash) {
      return { error: { message: 'The persisted query’s hash is not that of the query.' } }
    }
    const oldest = this.#texts.keys().next()
    if (this.#texts.size >= capacity && !oldest.done) this.#texts.delete(oldest.value)
    this.#texts.set(sha256Hash, query)
    return query
  }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
