import { Redis } from 'ioredis'
import { createClient } from 'redis'
import type { RateLimit } from '../../specs/profile.js'
import type { Limiter } from '../../src/http/limiter.js'
import { redisLimiter, type RedisClient } from '../../src/redis.js'
import { openRedisStore } from '../../src/redis/store.js'
import { fileStore } from '../../src/store/file.js'
import type { TokenStore } from '../../src/store/store.js'

/** The stores that processes can share. A Redis store can use a client of either library. */
export type StoreName = 'file' | 'redis'
export type RedisLibrary = 'node-redis' | 'ioredis'

/** Milliseconds until the lock of a dead process is free: shorter than usual, because many die here. */
export const LEASE = 3000

const redisTimes = { prefix: 'onair:', lease: LEASE, patience: 10_000 }

const limit = (bucket: RateLimit['bucket'], requests: number): RateLimit => ({
  name: bucket,
  bucket,
  requests,
  window: 0.3,
  per: 'all',
  enforced: true,
  evidence: 'inferred',
})

/** The shared limits of processes that use one Redis. The provider has no such limits, so that the ledger shows when they are exceeded. */
export const LIMITS = [limit('api', 20), limit('token', 8)]

/** For 8 processes. `longestAttempt` ends the attempt of a process that stopped and goes on. */
const limiterOver =
  (client: RedisClient) =>
  (bucket: RateLimit['bucket']): Limiter =>
    redisLimiter(client, LIMITS, { key: 'livepush', bucket, longestAttempt: 5000, share: 8 })

export interface Opened {
  readonly store: TokenStore
  /** The limiter that the processes share. */
  readonly limiter?: (bucket: RateLimit['bucket']) => Limiter
  /** Lets the process end. */
  close(): void
}

/** A store by its name: `address` is the path of a file, or the URL of a Redis. */
export async function openStore(name: StoreName, address: string, library: RedisLibrary): Promise<Opened> {
  if (name === 'file') return { store: fileStore(address), close: () => undefined }
  if (library === 'ioredis') {
    const client = new Redis(address, { retryStrategy: () => 50 })
    client.on('error', () => undefined)
    return { store: openRedisStore(client, redisTimes), limiter: limiterOver(client), close: () => client.disconnect() }
  }
  const client = createClient({ url: address, socket: { reconnectStrategy: 50 } })
  client.on('error', () => undefined)
  await client.connect()
  return { store: openRedisStore(client, redisTimes), limiter: limiterOver(client), close: () => client.destroy() }
}
