import { describe, expect, test } from 'vitest'
import { storeContract, type StorePair } from '../../src/testing/store-contract.js'

/** The contract's tests for a store. */
export const describeStore = (name: string, create: () => StorePair | Promise<StorePair>): void => {
  describe(`${name} follows the contract of a store`, () => {
    for (const one of storeContract(create)) test(one.name, () => expect(one.run()).resolves.toBeUndefined())
  })
}
