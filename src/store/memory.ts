import { KeyedLock } from './lock.js'
import type { Stored, TokenStore } from './store.js'

interface Entry {
  readonly text: string
  readonly version: number
  /** By the monotonic clock. */
  readonly endsAt: number
}

/** A store that lives as long as the process: for tests, scripts and tokens that are cheap to get again. */
export function memoryStore(): TokenStore {
  // Kept as text, so that no caller can change a record in place, and what is not JSON shows up here and not in production.
  const entries = new Map<string, Entry>()
  const lock = new KeyedLock()
  let revision = 0
  /** Keys of records that end, the one that was written first in front. */
  const ending = new Set<string>()

  const find = (key: string): Entry | undefined => {
    const entry = entries.get(key)
    return entry && entry.endsAt > performance.now() ? entry : undefined
  }
  const matches = (key: string, ifVersion: number | undefined) =>
    ifVersion === undefined || ifVersion === (find(key)?.version ?? 0)
  const remove = (key: string): boolean => {
    ending.delete(key)
    return entries.delete(key)
  }
  /** Drops what has ended, up to the first record that has not: most have the same lifetime. */
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
