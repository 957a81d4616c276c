import { expect, test } from 'vitest'
import { memoryStore } from '../../src/store/memory.js'
import { storeContract } from './contract.js'

storeContract('memoryStore', async () => memoryStore())

test('two memory stores share nothing', async () => {
  const [a, b] = [memoryStore(), memoryStore()]
  await a.set('k', { n: 1 })
  expect(await b.keys()).toEqual([])
})
