import { Redis } from 'ioredis'
import { createClient, createClientPool, RESP_TYPES, TimeoutError } from 'redis'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { redisStore, type RedisClient } from '../../src/redis.js'
import { hasRedis, startRedis, type RedisServer } from '../support/redis.js'

interface Opened {
  readonly client: RedisClient
  close(): void
}

const asBytes = { [RESP_TYPES.BLOB_STRING]: Buffer, [RESP_TYPES.NUMBER]: String }

const overNode = async (url: string, options: object): Promise<Opened> => {
  const client = createClient({ url, ...options })
  await client.connect()
  return { client, close: () => client.destroy() }
}

const overIo = async (url: string, options: object): Promise<Opened> => {
  const client = new Redis(url, options)
  return { client, close: () => client.disconnect() }
}

const settings: Readonly<Record<string, (url: string) => Promise<Opened>>> = {
  'node-redis with RESP 2': (url) => overNode(url, { RESP: 2 }),
  'node-redis with strings as bytes': (url) => overNode(url, { commandOptions: { typeMapping: asBytes } }),
  'node-redis with its own prefix': (url) => overNode(url, { keyPrefix: 'app[1]:' }),
  async 'a pool of node-redis'(url) {
    const client = createClientPool({ url })
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  'ioredis with RESP 2': (url) => overIo(url, { protocol: 2 }),
  'ioredis with numbers as strings': (url) => overIo(url, { stringNumbers: true }),
  'ioredis with its own prefix': (url) => overIo(url, { keyPrefix: 'app[1]:' }),
  'ioredis with automatic pipelining': (url) => overIo(url, { enableAutoPipelining: true }),
}

describe.skipIf(!hasRedis)('redisStore works with', () => {
  let server: RedisServer
  let admin: Redis
  beforeAll(async () => {
    server = await startRedis()
    admin = new Redis(server.url)
  })
  afterAll(async () => {
    admin.disconnect()
    await server.kill()
  })
  beforeEach(async () => void (await admin.flushall()))

  test.each(Object.entries(settings))('%s', async (_name, open) => {
    const { client, close } = await open(server.url)
    try {
      const store = redisStore(client)
      expect(await store.set('a', { text: 'ü\u{1f3a5}' }, { ifVersion: 0 })).toBe(true)
      expect(await store.set('a', {}, { ifVersion: 0 })).toBe(false)
      expect((await store.get('a'))?.record).toEqual({ text: 'ü\u{1f3a5}' })
      expect(await store.keys('')).toEqual(['a'])
      expect(await store.keys('b')).toEqual([])
      expect(await store.lock('a', () => store.delete('a'))).toBe(true)
      expect(await store.get('a')).toBeUndefined()
      expect(await admin.dbsize()).toBe(0)
    } finally {
      close()
    }
  })
})

test('a command that node-redis gave up is an error that says what to check', async () => {
  // As node-redis throws it for a command that could not be sent for 5 s: without a message.
  const fail = () => Promise.reject(new TimeoutError())
  const client = { get: fail, eval: fail, evalSha: fail } as unknown as RedisClient
  await expect(redisStore(client).get('a')).rejects.toThrow('Is the server reachable?')
})
