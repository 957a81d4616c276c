/** Keeps a mock's state in a key-value store with the methods of a `Map`. They may be asynchronous. */
import type { StateStorage } from 'onair/mock'

interface KeyValueStore {
  get(key: string): string | undefined | Promise<string | undefined>
  set(key: string, value: string): unknown
}

export const mapStorage = (store: KeyValueStore, key: string): StateStorage => ({
  load: async () => (await store.get(key)) ?? null,
  save: async (text) => void (await store.set(key, text)),
})
