import { once } from 'node:events'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import type { RedisClient } from '../../src/redis.js'

/** One connection, and the commands that the tests send beside the store. */
export interface Connection {
  readonly client: RedisClient
  /** Sends any command. */
  send(name: string, ...words: string[]): Promise<unknown>
  close(): void
}

/** Connects with each library that the store supports. */
export const libraries: Readonly<Record<string, (url: string) => Promise<Connection>>> = {
  async 'node-redis'(url) {
    const client = createClient({ url }).on('error', ignore)
    await client.connect()
    return { client, send: (...words) => client.sendCommand(words), close: () => client.destroy() }
  },
  async ioredis(url) {
    const client = new Redis(url).on('error', ignore)
    if (client.status !== 'ready') await once(client, 'ready')
    return { client, send: (name, ...words) => client.call(name, words), close: () => client.disconnect() }
  },
}

function ignore(): void {
  // Each command fails with its own error.
}
