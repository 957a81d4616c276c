/** A process that makes calls through a shared limiter. Its parent is the provider. */
import { createClient } from 'redis'
import type { RateLimit } from '../../specs/profile.js'
import { redisLimiter } from '../../src/redis.js'

/** The settings of the process, as JSON on its command line. */
export interface CallerOptions {
  readonly url: string
  readonly limits: readonly RateLimit[]
  readonly key: string
  readonly longestAttempt?: number
  /** How many calls run or wait at any time. */
  readonly workers: number
  /** Turns never finish. */
  readonly hangs?: boolean
}

const { url, limits, key, longestAttempt, workers, hangs = false } = JSON.parse(process.argv[2]!) as CallerOptions
const client = createClient({ url }).on('error', () => {})
await client.connect()
const limiter = redisLimiter(client, limits, { key, longestAttempt, share: 4 })
const answers: (() => void)[] = []
const over = new AbortController()
process.on('message', (message) => {
  if (message === 'answer') answers.shift()?.()
  if (message === 'start') for (let i = 0; i < workers; i++) void work()
  if (message === 'stop') over.abort()
})
process.send!('ready')

async function work(): Promise<void> {
  while (!over.signal.aborted) {
    const slot = await limiter.acquire()
    if (over.signal.aborted) return
    const answered = new Promise<void>((resolve) => answers.push(resolve))
    process.send!('call')
    await answered
    if (!hangs) slot.finish()
  }
}
