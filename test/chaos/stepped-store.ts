import type { TokenStore } from '../../src/store/store.js'
import type { Step } from './messages.js'

/** Hooks around the commands of a store. */
export interface Hooks {
  reach(step: Step): Promise<void>
  /** Throws, or never settles, if this command must fail. */
  fail(command: 'get' | 'set'): Promise<void>
  stored(refreshToken: string): void
}

/** `store`, with hooks that can hold it at each step of a refresh and make it fail. */
export function steppedStore(store: TokenStore, { reach, fail, stored }: Hooks): TokenStore {
  return {
    async get(key) {
      await fail('get')
      return store.get(key)
    },
    async set(key, record, options) {
      if (record['refreshing'] !== undefined) {
        await reach('before mark')
        return store.set(key, record, options)
      }
      await reach('before set')
      await fail('set')
      const written = await store.set(key, record, options)
      if (written && typeof record['refreshToken'] === 'string') stored(record['refreshToken'])
      await reach('after set')
      return written
    },
    delete: (key, options) => store.delete(key, options),
    keys: (prefix) => store.keys(prefix),
    lock: (key, fn, options) =>
      store.lock(
        key,
        async () => {
          try {
            return await fn()
          } finally {
            await reach('before unlock')
          }
        },
        options,
      ),
  }
}
