import { mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Cluster, Redis } from 'ioredis'
import { createCluster } from 'redis'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { redisStore, type RedisClient } from '../../src/redis.js'
import { freePort } from '../support/free-port.js'
import { hasRedis, startRedis, type RedisServer } from '../support/redis.js'
import { describeStore } from '../store/contract.js'
import { libraries } from './clients.js'

const clusters: Readonly<Record<string, (port: number) => Promise<{ client: RedisClient; close(): void }>>> = {
  async 'node-redis'(port) {
    const client = createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${port}` }] })
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  async ioredis(port) {
    const client = new Cluster([{ host: '127.0.0.1', port }])
    await once(client, 'ready')
    return { client, close: () => client.disconnect() }
  },
}

describe.skipIf(!hasRedis)('redisStore in a cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'onair-cluster-'))
  const servers: RedisServer[] = []
  const admins: Redis[] = []

  /** Two masters, each with half of the slots. */
  beforeAll(async () => {
    for (const name of ['a', 'b']) {
      // The bus port is the server's port plus 10,000 by default, which may be too high.
      const bus = String(await freePort())
      const words = ['--cluster-enabled', 'yes', '--cluster-config-file', `${name}.conf`, '--cluster-port', bus]
      const server = await startRedis(...words, '--dir', folder)
      servers.push(server)
      admins.push(new Redis(server.url))
      await admins.at(-1)!.call('CLUSTER', 'ADDSLOTSRANGE', ...(name === 'a' ? ['0', '8191'] : ['8192', '16383']))
      if (name === 'b') {
        await admins[1]!.call('CLUSTER', 'SET-CONFIG-EPOCH', '2')
        await admins[0]!.call('CLUSTER', 'MEET', '127.0.0.1', String(server.port), bus)
      }
    }
    const isUp = async (admin: Redis) => expect(await admin.call('CLUSTER', 'INFO')).toContain('cluster_state:ok')
    await vi.waitFor(() => Promise.all(admins.map(isUp)), { timeout: 20_000 })
  })
  afterAll(async () => {
    for (const admin of admins) admin.disconnect()
    await Promise.all(servers.map((server) => server.kill()))
    rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(async () => {
    await Promise.all(admins.map((admin) => admin.flushall()))
  })

  describe.each(Object.entries(clusters))('over %s', (library, connect) => {
    let one: Awaited<ReturnType<typeof connect>>
    let two: typeof one
    beforeAll(async () => {
      ;[one, two] = await Promise.all([connect(servers[0]!.port), connect(servers[1]!.port)])
    })
    afterAll(() => {
      one.close()
      two.close()
    })

    describeStore(`redisStore over a cluster of ${library}`, () => [redisStore(one.client), redisStore(two.client)])

    test('lists keys from all masters', async () => {
      const store = redisStore(one.client)
      const keys = Array.from({ length: 50 }, (_, n) => `k${n}`)
      for (const key of keys) await store.set(key, { key })
      for (const admin of admins) expect(await admin.dbsize()).toBeGreaterThan(5)
      expect((await store.keys('k')).sort()).toEqual([...keys].sort())
    })

    test('keeps a record and its lock in one slot, for any key', async () => {
      const store = redisStore(one.client)
      for (const key of ['a', '{', '}{', 'a}b', '{a}:lock', '{}']) {
        await store.lock(key, async () => void (await store.set(key, { key })))
        await store.lock(key, async () => {
          const names = (await Promise.all(admins.map((admin) => admin.keys('*')))).flat()
          expect(names).toHaveLength(2)
          const slots = await Promise.all(names.map((name) => admins[0]!.call('CLUSTER', 'KEYSLOT', name)))
          expect(new Set(slots).size).toBe(1)
        })
        await store.delete(key)
      }
    })
  })

  test.each(Object.entries(libraries))(
    'a %s client for one server gets an error that asks for one for clusters',
    async (_, connect) => {
      const { client, close } = await connect(servers[0]!.url)
      try {
        // One of the keys is on the other server.
        const writes = Array.from({ length: 50 }, (_, n) => redisStore(client).set(`k${n}`, {}))
        await expect(Promise.all(writes)).rejects.toThrow(/part of a cluster. Use a cluster client/)
      } finally {
        close()
      }
    },
  )
})
