import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { openRedisStore } from '../../src/redis/store.js'
import { fileStore } from '../../src/store/file.js'
import type { TokenStore } from '../../src/store/store.js'

/** The stores that processes can share. A Redis may have clients of either library. */
export type StoreName = 'file' | 'redis'
export type RedisLibrary = 'node-redis' | 'ioredis'

/** Milliseconds until the lock of a process that died is free: less than usual, as many die here. */
export const LEASE = 3000

const redisTimes = { prefix: 'onair:', lease: LEASE, patience: 10_000 }

/** A store by its name: `address` is the path of a file, or the URL of a Redis. `close` lets the process end. */
export async function openStore(
  name: StoreName,
  address: string,
  library: RedisLibrary,
): Promise<{ readonly store: TokenStore; close(): void }> {
  if (name === 'file') return { store: fileStore(address), close: () => undefined }
  if (library === 'ioredis') {
    const client = new Redis(address, { retryStrategy: () => 50 })
    client.on('error', () => undefined)
    return { store: openRedisStore(client, redisTimes), close: () => client.disconnect() }
  }
  const client = createClient({ url: address, socket: { reconnectStrategy: 50 } })
  client.on('error', () => undefined)
  await client.connect()
  return { store: openRedisStore(client, redisTimes), close: () => client.destroy() }
}
