import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLimiter, limiterOf } from '../../src/http/limit.js'
import type { TurnRequest } from '../../src/http/limiter.js'
import { LocalLimiter } from '../../src/http/local-limiter.js'
import { RateLimitError } from '../../src/errors/index.js'
import { profile } from '../fixtures/radio.js'
import type { RateLimit } from '../../specs/profile.js'
import { expectWithin, type Arrival } from '../support/arrivals.js'
import { failure } from '../support/failure.js'
import { manualClock } from '../support/manual-clock.js'
import { createRadio, radio, tokens } from '../support/radio.js'
import { json, scriptedFetch, untilAborted } from '../support/scripted-fetch.js'

const show = json({ data: { id: 1, title: 'Demo' } })
const path = { params: { path: { show_id: 1 } } }

/** Takes turns and records when each one starts, in milliseconds from now. */
function taker(windows: { requests: number; window: number }[]) {
  const clock = manualClock(0)
  const limiter = new LocalLimiter(windows, clock)
  const taken: number[] = []
  const take = async (busy = 0, signal?: AbortSignal) => {
    const slot = await limiter.acquire({ signal })
    taken.push(clock.now())
    await clock.sleep(busy)
    slot.finish()
  }
  return { clock, limiter, taken, take }
}

test('turns beyond the quota wait a whole window from the end of the first', async () => {
  const { clock, taken, take } = taker([{ requests: 2, window: 1000 }])
  for (let i = 0; i < 5; i++) void take(300)
  await clock.advance(5000)
  expect(taken).toEqual([0, 0, 1300, 1300, 2600])
})

test('one request a window is spacing: it counts from start to start, so slow calls overlap', async () => {
  const { clock, taken, take } = taker([{ requests: 1, window: 1000 }])
  for (let i = 0; i < 3; i++) void take(5000)
  await clock.advance(5000)
  expect(taken).toEqual([0, 1000, 2000])
})

test('all limits apply at once', async () => {
  const { clock, taken, take } = taker([
    { requests: 3, window: 10_000 },
    { requests: 1, window: 1000 },
  ])
  for (let i = 0; i < 5; i++) void take()
  await clock.advance(20_000)
  expect(taken).toEqual([0, 1000, 2000, 10_000, 11_000])
})

test('no window of the provider is exceeded, for any delays on the way', async () => {
  const delay = fc.integer({ min: 0, max: 900 })
  const trips = fc.array(fc.record({ gap: delay, there: delay, back: delay }), { minLength: 1, maxLength: 25 })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 5 }), trips, async (requests, calls) => {
      const window = 1000
      const clock = manualClock(0)
      const limiter = new LocalLimiter([{ requests, window }], clock)
      const arrived: number[] = []
      let begun = 0
      const done = calls.map(async ({ gap, there, back }) => {
        await clock.sleep((begun += gap))
        const slot = await limiter.acquire()
        await clock.sleep(there)
        arrived.push(clock.now())
        await clock.sleep(back)
        slot.finish()
      })
      await clock.advance(200_000)
      await Promise.all(done)
      arrived.sort((a, b) => a - b)
      const spans = arrived.slice(requests).map((at, index) => at - arrived[index]!)
      expect(Math.min(window, ...spans)).toBe(window)
    }),
    { numRuns: 50 },
  )
  expect.hasAssertions()
})

test('no limit is exceeded by calls of any points, and every call has its turn', async () => {
  const facts = { bucket: 'api', per: 'user', enforced: true, evidence: 'documented' } as const
  const window = fc.record({ requests: fc.integer({ min: 2, max: 8 }), window: fc.constantFrom(0.5, 1, 2) })
  const bucket = fc.record({ capacity: fc.integer({ min: 1, max: 8 }), refill: fc.constantFrom(1, 2.5, 10) })
  const limits = fc.array(fc.oneof(window, bucket), { minLength: 1, maxLength: 3 })
  const delay = fc.integer({ min: 0, max: 900 })
  const trip = fc.record({ gap: delay, there: delay, back: delay, points: fc.nat(10) })
  await fc.assert(
    fc.asyncProperty(limits, fc.array(trip, { minLength: 1, maxLength: 20 }), async (some, trips) => {
      const all: RateLimit[] = some.map((one, index) => ({ ...facts, ...one, name: `limit ${index}` }))
      const clock = manualClock(0)
      const limiter = createLimiter(all, { clock })
      const arrivals: Arrival[] = []
      let begun = 0
      const done = trips.map(async ({ gap, there, back, points }) => {
        await clock.sleep((begun += gap))
        const slot = await limiter.acquire({ points })
        await clock.sleep(there)
        arrivals.push({ at: clock.now(), points })
        await clock.sleep(back)
        slot.finish()
      })
      await clock.advance(1_000_000)
      await Promise.all(done)
      // A call without points counts nowhere. Times are whole milliseconds.
      expectWithin(
        arrivals.filter(({ points }) => points > 0),
        all,
        1,
      )
      expect(arrivals).toHaveLength(trips.length)
    }),
    { numRuns: 100 },
  )
  expect.hasAssertions()
})

test('a token bucket gives its capacity at once and then what returns, from the end of each call', async () => {
  const limit = { name: 'points', capacity: 10, refill: 2, bucket: 'api', per: 'user', enforced: true } as const
  const clock = manualClock(0)
  const limiter = createLimiter([{ ...limit, evidence: 'documented' }], { clock })
  const taken: number[] = []
  for (let n = 0; n < 4; n++) {
    void Promise.resolve(limiter.acquire({ points: 4 })).then((slot) => {
      taken.push(clock.now())
      slot.finish()
    })
  }
  await clock.advance(10_000)
  expect(taken).toEqual([0, 0, 1000, 3000])
  expect(limiter.longestWindow).toBe(5000)
})

test('turns are given first come, first served', async () => {
  const { clock, limiter } = taker([{ requests: 1, window: 1000 }])
  const order: number[] = []
  for (let i = 0; i < 4; i++) void Promise.resolve(limiter.acquire()).then(() => order.push(i))
  await clock.advance(10_000)
  expect(order).toEqual([0, 1, 2, 3])
})

test('a new caller never overtakes waiting ones, even if their time has come and the timer is late', async () => {
  let time = 0
  const late = { now: () => time, monotonic: () => time, sleep: () => new Promise<void>(() => {}) }
  const limiter = new LocalLimiter([{ requests: 1, window: 1000 }], late)
  await limiter.acquire()
  void limiter.acquire()
  time = 5000
  expect(limiter.acquire()).toBeInstanceOf(Promise)
})

test('a shorter pause does not end a longer one', async () => {
  const { clock, limiter, taken, take } = taker([])
  limiter.close(5000)
  limiter.close(1000)
  void take()
  await clock.advance(10_000)
  expect(taken).toEqual([5000])
})

describe('an abort in the queue', () => {
  test('rejects with the reason, costs no turn and leaves no timer', async () => {
    const { clock, taken, take } = taker([{ requests: 1, window: 1000 }])
    const controller = new AbortController()
    void take()
    const left = failure(take(0, controller.signal))
    void take()
    await clock.settle()
    controller.abort('enough')
    expect(await left).toBe('enough')
    await clock.advance(1000)
    expect(taken).toEqual([0, 1000])
    expect(clock.due).toEqual([])
  })

  test('stops the wait when the queue is empty', async () => {
    const { clock, limiter, take } = taker([{ requests: 1, window: 1000 }])
    const controller = new AbortController()
    await limiter.acquire()
    const left = failure(take(0, controller.signal))
    controller.abort('enough')
    expect(await left).toBe('enough')
    await clock.settle()
    expect(clock.due).toEqual([])
  })
})

test('a clock that fails rejects the waiting callers', async () => {
  const stopped = { now: () => 0, monotonic: () => 0, sleep: () => Promise.reject(new Error('closed')) }
  const limiter = new LocalLimiter([{ requests: 1, window: 1000 }], stopped)
  await limiter.acquire()
  await expect(limiter.acquire()).rejects.toThrow('closed')
})

test('finishing a turn twice changes nothing', async () => {
  const { clock, limiter } = taker([{ requests: 2, window: 1000 }])
  const first = await limiter.acquire()
  const second = await limiter.acquire()
  first.finish()
  second.finish()
  await clock.advance(900)
  first.finish()
  await clock.advance(100)
  expect(limiter.acquire()).not.toBeInstanceOf(Promise)
})

describe('the load of a limiter', () => {
  test('pending counts the waiting callers only', async () => {
    const { clock, limiter, take } = taker([{ requests: 1, window: 1000 }])
    const controller = new AbortController()
    expect(limiter.pending).toBe(0)
    void take()
    void take()
    const left = failure(take(0, controller.signal))
    expect(limiter.pending).toBe(2)
    controller.abort('enough')
    await left
    expect(limiter.pending).toBe(1)
    await clock.advance(1000)
    expect(limiter.pending).toBe(0)
  })

  test('nextFreeAt is now while a turn is free, and then the time of a new caller’s turn', async () => {
    const clock = manualClock()
    const limiter = new LocalLimiter([{ requests: 2, window: 1000 }], clock)
    expect(limiter.nextFreeAt).toBe(clock.now())
    const slots = [await limiter.acquire(), await limiter.acquire()]
    await clock.advance(300)
    // Both are in flight: a window from now at the earliest.
    expect(limiter.nextFreeAt).toBe(clock.now() + 1000)
    for (const slot of slots) slot.finish()
    await clock.advance(400)
    expect(limiter.nextFreeAt).toBe(clock.now() + 600)
    void limiter.acquire()
    void limiter.acquire()
    expect(limiter.nextFreeAt).toBe(clock.now() + 1600)
  })

  test('nextFreeAt includes a pause of the limiter, and uses the wall clock only as its zero', async () => {
    const clock = manualClock()
    const limiter = new LocalLimiter([{ requests: 2, window: 1000 }], clock)
    limiter.close(clock.monotonic() + 5000)
    clock.shiftWallClock(-3_600_000)
    expect(limiter.nextFreeAt).toBe(clock.now() + 5000)
  })
})

describe('a client', () => {
  test('applies the limits of its profile, of the api bucket only', async () => {
    const { client, clock, sent } = radio([show], { limit: undefined, auth: tokens('t1') })
    const calls = Promise.all(Array.from({ length: 4 }, () => client.call('getShow', path)))
    await clock.settle()
    expect(sent).toHaveLength(3)
    await clock.advance(60_000)
    await calls
    expect(sent).toHaveLength(4)
  })

  test('takes a turn for each attempt', async () => {
    const { client, clock, sent } = radio([json({}, 503)], {
      limit: undefined,
      auth: tokens('t1'),
      retry: { attempts: 4 },
    })
    const result = client.call('getShow', path)
    await clock.advance(50_000)
    expect(sent).toHaveLength(3)
    await clock.advance(20_000)
    expect(await result).toMatchObject({ status: 503 })
    expect(sent).toHaveLength(4)
  })

  test('shares its limiter with clients over the same token source, and with no other', async () => {
    const clock = manualClock()
    const auth = tokens('t1')
    const { fetch, sent } = scriptedFetch(show)
    const create = (source = auth) => createRadio({ station: 'one', auth: source, fetch, clock })
    const calls = [create(), create()].flatMap((client) => [client.call('getShow', path), client.call('getShow', path)])
    await clock.settle()
    expect(sent).toHaveLength(3)
    await create(tokens('t2')).call('getShow', path)
    expect(sent).toHaveLength(4)
    await clock.advance(60_000)
    await Promise.all(calls)
  })

  test('can share a limiter that is passed as an option', async () => {
    const clock = manualClock()
    const limit = createLimiter(profile.limits, { clock })
    const { fetch, sent } = scriptedFetch(show)
    const clients = ['t1', 't2'].map((token) =>
      createRadio({ station: 'one', auth: tokens(token), fetch, clock, limit }),
    )
    const calls = clients.flatMap((client) => [client.call('getShow', path), client.call('getShow', path)])
    await clock.settle()
    expect(sent).toHaveLength(3)
    await clock.advance(60_000)
    await Promise.all(calls)
  })

  test('pauses all calls after a 429, for as long as it asks', async () => {
    const { client, clock, sent } = radio([json({}, 429, { 'retry-after': '20' }), show], {
      limit: undefined,
      auth: tokens('t1'),
      retry: false,
    })
    expect(await client.call('getShow', path)).toMatchObject({ status: 429 })
    const next = client.call('getShow', path)
    await clock.advance(19_999)
    expect(sent).toHaveLength(1)
    await clock.advance(1)
    expect(await next).toMatchObject({ status: 200 })
  })

  test('pauses for a whole window if the 429 states no time', async () => {
    const { client, clock, sent } = radio([json({}, 429), show], { limit: undefined, auth: tokens('t1') })
    const result = client.call('getShow', path)
    await clock.advance(59_999)
    expect(sent).toHaveLength(1)
    await clock.advance(1)
    expect(await result).toMatchObject({ status: 200 })
  })

  test('returns the 429 at once if that window would outlast the call', async () => {
    const { client, sent } = radio([json({}, 429), show], {
      limit: undefined,
      auth: tokens('t1'),
      timeout: { total: 10_000 },
    })
    expect(await client.call('getShow', path)).toMatchObject({ status: 429 })
    expect(sent).toHaveLength(1)
  })

  test('waits in the queue no longer than a call may take', async () => {
    const { client, clock, sent } = radio([untilAborted], {
      limit: undefined,
      auth: tokens('t1'),
      timeout: { total: 5000 },
    })
    const calls = Array.from({ length: 4 }, () => client.call('getShow', path))
    const settled = Promise.allSettled(calls)
    // Its window can't open within five seconds, however early the previous calls end.
    expect(await failure(calls[3]!)).toMatchObject({ code: 'rate_limited', isSent: false, retryAfter: 60_000 })
    await clock.advance(5000)
    const outcomes = await settled
    for (const outcome of outcomes.slice(0, 3))
      expect(outcome).toMatchObject({ reason: { code: 'timeout', scope: 'total' } })
    expect(sent).toHaveLength(3)
    expect(clock.due).toEqual([])
  })
})

describe('a turn that comes too late', () => {
  const day = 86_400_000
  const tired = json({}, 429, { 'retry-after': '86400' })

  test('fails the next call at once after a 429 that asks for more than a minute, and the error says when to try again', async () => {
    const { client, clock, sent } = radio([tired, show], { limit: undefined })
    expect(await client.call('getShow', path)).toMatchObject({ status: 429 })
    // A monotonic clock counts fractions; `retryAfter` is in whole milliseconds.
    await clock.advance(1000.5)
    const error = await failure(client.call('getShow', path))
    expect(error).toBeInstanceOf(RateLimitError)
    expect(error).toMatchObject({ status: 429, isSent: false, retryAfter: day - 1000, operation: 'getShow' })
    expect((error as RateLimitError).message).toBe(
      'radio.getShow was not sent: the rate limit has no turn for it within 86399 s, which is longer than timeout.total or maxRetryAfter allows. Try again then, make fewer calls at once, or raise the option that is too low.',
    )
    expect(sent).toHaveLength(1)
    await clock.advance(day)
    expect(await client.call('getShow', path)).toMatchObject({ status: 200 })
  })

  test('fails the calls that were in the queue when the 429 came', async () => {
    let answer = (_response: Response) => {}
    const slow = () => new Promise<Response>((resolve) => (answer = resolve))
    const limits = [{ ...profile.limits[0], requests: 1 }]
    const clock = manualClock()
    const { client, sent } = radio([slow], { clock, limit: createLimiter(limits, { clock }) })
    const first = client.call('getShow', path)
    const queued = [failure(client.call('getShow', path)), failure(client.call('getShow', path))]
    await clock.settle()
    answer(tired.clone())
    expect(await first).toMatchObject({ status: 429 })
    for (const error of queued) expect(await error).toMatchObject({ code: 'rate_limited', retryAfter: day })
    expect(sent).toHaveLength(1)
    expect(clock.due).toEqual([])
  })

  test('is awaited if maxRetryAfter and the time limit allow it', async () => {
    const options = { limit: undefined, maxRetryAfter: Infinity, timeout: { total: 2 * day } }
    const { client, clock, sent } = radio([tired, show], options)
    const result = client.call('getShow', path)
    await clock.advance(day - 1)
    expect(sent).toHaveLength(1)
    await clock.advance(1)
    expect(await result).toMatchObject({ status: 200 })
  })

  test.each([
    [60, 2],
    [61, 1],
  ])('a wait of %i s is accepted by default if it is no longer than a minute', async (seconds, times) => {
    const { client, clock, sent } = radio([json({}, 503, { 'retry-after': String(seconds) }), show])
    const result = client.call('getShow', path)
    await clock.advance(70_000)
    await result
    expect(sent).toHaveLength(times)
  })

  test('fails a call at once because of its place in the queue; the calls before it are served', async () => {
    const { client, clock, sent } = radio([show], { limit: undefined, timeout: { total: 150_000 } })
    const calls = Array.from({ length: 12 }, () => client.call('getShow', path))
    const late = await Promise.all(calls.slice(9).map(failure))
    expect(late).toMatchObject([180_000, 180_000, 180_000].map((retryAfter) => ({ code: 'rate_limited', retryAfter })))
    await clock.advance(150_000)
    expect(await Promise.all(calls.slice(0, 9))).toHaveLength(9)
    expect(sent).toHaveLength(9)
  })

  test('is in time again after others have left the queue', async () => {
    const { clock, limiter, taken, take } = taker([{ requests: 1, window: 1000 }])
    const controller = new AbortController()
    void take()
    const left = failure(take(0, controller.signal))
    void take()
    controller.abort('enough')
    await left
    const third = limiter.acquire({ deadline: 2500, tooLate: (wait) => new Error(`in ${wait} ms`) })
    await clock.advance(2000)
    expect(taken).toEqual([0, 1000])
    await expect(third).resolves.toBeDefined()
    await expect(limiter.acquire({ deadline: 2500, tooLate: (wait) => new Error(`in ${wait} ms`) })).rejects.toThrow(
      'in 1000 ms',
    )
  })

  test('fails a call as soon as slow attempts make it too late', async () => {
    const { clock, limiter } = taker([{ requests: 2, window: 1000 }])
    const slots = [await limiter.acquire(), await limiter.acquire()]
    let error: unknown
    void failure(Promise.resolve(limiter.acquire({ deadline: 1500, tooLate: () => new Error('late') }))).then(
      (reason) => (error = reason),
    )
    await clock.advance(700)
    expect(error).toBeUndefined()
    for (const slot of slots) slot.finish()
    await clock.settle()
    expect(error).toMatchObject({ message: 'late' })
  })

  test('fails only the calls whose turn would come after their deadline', async () => {
    const window = fc.record({ requests: fc.integer({ min: 1, max: 4 }), window: fc.integer({ min: 1, max: 3000 }) })
    const windows = fc.array(window, { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(windows, fc.integer({ min: 1, max: 20 }), fc.nat(20_000), async (limits, count, deadline) => {
        const turns = async (request: TurnRequest) => {
          const clock = manualClock(0)
          const limiter = new LocalLimiter(limits, clock)
          const all = Array.from({ length: count }, async () => {
            const slot = await limiter.acquire(request)
            slot.finish()
            return clock.monotonic()
          })
          const settled = Promise.allSettled(all)
          await clock.advance(100_000)
          return (await settled).map((one) => (one.status === 'fulfilled' ? one.value : 'late'))
        }
        const undisturbed = await turns({})
        const expected = undisturbed.map((at) => (at !== 0 && Number(at) >= deadline ? 'late' : at))
        expect(await turns({ deadline, tooLate: () => new Error('late') })).toEqual(expected)
      }),
      { numRuns: 50 },
    )
  })
})

test('a provider without limits is not limited', () => {
  const limiter = createLimiter([])
  for (let i = 0; i < 100; i++) expect(limiter.acquire()).not.toBeInstanceOf(Promise)
  const source = tokens('t1')
  expect(limiterOf(source, 'radio', () => limiter)).toBe(limiter)
  expect(limiterOf(source, 'other', () => createLimiter([]))).not.toBe(limiter)
})
