import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import * as fc from 'fast-check'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defineProvider } from '../../mock/index.js'
import type { RateLimit, WindowLimit } from '../../specs/profile.js'
import { RateLimitError } from '../../src/errors/index.js'
import { createProvider } from '../../src/http/client.js'
import { unwrap } from '../../src/http/result.js'
import type { Limiter } from '../../src/http/limiter.js'
import { redisLimiter, type RedisClient, type RedisLimiterOptions } from '../../src/redis.js'
import { staticToken } from '../../src/auth/static.js'
import { buoy as spec } from '../generality/generated/buoy/mock.js'
import { expectWithin, type Arrival } from '../support/arrivals.js'
import { failure } from '../support/failure.js'
import { testMock } from '../support/mock.js'
import { hasRedis, startRedis, type RedisServer } from '../support/redis.js'
import { world } from '../support/signed-in.js'
import type { CallerOptions } from './caller.js'

/** A limit of the `api` bucket; `window` in milliseconds. */
const limit = (requests: number, window: number): WindowLimit => ({
  name: `${requests} in ${window}`,
  bucket: 'api',
  requests,
  window: window / 1000,
  per: 'user',
  enforced: true,
  evidence: 'documented',
})
const FIVE = [limit(5, 200)]
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const now = () => performance.now()

let server: RedisServer
const open: (() => void)[] = []
const children: ChildProcess[] = []
let names = 0

beforeAll(async () => {
  if (hasRedis) server = await startRedis()
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const close of open.splice(0)) close()
})
afterAll(() => server?.kill())

/** A connection of its own. Every second one is by ioredis. */
async function connect(url = server.url): Promise<RedisClient> {
  if (open.length % 2 === 1) {
    const client = new Redis(url).on('error', () => {})
    await once(client, 'ready')
    open.push(() => client.disconnect())
    return client
  }
  const client = createClient({ url }).on('error', () => {})
  await client.connect()
  open.push(() => client.destroy())
  return client
}

/** Limiters with one key, each over a connection of its own. */
async function limiters(count: number, limits: readonly RateLimit[], options: Partial<RedisLimiterOptions> = {}) {
  const key = `test-${++names}`
  const clients = await Promise.all(Array.from({ length: count }, () => connect()))
  return clients.map((client) => redisLimiter(client, limits, { key, ...options }))
}

/** Any command, on a connection of its own. */
const run = (...words: string[]) => {
  const client = createClient({ url: server.url, RESP: 2 }).on('error', () => {})
  return client.connect().then(() => client.sendCommand(words).finally(() => client.destroy()))
}

/** How many callers wait in the newest limiter. */
const waiting = () => run('ZCARD', `onair:limiter:{test-${names}/api}:queue`)

/** Milliseconds: the shortest time in which more than `requests` arrived. */
function tightest(arrivals: readonly number[], requests: number): number {
  const sorted = [...arrivals].sort((a, b) => a - b)
  return Math.min(...sorted.slice(requests).map((at, index) => at - sorted[index]!))
}

/** No window at any position holds too many. The server's clock may be off by a thousandth. */
function expectKept(arrivals: readonly number[], limits: readonly WindowLimit[]): void {
  for (const { requests, window } of limits) expect(tightest(arrivals, requests)).toBeGreaterThanOrEqual(window * 999)
}

/** Processes that call this one, and the times of their calls. */
async function callers(count: number, options: Omit<CallerOptions, 'url' | 'key'>) {
  const key = `test-${++names}`
  const arrivals: number[][] = []
  const started = Array.from({ length: count }, async (_, index) => {
    const argument: CallerOptions = { url: server.url, key, ...options }
    const child = fork('test/redis/caller.ts', [JSON.stringify(argument)], { execArgv: ['--import', 'tsx'] })
    children.push(child)
    arrivals[index] = []
    await once(child, 'message')
    child.on('message', () => {
      arrivals[index]!.push(now())
      child.send('answer')
    })
    return child
  })
  return { key, arrivals, processes: await Promise.all(started) }
}

describe.skipIf(!hasRedis)('turns of several processes', () => {
  test('never exceed a window at any position, for attempts of any length, even if callers die or leave', async () => {
    const delay = fc.integer({ min: 0, max: 60 })
    const call = fc.record({
      who: fc.nat(3),
      gap: fc.integer({ min: 0, max: 20 }),
      there: delay,
      back: delay,
      fate: fc.constantFrom('ends', 'ends', 'ends', 'ends', 'dies', 'leaves'),
    })
    const runs = fc.record({
      requests: fc.integer({ min: 2, max: 5 }),
      window: fc.integer({ min: 60, max: 150 }),
      calls: fc.array(call, { minLength: 15, maxLength: 30 }),
    })
    const trial = async ({ requests, window, calls }: (typeof samples)[number]) => {
      const limits = [limit(requests, window)]
      const processes = await limiters(4, limits, { longestAttempt: 150 })
      const arrivals: number[] = []
      let begun = 0
      const all = calls.map(async ({ who, gap, there, back, fate }) => {
        await pause((begun += gap))
        const signal = fate === 'leaves' ? AbortSignal.timeout(there + back) : undefined
        const slot = await processes[who]!.acquire({ signal })
        await pause(there)
        arrivals.push(now())
        await pause(back)
        if (fate !== 'dies') slot.finish()
      })
      await Promise.allSettled(all)
      expectKept(arrivals, limits)
      expect(arrivals.length).toBeGreaterThan(0)
    }
    const samples = fc.sample(runs, 12)
    await Promise.all(samples.map(trial))
  }, 60_000)

  test('never exceed a token bucket or a window by their points', async () => {
    const facts = { name: 'bucket', bucket: 'api', per: 'user', enforced: true, evidence: 'documented' } as const
    const all = [{ ...facts, capacity: 8, refill: 40 }, limit(12, 300)]
    const pair = await limiters(2, all)
    const arrivals: Arrival[] = []
    const call = async (limiter: Limiter, points: number) => {
      const slot = await limiter.acquire({ points })
      await pause(points)
      arrivals.push({ at: now(), points })
      await pause(10 - points)
      slot.finish()
    }
    await Promise.all(Array.from({ length: 30 }, (_, n) => call(pair[n % 2]!, 1 + ((n * 7) % 9))))
    expectWithin(arrivals, all, 2)
    expect(arrivals).toHaveLength(30)
  })

  test('respect several limits at once, spacing among them', async () => {
    const limits = [limit(6, 150), limit(1, 40)]
    const processes = await limiters(4, limits)
    const arrivals: number[] = []
    const work = async (limiter: Limiter) => {
      const slot = await limiter.acquire()
      arrivals.push(now())
      slot.finish()
    }
    await Promise.all(Array.from({ length: 20 }, (_, n) => work(processes[n % 4]!)))
    expectKept(arrivals, limits.slice(0, 1))
    // Spacing is between the script's answers. Their delivery times differ a little.
    const all = Math.max(...arrivals) - Math.min(...arrivals)
    expect(all).toBeGreaterThan(19 * 40 - 20)
    expect(all).toBeLessThan(2500)
  })

  test('are nearly all that the windows permit, and each process has its fair share', async () => {
    const { arrivals, processes } = await callers(4, { limits: FIVE, workers: 4 })
    for (const child of processes) child.send('start')
    await pause(3000)
    for (const child of processes) child.send('stop')
    const all = arrivals.flat()
    expectKept(all, FIVE)
    const permitted = 5 * Math.floor((Math.max(...all) - Math.min(...all)) / 200) + 5
    expect(all.length).toBeGreaterThan(permitted * 0.7)
    for (const { length } of arrivals) expect(length).toBeGreaterThan(all.length / 8)
  })

  test('are given first come, first served', async () => {
    const processes = await limiters(4, [limit(1, 30)])
    const order: number[] = []
    const all: Promise<unknown>[] = []
    for (let n = 0; n < 12; n++) {
      all.push(Promise.resolve(processes[n % 4]!.acquire()).then(() => order.push(n)))
      await pause(5)
    }
    await Promise.all(all)
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })

  test('of a killed process return once its attempts must be over', async () => {
    const longestAttempt = 300
    const { key, arrivals, processes } = await callers(1, { limits: FIVE, workers: 5, hangs: true, longestAttempt })
    processes[0]!.send('start')
    await expect.poll(() => arrivals[0]!.length, { timeout: 10_000 }).toBe(5)
    processes[0]!.kill('SIGKILL')
    const limiter = redisLimiter(await connect(), FIVE, { key, longestAttempt })
    const slot = await limiter.acquire()
    const waited = now() - arrivals[0]![4]!
    expect(waited).toBeGreaterThan(longestAttempt + 200)
    expect(waited).toBeLessThan(10_000)
    slot.finish()
  })

  test('are not delayed for long by a process that was killed while it waited', async () => {
    // Some of its turns may be unfinished too.
    const longestAttempt = 300
    const { key, arrivals, processes } = await callers(1, { limits: FIVE, workers: 15, longestAttempt })
    processes[0]!.send('start')
    await expect.poll(() => arrivals[0]!.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(5)
    processes[0]!.kill('SIGKILL')
    const limiter = redisLimiter(await connect(), FIVE, { key, longestAttempt })
    const since = now()
    for (let n = 0; n < 10; n++) (await limiter.acquire()).finish()
    expect(now() - since).toBeLessThan(10_000)
  })
})

describe.skipIf(!hasRedis)('a caller', () => {
  test('that leaves the queue rejects with its reason, and leaves nothing in Redis', async () => {
    const [limiter] = await limiters(1, [limit(1, 60_000)])
    await limiter!.acquire()
    const controller = new AbortController()
    const left = failure(Promise.resolve(limiter!.acquire({ signal: controller.signal })))
    await expect.poll(waiting, { timeout: 10_000 }).toBe(1)
    controller.abort('enough')
    expect(await left).toBe('enough')
    await expect.poll(waiting, { timeout: 10_000 }).toBe(0)
    expect(limiter!.pending).toBe(0)
  })

  test('whose turn comes too late fails at once', async () => {
    const [one, other] = await limiters(2, [limit(1, 60_000)])
    await one!.acquire()
    const request = {
      deadline: now() + 30_000,
      tooLate: (wait: number) => new Error(`in ${Math.round(wait / 1000)} s`),
    }
    await expect(other!.acquire(request)).rejects.toThrow('in 60 s')
  })

  test('waits in every process for as long as a 429 asked one of them, unless that is too long', async () => {
    const [one, other] = await limiters(2, FIVE)
    await one!.acquire()
    one!.close(now() + 500)
    one!.close(now() + 100)
    const since = now()
    await expect.poll(() => one!.nextFreeAt - Date.now()).toBeGreaterThan(300)
    const tooLate = () => new Error('late')
    await expect(other!.acquire({ maxPause: 100, tooLate })).rejects.toThrow('late')
    await other!.acquire({ maxPause: 1000, tooLate })
    expect(now() - since).toBeGreaterThanOrEqual(490)
  })

  test('that waits when the 429 comes fails then, if the pause is too long for it', async () => {
    const [limiter] = await limiters(1, [limit(1, 10_000)])
    await limiter!.acquire()
    const refused = failure(Promise.resolve(limiter!.acquire({ maxPause: 1000, tooLate: () => new Error('late') })))
    await expect.poll(waiting, { timeout: 10_000 }).toBe(1)
    limiter!.close(now() + 86_400_000)
    expect(await refused).toMatchObject({ message: 'late' })
  })

  test('can see how many wait in its process, and when the next turn is free', async () => {
    const [limiter] = await limiters(1, [limit(2, 400)])
    expect(limiter!.pending).toBe(0)
    expect(Math.abs(limiter!.nextFreeAt - Date.now())).toBeLessThan(20)
    const slots = [await limiter!.acquire(), await limiter!.acquire()]
    for (const slot of slots) slot.finish()
    const leaving = new AbortController()
    const next = [limiter!.acquire(), limiter!.acquire()].map(async (slot) => slot)
    const left = failure(Promise.resolve(limiter!.acquire({ signal: leaving.signal })))
    expect(limiter!.pending).toBe(3)
    // Two turns are taken and three wait: the next is two windows after the first.
    await expect.poll(() => limiter!.nextFreeAt - Date.now()).toBeGreaterThan(700)
    expect(limiter!.nextFreeAt - Date.now()).toBeLessThan(1200)
    for (const slot of await Promise.all(next)) slot.finish()
    expect(limiter!.pending).toBe(1)
    leaving.abort()
    await left
    expect(limiter!.pending).toBe(0)
  })
})

describe.skipIf(!hasRedis)('the state in Redis', () => {
  test('is in one slot of a cluster, and expires', async () => {
    const key = 'kollus-live/a}lice{'
    const limiter = redisLimiter(await connect(), [limit(1, 2000)], { key, prefix: 'mine:', longestAttempt: 3000 })
    await limiter.acquire()
    const controller = new AbortController()
    const refused = failure(Promise.resolve(limiter.acquire({ signal: controller.signal })))
    await expect.poll(async () => run('KEYS', 'mine:*')).toHaveLength(4)
    const keys = (await run('KEYS', 'mine:*')) as unknown as string[]
    for (const name of keys) {
      expect(name).toMatch(/^mine:\{kollus-live%2Fa%7Dlice%7B\/api\}:(turns|queue|due|spent)$/)
      const life = Number(await run('PTTL', name))
      expect(life).toBeGreaterThan(4000)
      expect(life).toBeLessThan(9000)
    }
    controller.abort()
    await refused
  })

  test('that is lost counts as full for a window', async () => {
    const [one, other] = await limiters(2, [limit(5, 400)])
    for (const limiter of [one, other]) (await limiter!.acquire()).finish()
    const since = now()
    for (let n = 0; n < 3; n++) (await one!.acquire()).finish()
    await run('FLUSHALL')
    await other!.acquire()
    expect(now() - since).toBeGreaterThanOrEqual(400)
  })

  test('survives a clock that is set back: pacing continues as before', async () => {
    const key = `test-${++names}`
    const limiter = redisLimiter(await connect(), [limit(2, 300)], { key })
    const since = now()
    for (let n = 0; n < 2; n++) (await limiter.acquire()).finish()
    await expect.poll(async () => run('HLEN', `onair:limiter:{${key}/api}:turns`)).toBe(11)
    // An hour later by the clock that wrote it.
    const hash = (await run('HGETALL', `onair:limiter:{${key}/api}:turns`)) as unknown as string[]
    const fields = hash.map((value) => (value.length === 16 ? String(Number(value) + 3_600_000_000) : value))
    await run('HSET', `onair:limiter:{${key}/api}:turns`, ...fields, 'epoch', hash[hash.indexOf('epoch') + 1]!)
    await limiter.acquire()
    expect(now() - since).toBeGreaterThanOrEqual(300)
    expect(now() - since).toBeLessThan(1000)
  })
})

describe.skipIf(!hasRedis)('while Redis is unavailable', () => {
  /** Collects the warnings of this process. */
  function warnings(): string[] {
    const all: string[] = []
    const listen = ({ message }: Error) => all.push(message)
    process.on('warning', listen)
    open.push(() => process.off('warning', listen))
    return all
  }

  test('calls continue slowly and within the limits, and at full speed when it returns', async () => {
    const own = await startRedis('--requirepass', 'hunter2')
    const warned = warnings()
    try {
      const url = own.url.replace('//', '//:hunter2@')
      const clients = await Promise.all(Array.from({ length: 4 }, () => connect(url)))
      const processes = clients.map((client) => redisLimiter(client, FIVE, { key: 'a', share: 4, longestAttempt: 300 }))
      const arrivals: number[] = []
      const over = new AbortController()
      const work = async (limiter: Limiter) => {
        while (!over.signal.aborted) {
          const slot = await limiter.acquire()
          arrivals.push(now())
          await pause(2)
          slot.finish()
        }
      }
      const all = processes.flatMap((limiter) => [work(limiter), work(limiter)])
      await pause(1000)
      await own.kill()
      const killed = now()
      await pause(4000)
      const slow = arrivals.filter((at) => at > killed + 2500).length
      await own.start()
      // The libraries take some seconds to reconnect.
      const lately = () => arrivals.filter((at) => at > now() - 1000).length
      await expect.poll(lately, { timeout: 15_000 }).toBeGreaterThan(15)
      over.abort()
      await Promise.all(all)
      expectKept(arrivals, FIVE)
      expect(slow).toBeGreaterThan(4)
      expect(warned).toHaveLength(4)
      expect(new Set(warned)).toEqual(
        new Set([
          'redisLimiter cannot use Redis: each process paces alone, and slowly. The connection to Redis is broken. Is the server reachable?',
        ]),
      )
    } finally {
      await own.kill()
    }
  }, 30_000)

  test('a server that hangs counts as unavailable, and a caller that leaves meanwhile costs nothing', async () => {
    const own = await startRedis()
    try {
      const limiter = redisLimiter(await connect(own.url), FIVE, { key: 'a', share: 1 })
      ;(await limiter.acquire()).finish()
      own.pause()
      const left = failure(Promise.resolve(limiter.acquire({ signal: AbortSignal.timeout(100) })))
      expect(await left).toMatchObject({ name: 'TimeoutError' })
      const slot = await limiter.acquire()
      slot.finish()
      expect(limiter.pending).toBe(0)
      own.resume()
      await expect.poll(async () => (await limiter.acquire()).finish()).toBeUndefined()
    } finally {
      own.resume()
      await own.kill()
    }
  }, 30_000)

  test('the process waits for one `share` of a window, and a caller that is too late fails', async () => {
    const own = await startRedis()
    const client = await connect(own.url)
    await own.kill()
    const limiter = redisLimiter(client, [limit(20, 300)], { key: 'a', share: 10 })
    const taken: number[] = []
    for (let n = 0; n < 4; n++) {
      const slot = await limiter.acquire()
      taken.push(now())
      slot.finish()
    }
    expect(taken[2]! - taken[0]!).toBeGreaterThanOrEqual(299)
    const tooLate = () => new Error('late')
    await expect(limiter.acquire({ deadline: now() + 50, tooLate })).rejects.toThrow('late')
  }, 30_000)
})

test('wrong options are refused by name', () => {
  const client = { get() {}, eval() {}, evalSha() {} } as unknown as RedisClient
  const make = (options: object) => () => redisLimiter(client, FIVE, options as never)
  expect(make({})).toThrow('redisLimiter needs the option "key"')
  expect(make({ key: 'a', shares: 2 })).toThrow('redisLimiter has no option "shares". Did you mean "share"?')
  expect(make({ key: 'a', share: 0 })).toThrow('redisLimiter: the option "share" must be a whole number above 0.')
  expect(() => redisLimiter({} as never, FIVE, { key: 'a' })).toThrow('redisLimiter needs a client')
})

describe.skipIf(!hasRedis)('clients of the mock', () => {
  /** Clients of one user, one for each limiter, and a mock that enforces `limits`. */
  async function fleet(count: number, limits: readonly RateLimit[], total?: number) {
    const definition = defineProvider({ ...spec, profile: { ...spec.profile, limits } })
      .seed({}, () => ({ accessToken: 't1' }))
      .handlers({ createBuoy: () => ({ status: 201, body: { id: 1 } }) })
    const { client: way, journal } = await testMock(
      { providers: [definition], clock: 'system' },
      { replies: ['createBuoy 201'] },
    )
    const shared = { ...way, clock: undefined, clientId: 'c1', version: '1', fleet: 'north', auth: staticToken('t1') }
    const clients = (await limiters(count, limits)).map((limiter) =>
      createProvider(spec)({ ...shared, limit: limiter, retry: false, timeout: { total } }),
    )
    const call = async (n = 0) => clients[n]!.call('createBuoy', { body: { name: 'Red' } })
    return { call, statuses: () => journal.requests().map(({ status }) => status) }
  }

  test('get no 429 in four processes, from a mock that enforces the limits', async () => {
    const { call, statuses } = await fleet(4, [limit(5, 300)])
    await Promise.all(Array.from({ length: 40 }, async (_, n) => unwrap(await call(n % 4))))
    expect(statuses()).toEqual(Array.from({ length: 40 }, () => 201))
  })

  test('fail with RateLimitError if no turn comes in time', async () => {
    const { call, statuses } = await fleet(1, [limit(1, 60_000)], 5000)
    unwrap(await call())
    const error = await failure(call())
    expect(error).toBeInstanceOf(RateLimitError)
    expect(error).toMatchObject({ isSent: false })
    expect(statuses()).toEqual([201])
  })
})

test('a sign-in takes the turns of its token endpoint from the given limiter', async () => {
  const { another, signIn } = world()
  await signIn()
  let turns = 0
  const limiter: Limiter = {
    longestWindow: 0,
    pending: 0,
    nextFreeAt: 0,
    close() {},
    acquire() {
      turns++
      return { finish() {} }
    },
  }
  const { value } = await another({ limit: limiter }).account('alice').token({ rejected: 'other' })
  await another({ limit: limiter }).account('alice').token({ rejected: value })
  expect(turns).toBe(1)
})
