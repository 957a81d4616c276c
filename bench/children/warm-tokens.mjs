/**
 * Holds tokens that need no refresh, in one of the ways of `token-clients.mjs`. A message `{ times }` takes a token that many times and
 * reports nanoseconds for one; `{ accounts }` takes one token of each of that many accounts and reports by how many bytes the heap grew.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { clients, onairRecord } from './token-clients.mjs'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc')
const way = process.argv[2]
const port = 9
const tokensOf = (id) => ({
  accessToken: `access-token-of-${id}`.padEnd(40, '.'),
  refreshToken: `refresh-token-of-${id}`.padEnd(40, '.'),
  expiresAt: Date.now() + 3_600_000,
})

/** Takes a token of an account, so that its tokens are held in memory. */
async function holder() {
  if (way !== 'onair') {
    const held = []
    return async (id) => {
      const client = await clients[way]({ port, tokens: tokensOf(id) })
      held.push(client)
      await client.token()
    }
  }
  const { livepushAuth } = await import('onair/livepush')
  // Stands for a remote database, which costs no memory in this process.
  const store = {
    get: async (key) => ({ record: onairRecord(tokensOf(key.split('/').at(-1))), version: 1 }),
    lock: (_key, fn) => fn(),
  }
  const auth = livepushAuth({ clientId: 'app', clientSecret: 'secret', store })
  return (id) => auth.account(id).token()
}

process.on('message', async ({ times, accounts }) => {
  if (times) {
    const { token } = await clients[way]({ port, tokens: tokensOf('alice') })
    for (let i = 0; i < times / 10; i++) await token()
    const before = process.hrtime.bigint()
    for (let i = 0; i < times; i++) await token()
    process.send({ ns: Number(process.hrtime.bigint() - before) / times })
  }
  if (accounts) {
    const hold = await holder()
    await hold('warm-up')
    gc()
    const before = process.memoryUsage().heapUsed
    for (let i = 0; i < accounts; i++) await hold(`account-${i}`)
    gc()
    process.send({ bytes: process.memoryUsage().heapUsed - before })
    // Keeps everything reachable until here.
    await hold('last')
  }
})
process.send('ready')
