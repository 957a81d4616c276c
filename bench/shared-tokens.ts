import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasRedis, startRedis } from '../test/support/redis.js'
import { Child, childFile } from './child.js'
import type { Table } from './print.js'
import type { Burst, Counts, Tokens } from './refresh.js'

/** The clients that share tokens between processes, and how they share them. */
const ways = [
  { way: 'onair-client', name: 'onair, fileStore', by: 'file' },
  { way: 'onair-client', name: 'onair, redisStore', by: 'redis' },
  { way: 'reference', name: 'by hand, a file', by: 'file' },
  { way: 'google', name: 'google-auth-library, a file', by: 'file' },
  { way: 'badgateway', name: '@badgateway/oauth2-client, a file', by: 'file' },
  { way: 'twurple', name: '@twurple/auth, a file', by: 'file' },
] as const

interface Trial {
  /** Refreshes after each expiry. */
  readonly accepted: readonly number[]
  readonly failed: number
  readonly alive: number
}

const HOUR = 3_600_000
const trials = 5
const processes = 4
const calls = 100

/**
 * Four processes share one user's tokens. Each makes a hundred calls after the access token has expired, and again after it was refused.
 * The provider ends the grant when a refresh token is used twice.
 */
export async function sharedTokens(): Promise<Table> {
  const server = new Child(childFile('token-server'))
  try {
    const { port } = await server.hear<{ port: number }>()
    const rows = []
    for (const { way, name, by } of ways) {
      if (by === 'redis' && !hasRedis) {
        rows.push({ name, cells: ['-', '-', '-'] })
        continue
      }
      const seen: Trial[] = []
      for (let trial = 0; trial < trials; trial++) seen.push(await attempt(server, port, way, by))
      const sum = (of: (one: (typeof seen)[number]) => number) => seen.reduce((total, one) => total + of(one), 0)
      rows.push({
        name,
        cells: [
          seen.map(({ accepted }) => accepted.join('+')).join(' '),
          `${sum(({ failed }) => failed)} of ${trials * processes * calls * 2}`,
          `${sum(({ alive }) => alive)} of ${trials}`,
        ],
      })
    }
    const title = `refresh: ${processes} processes, ${calls} calls each after each of two ends`
    return { title, columns: ['refreshes', 'failed calls', 'grants alive'], rows }
  } finally {
    await server.end()
  }
}

async function attempt(server: Child, port: number, way: string, by: 'file' | 'redis'): Promise<Trial> {
  const folder = await mkdtemp(join(tmpdir(), 'onair-bench-'))
  const redis = by === 'redis' ? await startRedis() : undefined
  const address = redis?.url ?? join(folder, 'tokens.json')
  const children: Child[] = []
  try {
    const granted = await server.ask<Tokens>('grant')
    const tokens = { ...granted, expiresAt: Date.now() - HOUR }
    if (!way.startsWith('onair')) await writeFile(address, JSON.stringify(tokens))
    for (let index = 0; index < processes; index++)
      children.push(new Child(childFile('refresh'), [way, String(port), by, address]))
    await Promise.all(children.map((child) => child.hear()))
    if (way.startsWith('onair')) await children[0]!.ask({ seed: tokens })
    const accepted: number[] = []
    let failed = 0
    let alive = 0
    for (const _end of ['expired', 'refused']) {
      await server.ask('expire')
      const bursts = await Promise.all(children.map((child) => child.ask<Burst>({ calls })))
      failed += bursts.reduce((sum, burst) => sum + burst.failed, 0)
      const counts = await server.ask<Counts>('counts')
      accepted.push(counts.accepted)
      alive = counts.alive
    }
    await server.ask('forget')
    return { accepted, failed, alive }
  } finally {
    await Promise.all(children.map((child) => child.end()))
    await redis?.kill()
    await rm(folder, { recursive: true })
  }
}
