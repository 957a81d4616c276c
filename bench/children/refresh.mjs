/**
 * Calls with tokens that need a refresh, in one of the ways of `token-clients.mjs`. A message `{ tokens, calls }` makes a new client that
 * holds these tokens and sends that many calls at once; `{ calls }` reuses the previous client. It reports milliseconds, and how many calls
 * failed. A store given by name and address is shared with other processes. The other libraries share a file as their documentation shows:
 * they read it at the start and write it after each refresh.
 */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { clients, onairKey, onairRecord } from './token-clients.mjs'

const [way, port, storeName, address] = process.argv.slice(2)

/** Stores that processes share. */
const stores = {
  file: async () => (await import('onair/node')).fileStore(address),
  async redis() {
    const [{ redisStore }, { createClient }] = await Promise.all([import('onair/redis'), import('redis')])
    return redisStore(await createClient({ url: address }).connect())
  },
}

/** The store in which the client keeps its tokens. */
async function shared() {
  if (storeName === undefined) return {}
  if (way.startsWith('onair')) return { store: await stores[storeName]() }
  return {
    tokens: JSON.parse(readFileSync(address, 'utf8')),
    save: (tokens) => writeFile(address, JSON.stringify(tokens)),
  }
}

let client

process.on('message', async (question) => {
  if (typeof question !== 'object') return
  const { tokens, calls, seed } = question
  if (seed) {
    await (await stores[storeName]()).set(onairKey, onairRecord(seed))
    return process.send('seeded')
  }
  if (tokens || !client) client = await clients[way]({ port, tokens, ...(await shared()) })
  const before = performance.now()
  const answers = await Promise.all(Array.from({ length: calls }, () => client.call().catch(() => false)))
  process.send({ ms: performance.now() - before, failed: answers.filter((isOk) => !isOk).length })
})
process.send('ready')
