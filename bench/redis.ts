import { hasRedis, startRedis } from '../test/support/redis.js'
import { Child, childFile } from './child.js'
import type { Table } from './print.js'
import { compare } from './rounds.js'

const libraries = ['node-redis', 'ioredis'] as const
const reads = 2000
const aim = 1.3

/** Time of `redisStore.get`, compared with a bare GET of the same client. */
async function storeGets(url: string, rounds: number): Promise<Table['rows'][number][]> {
  const rows = []
  for (const library of libraries) {
    const children = ['bare', 'store'].map((way) => new Child(childFile('redis-get'), [library, way, url]))
    try {
      await Promise.all(children.map((child) => child.hear()))
      const measure = (index: number) => async () => (await children[index]!.ask<{ ms: number }>(reads)).ms / reads
      const sides = [
        { name: `${library}, GET`, measure: measure(0) },
        { name: `${library}, redisStore.get`, measure: measure(1) },
      ]
      const { name, ratio, quartiles } = (await compare(sides, rounds))[1]!
      const spread = quartiles.map((one) => one.toFixed(2)).join('-')
      rows.push({ name, cells: [ratio.toFixed(2), spread, `${aim}: ${ratio <= aim ? 'met' : 'missed'}`] })
    } finally {
      await Promise.all(children.map((child) => child.end()))
    }
  }
  return rows
}

/** A limit that applies quickly: requests, milliseconds, and the number of windows. */
const limit = { requests: 100, window: 3000, periods: 5 }

/** The share of the permitted calls that this number of processes gets. */
async function share(url: string, processes: number, aim: number): Promise<Table['rows'][number]> {
  const server = new Child(childFile('limit-server'))
  const children = [server]
  try {
    const { port } = await server.hear<{ port: number }>()
    const words = [url, port, `bench-${processes}`, limit.requests, limit.window].map(String)
    const callers = Array.from({ length: processes }, () => new Child(childFile('limited'), words))
    children.push(...callers)
    await Promise.all(callers.map((child) => child.hear()))
    const measured = server.ask<{ ms: number; refused: number }>(limit)
    for (const child of callers) child.tell('go')
    const { ms, refused } = await measured
    const part = (limit.window * limit.periods) / ms
    const verdict = `${(aim * 100).toFixed(0)} %: ${part >= aim && refused === 0 ? 'met' : 'missed'}`
    const name = processes === 1 ? 'one process' : `${processes} processes`
    return { name, cells: [`${(part * 100).toFixed(1)} %`, String(refused), verdict] }
  } finally {
    await Promise.all(children.map((child) => child.end()))
  }
}

/** What Redis adds to reading tokens and to pacing calls. Skipped without Redis. */
export async function overRedis(rounds: number): Promise<Table[]> {
  if (!hasRedis) return []
  const redis = await startRedis()
  try {
    return [
      {
        title: 'refresh: time of redisStore.get, by a bare GET of the same client',
        columns: ['time', 'middle half', 'aim'],
        rows: await storeGets(redis.url, rounds),
      },
      {
        title: `refresh: calls through redisLimiter, of what ${limit.requests} in ${limit.window / 1000} s permit`,
        columns: ['share', '429s', 'aim'],
        rows: [await share(redis.url, 4, 0.97), await share(redis.url, 1, 0.99)],
      },
    ]
  } finally {
    await redis.kill()
  }
}
