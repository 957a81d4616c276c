import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLimiter, limiterOf } from '../../src/http/limit.js'
import { Limiter } from '../../src/http/limiter.js'
import { profile } from '../fixtures/radio.js'
import { failure } from '../support/failure.js'
import { manualClock } from '../support/manual-clock.js'
import { createRadio, radio, tokens } from '../support/radio.js'
import { json, scriptedFetch, untilAborted } from '../support/scripted-fetch.js'

const show = json({ data: { id: 1, title: 'Demo' } })
const path = { params: { path: { show_id: 1 } } }

/** Takes turns as they come and notes when, in milliseconds from now. */
function taker(windows: { requests: number; window: number }[]) {
  const clock = manualClock(0)
  const limiter = new Limiter(windows, clock)
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

test('one a window is spacing: it counts from start to start, so slow calls overlap', async () => {
  const { clock, taken, take } = taker([{ requests: 1, window: 1000 }])
  for (let i = 0; i < 3; i++) void take(5000)
  await clock.advance(5000)
  expect(taken).toEqual([0, 1000, 2000])
})

test('all limits hold at once', async () => {
  const { clock, taken, take } = taker([
    { requests: 3, window: 10_000 },
    { requests: 1, window: 1000 },
  ])
  for (let i = 0; i < 5; i++) void take()
  await clock.advance(20_000)
  expect(taken).toEqual([0, 1000, 2000, 10_000, 11_000])
})

test('whatever the delays on the way, no window of the provider holds more than it may', async () => {
  const delay = fc.integer({ min: 0, max: 900 })
  const trips = fc.array(fc.record({ gap: delay, there: delay, back: delay }), { minLength: 1, maxLength: 25 })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 5 }), trips, async (requests, calls) => {
      const window = 1000
      const clock = manualClock(0)
      const limiter = new Limiter([{ requests, window }], clock)
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

test('turns are given first come, first served', async () => {
  const { clock, limiter } = taker([{ requests: 1, window: 1000 }])
  const order: number[] = []
  for (let i = 0; i < 4; i++) void Promise.resolve(limiter.acquire()).then(() => order.push(i))
  await clock.advance(10_000)
  expect(order).toEqual([0, 1, 2, 3])
})

test('nobody overtakes those who wait, not even when their time has come and the timer is late', async () => {
  let time = 0
  const late = { now: () => time, monotonic: () => time, sleep: () => new Promise<void>(() => {}) }
  const limiter = new Limiter([{ requests: 1, window: 1000 }], late)
  await limiter.acquire()
  void limiter.acquire()
  time = 5000
  expect(limiter.acquire()).toBeInstanceOf(Promise)
})

test('closing for less does not open earlier', async () => {
  const { clock, limiter, taken, take } = taker([])
  limiter.close(5000)
  limiter.close(1000)
  void take()
  await clock.advance(10_000)
  expect(taken).toEqual([5000])
})

describe('aborting while queued', () => {
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

  test('stops the wait when nobody is left', async () => {
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

test('a clock that stops fails those who wait', async () => {
  const stopped = { now: () => 0, monotonic: () => 0, sleep: () => Promise.reject(new Error('closed')) }
  const limiter = new Limiter([{ requests: 1, window: 1000 }], stopped)
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

describe('a client', () => {
  test('keeps to the limits of its profile, of the api bucket alone', async () => {
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

  test('takes a limiter to share instead', async () => {
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

  test('is held back as a whole by a 429, for as long as it asks', async () => {
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

  test('is held back for a whole window where the 429 does not say', async () => {
    const { client, clock, sent } = radio([json({}, 429), show], { limit: undefined, auth: tokens('t1') })
    const result = client.call('getShow', path)
    await clock.advance(59_999)
    expect(sent).toHaveLength(1)
    await clock.advance(1)
    expect(await result).toMatchObject({ status: 200 })
  })

  test('gives the 429 at once where that window would outlast the call', async () => {
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
    await clock.advance(5000)
    for (const outcome of await settled) expect(outcome).toMatchObject({ reason: { code: 'timeout', scope: 'total' } })
    expect(sent).toHaveLength(3)
    expect(clock.due).toEqual([])
  })
})

test('a provider without limits is not limited', () => {
  const limiter = createLimiter([])
  for (let i = 0; i < 100; i++) expect(limiter.acquire()).not.toBeInstanceOf(Promise)
  const source = tokens('t1')
  expect(limiterOf(source, 'radio', () => limiter)).toBe(limiter)
  expect(limiterOf(source, 'other', () => createLimiter([]))).not.toBe(limiter)
})
