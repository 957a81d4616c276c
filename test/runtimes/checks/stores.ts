import { fileStore } from 'onair/node'
import { storeContract } from 'onair/store-contract'
import { memoryStore } from 'onair'
import type { Checks } from '../check.js'

let count = 0

/** The whole contract of a store, on files below `folder`. */
export const stores = (folder: string): Checks => {
  const pair = () => {
    const path = `${folder}/tokens-${count++}.json`
    return [fileStore(path), fileStore(path)] as const
  }
  const contract = (name: string, create: Parameters<typeof storeContract>[0]): Checks => ({
    async [`${name} keeps the contract of stores`]() {
      for (const { name: test, run } of storeContract(create)) {
        await run().catch((error: unknown) => Promise.reject(new Error(`${test}: ${String((error as Error).stack)}`)))
      }
    },
  })
  return { ...contract('memoryStore', () => [memoryStore()]), ...contract('fileStore', pair) }
}
