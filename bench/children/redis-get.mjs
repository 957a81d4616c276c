/**
 * Reads a record from the Redis at the given address with a client of `library`: the plain text by the client's own GET, or by
 * `redisStore`. A number makes it read that many times in sequence and report milliseconds.
 */
import { redisStore } from 'onair/redis'

const [library, way, url] = process.argv.slice(2)

const libraries = {
  'node-redis': async () => (await import('redis')).createClient({ url }).connect(),
  ioredis: async () => new (await import('ioredis')).Redis(url),
}

const client = await libraries[library]()
const store = redisStore(client)
const key = 'livepush/accounts/alice'
const token = 'x'.repeat(40)
const now = Date.now()
await store.set(key, { accessToken: token, refreshToken: token, issuedAt: now, expiresAt: now + 3_600_000 })
const name = `onair:{${key}}`

const ways = {
  bare: () => client.get(name),
  store: () => store.get(key),
}

process.on('message', async (count) => {
  if (typeof count !== 'number') return
  const before = performance.now()
  for (let i = 0; i < count; i++) {
    if (!(await ways[way]())) throw new Error('There is no record.')
  }
  process.send({ ms: performance.now() - before })
})
process.send('ready')
