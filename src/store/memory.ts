import { KeyedLock } from './lock.js'
import type { Stored, TokenStore } from './store.js'

interface MemoryEntry {
  readonly text: string
  readonly version: number
  /** By the monotonic clock. */
  readonly endsAt: number
}

/**
 * A store that lives as long as the process: for tests, scripts and tokens that are easy to get again.
 *
 * @example
 * const auth = livepushAuth({ clientId, clientSecret, redirectUri, store: memoryStore() })
 */
export function memoryStore(): TokenStore {
  // Kept as text, so that no caller can change a stored record, and a value that is not JSON fails here and not in production.
  const entries = new Map<string, MemoryEntry>()
  const lock = new KeyedLock()
  let revision = 0
  /** Keys of records with an expiry, the oldest write first. */
  const ending = new Set<string>()

  const find = (key: string): MemoryEntry | undefined => {
    const entry = entries.get(key)
    return entry && entry.endsAt > performance.now() ? entry : undefined
  }
  const matches = (key: string, ifVersion: number | undefined) =>
    ifVersion === undefined || ifVersion === (find(key)?.version ?? 0)
  const remove = (key: string): boolean => {
    ending.delete(key)
    return entries.delete(key)
  }
  /** Drops expired records, up to the first one that is still valid: most have the same lifetime. */
  const sweep = () => {
    for (const key of ending) {
      if (find(key)) return
      remove(key)
    }
  }

  return {
    async get(key) {
      const entry = find(key)
      return entry && { record: JSON.parse(entry.text) as Stored['record'], version: entry.version }
    },
    async set(key, record, { ifVersion, lifetime = Infinity } = {}) {
      if (!matches(key, ifVersion)) return false
      sweep()
      remove(key)
      entries.set(key, { text: JSON.stringify(record), version: ++revision, endsAt: performance.now() + lifetime })
      if (lifetime !== Infinity) ending.add(key)
      return true
    },
    async delete(key, { ifVersion } = {}) {
      return find(key) !== undefined && matches(key, ifVersion) && remove(key)
    },
    async keys(prefix) {
      return [...entries.keys()].filter((key) => key.startsWith(prefix) && find(key))
    },
    lock: (key, fn, options) => lock.run(key, fn, options),
  }
}
