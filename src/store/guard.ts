import { isOnAirError, TokenStoreError } from '../errors/index.js'
import type { TokenStore } from './store.js'

/**
 * `store`, with every foreign error replaced by a `TokenStoreError` that keeps none of it: a database's errors may quote the
 * command, and so the tokens, that failed.
 */
export function guardStore(store: TokenStore): TokenStore {
  async function guard<T>(what: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run()
    } catch (error) {
      if (isOnAirError(error)) throw error
      throw new TokenStoreError(
        `The token store failed to ${what}. Look at the store itself: its error is withheld, as it may hold tokens.`,
      )
    }
  }
  return {
    get: (key) => guard('read', () => store.get(key)),
    set: (key, record, options) => guard('write', () => store.set(key, record, options)),
    delete: (key, options) => guard('delete', () => store.delete(key, options)),
    keys: () => guard('list its keys', () => store.keys()),
    lock: (key, fn, options) => guard('lock', () => store.lock(key, fn, options)),
  }
}
