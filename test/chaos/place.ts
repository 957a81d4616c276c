import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'redis'
import type { StoreName } from './open-store.js'
import { RedisPair } from './redis-pair.js'

/** The address of the shared store of a run. */
export interface Place {
  readonly address: string
  readonly redis?: RedisPair
  /** What exists beside the records: locks, temporary files. */
  leftovers(): Promise<readonly string[]>
  end(): Promise<void>
}

export const openPlace = (store: StoreName): Promise<Place> => (store === 'file' ? openFolder() : openRedis())

async function openFolder(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'onair-chaos-'))
  return {
    address: join(folder, 'tokens.json'),
    leftovers: async () => (await readdir(folder)).filter((name) => name !== 'tokens.json'),
    end: () => rm(folder, { recursive: true }),
  }
}

async function openRedis(): Promise<Place> {
  const redis = await RedisPair.start()
  return {
    address: redis.url,
    redis,
    async leftovers() {
      const client = await createClient({ url: redis.url }).connect()
      const names = await client.keys('*')
      client.destroy()
      return names.filter((name) => !/^onair:(\{livepush\/accounts\/[^{}]+\}$|limiter:)/.test(name))
    },
    end: () => redis.end(),
  }
}
