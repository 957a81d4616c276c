import { KeyedLock } from './lock.js'
import type { Stored, TokenStore } from './store.js'

/** A store that lives as long as the process: for tests, scripts and tokens that are cheap to get again. */
export function memoryStore(): TokenStore {
  // Kept as text, so that nobody can change a record in place and what is not JSON shows up here and not in production.
  const entries = new Map<string, { readonly text: string; readonly version: number }>()
  const lock = new KeyedLock()
  let revision = 0
  const matches = (key: string, ifVersion: number | undefined) =>
    ifVersion === undefined || ifVersion === (entries.get(key)?.version ?? 0)

  return {
    async get(key) {
      const entry = entries.get(key)
      return entry && { record: JSON.parse(entry.text) as Stored['record'], version: entry.version }
    },
    async set(key, record, { ifVersion } = {}) {
      if (!matches(key, ifVersion)) return false
      entries.set(key, { text: JSON.stringify(record), version: ++revision })
      return true
    },
    async delete(key, { ifVersion } = {}) {
      return matches(key, ifVersion) && entries.delete(key)
    },
    async keys() {
      return [...entries.keys()]
    },
    lock: (key, fn, options) => lock.run(key, fn, options),
  }
}
