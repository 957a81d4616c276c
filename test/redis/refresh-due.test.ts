import { createClient } from 'redis'
import { describe, expect, test } from 'vitest'
import { createLimiter } from '../../src/http/limit.js'
import { redisStore } from '../../src/redis.js'
import { hasRedis, startRedis } from '../support/redis.js'
import { DAY, world } from '../support/signed-in.js'

describe.skipIf(!hasRedis)('four machines over one Redis', () => {
  test('renew each account that is due once together, and each reads all accounts', async () => {
    const server = await startRedis()
    const clients: { destroy(): void }[] = []
    const connect = async () => {
      const client = createClient({ url: server.url }).on('error', () => undefined)
      clients.push(client)
      await client.connect()
      return redisStore(client)
    }
    try {
      const { another, clock, server: provider } = world({ store: await connect() })
      const limit = createLimiter([])
      const first = another({ limit })
      const signIn = async (n: number) => {
        const { url } = await first.begin({ account: `user ${n}`, scopes: ['live:control'] })
        await first.complete(provider.approve(url))
      }
      await Promise.all(Array.from({ length: 60 }, (_, n) => signIn(n)))
      await clock.advance(10 * DAY)
      await Promise.all(Array.from({ length: 140 }, (_, n) => signIn(60 + n)))
      const machines = await Promise.all(
        Array.from({ length: 4 }, async () => another({ limit, store: await connect() })),
      )
      const before = clock.now() + 360 * DAY
      const reports = await Promise.all(machines.map((machine) => machine.refreshDue({ before })))
      expect(reports.map(({ accounts, failed }) => ({ accounts, failed }))).toEqual(
        Array.from({ length: 4 }, () => ({ accounts: 200, failed: [] })),
      )
      expect(reports.reduce((sum, { refreshed }) => sum + refreshed, 0)).toBe(60)
      expect(provider.refreshes()).toHaveLength(60)
    } finally {
      for (const client of clients) client.destroy()
      await server.kill()
    }
  })
})
