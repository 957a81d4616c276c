import { expect, test } from 'vitest'
import { memoryStore } from '../../src/store/memory.js'
import { describeStore } from './contract.js'

describeStore('memoryStore', () => [memoryStore()])

test('two memory stores share nothing', async () => {
  const [a, b] = [memoryStore(), memoryStore()]
  await a.set('k', { n: 1 })
  expect(await b.keys('')).toEqual([])
})
