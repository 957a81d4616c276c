import { TokenStoreError } from '../../src/errors/index.js'
import { memoryStore } from '../../src/store/memory.js'
import type { TokenStore } from '../../src/store/store.js'

/** A store that counts, and whose methods can be made to fail. A `set` before a refresh token is sent is an `announce`. */
export const watched = (inner = memoryStore()) => {
  const calls: string[] = []
  const broken = new Set<string>()
  const store: TokenStore = {
    get: (k) => note('get', () => inner.get(k)),
    set: (k, record, options) => note(record['refreshing'] ? 'announce' : 'set', () => inner.set(k, record, options)),
    delete: (k, options) => note('delete', () => inner.delete(k, options)),
    keys: (prefix) => note('keys', () => inner.keys(prefix)),
    lock: (k, fn, options) => note('lock', () => inner.lock(k, fn, options)),
  }
  async function note<T>(name: string, run: () => Promise<T>): Promise<T> {
    calls.push(name)
    if (broken.has(name)) throw new TokenStoreError(`cannot ${name}`)
    return run()
  }
  return { store, calls, broken, inner }
}
