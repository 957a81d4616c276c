import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { MockClock, startOfTime } from '../../mock/core/time/clock.js'
import { milliseconds } from '../../mock/core/time/duration.js'

const hour = 3_600_000

/** A clock, and what its handlers of `note` saw: the time on the clock and the data. */
function noted(clock = new MockClock({ mode: 'manual' })) {
  const seen: [number, unknown][] = []
  clock.on('note', (data: unknown) => void seen.push([clock.now() - startOfTime, data]))
  return { clock, seen, at: (ms: number, data: unknown) => clock.schedule(startOfTime + ms, 'note', data) }
}

/** Runs everything that is ready, zero timers included. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('a manual clock', () => {
  test('starts on 15 January 2026, or at the given time, and stands still', async () => {
    const clock = new MockClock({ mode: 'manual' })
    expect(new Date(clock.now()).toISOString()).toBe('2026-01-15T00:00:00.000Z')
    await turn()
    expect(clock.now()).toBe(startOfTime)
    expect(new MockClock({ mode: 'manual', start: 5 }).now()).toBe(5)
  })

  test('fires due events in order of time, then of scheduling, and shows the due time meanwhile', async () => {
    const { clock, seen, at } = noted()
    at(20, 'c')
    at(10, 'a')
    at(10, 'b')
    at(31, 'too late')
    const fired = await clock.advance(30)
    expect(seen).toEqual([
      [10, 'a'],
      [10, 'b'],
      [20, 'c'],
    ])
    expect(fired).toEqual([
      { at: startOfTime + 10, kind: 'note', data: 'a' },
      { at: startOfTime + 10, kind: 'note', data: 'b' },
      { at: startOfTime + 20, kind: 'note', data: 'c' },
    ])
    expect(clock.now()).toBe(startOfTime + 30)
    expect(await clock.advance(1)).toHaveLength(1)
  })

  test('fires in the same pass what a handler schedules within the advanced time', async () => {
    const { clock, seen, at } = noted()
    clock.on('chain', () => void at(15, 'next'))
    clock.schedule(startOfTime + 10, 'chain', null)
    await clock.advance(15)
    expect(seen).toEqual([[15, 'next']])
  })

  test('fires overdue events at once, and never goes back', async () => {
    const { clock, seen, at } = noted()
    await clock.advance(100)
    at(50, 'overdue')
    await clock.advance(0)
    expect(seen).toEqual([[100, 'overdue']])
  })

  test('does not fire cancelled events, and ignores an unknown number', async () => {
    const { clock, seen, at } = noted()
    const id = at(10, 'x')
    clock.cancel(id)
    clock.cancel(id)
    clock.cancel(9999)
    expect(await clock.advance(20)).toEqual([])
    expect(seen).toEqual([])
  })

  test('runs several advances in sequence', async () => {
    const { clock, seen, at } = noted()
    at(10, 'a')
    at(25, 'b')
    await Promise.all([clock.advance(10), clock.advance(10), clock.advance(10)])
    expect(clock.now()).toBe(startOfTime + 30)
    expect(seen.map(([when]) => when)).toEqual([10, 25])
  })

  test('an advance that a handler requests follows the current one', async () => {
    const { clock, seen, at } = noted()
    let later: Promise<unknown> | undefined
    clock.on('more', () => void (later = clock.advance(100)))
    clock.schedule(startOfTime + 10, 'more', null)
    at(20, 'a')
    at(115, 'b')
    await clock.advance(20)
    expect(seen).toEqual([[20, 'a']])
    await later
    expect(seen[1]).toEqual([115, 'b'])
    expect(clock.now()).toBe(startOfTime + 120)
  })

  test('continues after a handler that failed, and rejects the advance', async () => {
    const { clock, seen, at } = noted()
    clock.on('bad', () => {
      throw new Error('handler')
    })
    clock.schedule(startOfTime + 10, 'bad', null)
    at(20, 'a')
    await expect(clock.advance(30)).rejects.toThrow('handler')
    expect(clock.now()).toBe(startOfTime + 10)
    await clock.advance(10)
    expect(seen).toEqual([[20, 'a']])
  })

  test.each(['jump', 'system'] as const)('prints what a handler throws outside of an advance: %s', async (mode) => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => printed.mockRestore())
    const clock = new MockClock({ mode, start: startOfTime, speed: 10 })
    onTestFinished(() => clock.close())
    const seen: string[] = []
    clock.on('bad', () => {
      throw new Error('handler')
    })
    clock.on('good', () => void seen.push('good'))
    clock.schedule(startOfTime + 100, 'bad', null)
    clock.schedule(startOfTime + 100, 'good', null)
    await clock.sleep(200)
    expect(seen).toEqual(['good'])
    expect(printed).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('handler'))
  })

  test('lets connections make progress while many events fire', async () => {
    const { clock, at } = noted()
    for (let n = 0; n < 10_000; n++) at(n, n)
    let turns = 0
    setImmediate(() => turns++)
    await clock.advance(10_000)
    expect(turns).toBe(1)
  })

  test('accepts an event beyond 2^31 ms, where a timer would fire at once', async () => {
    const { clock, seen, at } = noted()
    at(2 ** 31 + 5, 'far')
    await clock.advance(2 ** 31)
    expect(seen).toEqual([])
    await clock.advance(5)
    expect(seen).toEqual([[2 ** 31 + 5, 'far']])
  })
})

describe('a sleeper on the clock', () => {
  test('wakes at its time, not before, and runs before time goes on', async () => {
    const clock = new MockClock({ mode: 'manual' })
    const woken: number[] = []
    const sleeper = async () => {
      await clock.sleep(10)
      woken.push(clock.now() - startOfTime)
      await clock.sleep(10)
      woken.push(clock.now() - startOfTime)
    }
    void sleeper()
    await clock.advance(9)
    expect(woken).toEqual([])
    await clock.advance(100)
    expect(woken).toEqual([10, 20])
  })

  test('is not in the result of advance, which lists the mock’s own events', async () => {
    const clock = new MockClock({ mode: 'manual' })
    const slept = clock.sleep(10)
    expect(await clock.advance(10)).toEqual([])
    await slept
  })

  test('with no time does not wait', async () => {
    const clock = new MockClock({ mode: 'manual' })
    await clock.sleep(0)
    await clock.sleep(-5)
    expect(clock.now()).toBe(startOfTime)
  })

  test('rejects with the reason of its signal, before and during the wait', async () => {
    const clock = new MockClock({ mode: 'manual' })
    await expect(clock.sleep(10, { signal: AbortSignal.abort('before') })).rejects.toBe('before')
    const controller = new AbortController()
    const slept = clock.sleep(10, { signal: controller.signal })
    controller.abort('during')
    await expect(slept).rejects.toBe('during')
    await clock.advance(20)
    expect(clock.now()).toBe(startOfTime + 20)
  })

  test('ignores a signal that aborts after the wait', async () => {
    const clock = new MockClock({ mode: 'manual' })
    const controller = new AbortController()
    const slept = clock.sleep(10, { signal: controller.signal })
    await clock.advance(10)
    await slept
    controller.abort()
    await expect(slept).resolves.toBeUndefined()
  })
})

describe('a clock that jumps', () => {
  test('advances for a sleeper, and fires the events in between', async () => {
    const { clock, seen, at } = noted(new MockClock({ mode: 'jump' }))
    at(hour / 2, 'between')
    await clock.sleep(hour)
    expect(clock.now()).toBe(startOfTime + hour)
    expect(seen).toEqual([[hour / 2, 'between']])
  })

  test('advances two sleepers together, not in sequence', async () => {
    const clock = new MockClock({ mode: 'jump' })
    await Promise.all([clock.sleep(hour), clock.sleep(hour)])
    expect(clock.now()).toBe(startOfTime + hour)
  })

  test('does not advance for a background sleep, or for a sleep that has ended early', async () => {
    const clock = new MockClock({ mode: 'jump' })
    void clock.sleep(10, { background: true })
    const controller = new AbortController()
    const slept = clock.sleep(hour, { signal: controller.signal })
    controller.abort('enough')
    await expect(slept).rejects.toBe('enough')
    await turn()
    expect(clock.now()).toBe(startOfTime)
  })

  test('stops when the sleep that it advances for ends early', async () => {
    const { clock, at } = noted(new MockClock({ mode: 'jump' }))
    const controller = new AbortController()
    clock.on('note', () => controller.abort('enough'))
    at(10, 'abort')
    await expect(clock.sleep(hour, { signal: controller.signal })).rejects.toBe('enough')
    await turn()
    expect(clock.now()).toBe(startOfTime + 10)
  })
})

describe('a request in progress', () => {
  /** A request that the test answers. */
  function request(clock: MockClock) {
    let respond!: (text: string) => void
    const answer = clock.answering(new Promise<string>((resolve) => (respond = resolve)))
    return { answer, respond }
  }

  test('delays a jump and an advance, and so does the next request that its answer causes', async () => {
    for (const mode of ['jump', 'manual'] as const) {
      const clock = new MockClock({ mode })
      const first = request(clock)
      const seen: number[] = []
      const client = (async () => {
        await first.answer
        const second = request(clock)
        void turn().then(() => second.respond('second'))
        await second.answer
        seen.push(clock.now())
      })()
      const passed = mode === 'jump' ? clock.sleep(hour) : clock.advance(hour)
      await turn()
      expect(clock.now()).toBe(startOfTime)
      first.respond('first')
      await Promise.all([client, passed])
      expect(seen).toEqual([startOfTime])
      expect(clock.now()).toBe(startOfTime + hour)
    }
  })

  test('that arrives only after some promises is awaited too', async () => {
    for (const mode of ['jump', 'manual'] as const) {
      const clock = new MockClock({ mode })
      const client = (async () => {
        for (let step = 0; step < 100; step++) await Promise.resolve()
        return clock.answering(turn().then(() => clock.now()))
      })()
      await (mode === 'jump' ? clock.sleep(hour) : clock.advance(hour))
      expect(await client).toBe(startOfTime)
    }
  })

  test('lets time pass while it waits for the clock itself, and is answered before time goes on', async () => {
    const clock = new MockClock({ mode: 'jump' })
    const answer = async () => {
      await clock.sleep(10, { answering: true })
      await turn()
      return clock.now() - startOfTime
    }
    const [waited] = await Promise.all([clock.answering(answer()), clock.sleep(hour)])
    expect(waited).toBe(10)
  })

  test('waits while another request is in progress', async () => {
    const clock = new MockClock({ mode: 'jump' })
    const waiting = clock.answering(clock.sleep(10, { answering: true }))
    const other = request(clock)
    await turn()
    expect(clock.now()).toBe(startOfTime)
    other.respond('done')
    await waiting
    expect(clock.now()).toBe(startOfTime + 10)
  })

  test.each<[string, (clock: MockClock, controller: AbortController) => unknown]>([
    ['its signal', (_, controller) => controller.abort()],
    ['a reset', (clock) => clock.reset()],
  ])('stops time again when %s ends its wait', async (_by, end) => {
    const clock = new MockClock({ mode: 'manual' })
    const controller = new AbortController()
    let respond!: () => void
    const answer = async () => {
      await clock.sleep(hour, { signal: controller.signal, answering: true }).catch(() => {})
      await new Promise<void>((resolve) => (respond = resolve))
    }
    const answered = clock.answering(answer())
    end(clock, controller)
    const advanced = clock.advance(10)
    await turn()
    expect(clock.now()).toBe(startOfTime)
    respond()
    await Promise.all([answered, advanced])
    expect(clock.now()).toBe(startOfTime + 10)
  })

  test('may fail, and has no effect if it is answered at once', async () => {
    const clock = new MockClock({ mode: 'manual' })
    await expect(clock.answering(Promise.reject(new Error('answer')))).rejects.toThrow('answer')
    expect(clock.answering('at once')).toBe('at once')
    await clock.advance(10)
    expect(clock.now()).toBe(startOfTime + 10)
  })
})

describe('fake timers', () => {
  afterEach(() => void vi.useRealTimers())

  test('of every kind stop neither a jump nor an advance', async () => {
    const early = new MockClock({ mode: 'jump' })
    vi.useFakeTimers({
      toFake: [
        ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'] as const),
        ...(['Date', 'performance', 'hrtime', 'queueMicrotask'] as const),
      ],
    })
    for (const clock of [early, new MockClock({ mode: 'jump' })]) {
      await clock.sleep(hour)
      expect(clock.now()).toBe(startOfTime + hour)
    }
    const clock = new MockClock({ mode: 'manual' })
    const slept = clock.sleep(hour)
    await clock.advance(hour)
    await slept
    expect(clock.monotonic()).toBe(hour)
  })
})

describe('held work', () => {
  test('ends before time goes on', async () => {
    const { clock, seen, at } = noted()
    at(10, 'a')
    let finish!: () => void
    const work = clock.hold(new Promise<string>((resolve) => (finish = () => resolve('done'))))
    const advance = clock.advance(20)
    await turn()
    expect(clock.now()).toBe(startOfTime)
    finish()
    await advance
    expect(await work).toBe('done')
    expect(seen).toEqual([[10, 'a']])
  })

  test('that an event starts ends before the next event', async () => {
    const { clock, seen, at } = noted()
    clock.on('work', () => void clock.hold(turn().then(() => seen.push([clock.now() - startOfTime, 'work is over']))))
    clock.schedule(startOfTime + 10, 'work', null)
    at(20, 'a')
    await clock.advance(20)
    expect(seen).toEqual([
      [10, 'work is over'],
      [20, 'a'],
    ])
  })

  test('may fail: its owner gets the error, and time continues', async () => {
    const clock = new MockClock({ mode: 'manual' })
    const work = clock.hold(Promise.reject(new Error('work')))
    await expect(work).rejects.toThrow('work')
    await clock.advance(10)
    expect(clock.now()).toBe(startOfTime + 10)
  })
})

describe('a reset', () => {
  test('resets the clock with an empty queue, and wakes sleepers', async () => {
    const { clock, seen, at } = noted()
    const slept = clock.sleep(hour)
    await clock.advance(10)
    at(20, 'gone')
    clock.reset()
    await slept
    expect(clock.now()).toBe(startOfTime)
    await clock.advance(hour)
    expect(seen).toEqual([])
  })

  test('does not reset the monotonic time', async () => {
    const clock = new MockClock({ mode: 'manual' })
    const before = clock.monotonic()
    await clock.advance(hour)
    clock.reset()
    await clock.advance(10)
    expect(clock.monotonic() - before).toBe(hour + 10)
  })

  test('during an advance ends it: the rest of the advance does not follow', async () => {
    const { clock, seen, at } = noted()
    clock.on('reset', () => clock.reset())
    clock.schedule(startOfTime + 10, 'reset', null)
    at(20, 'gone')
    const queued = [clock.advance(100), clock.advance(100)]
    await Promise.all(queued)
    expect(clock.now()).toBe(startOfTime)
    expect(seen).toEqual([])
    await clock.advance(1)
    expect(clock.now()).toBe(startOfTime + 1)
  })
})

describe('a clock that runs with the machine', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2030, 0, 1), toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] })
  })
  afterEach(() => void vi.useRealTimers())

  test('shows the machine’s time, or starts at the given time, and runs on', async () => {
    const clock = new MockClock({ mode: 'system' })
    const moved = new MockClock({ mode: 'system', start: startOfTime })
    await vi.advanceTimersByTimeAsync(hour)
    expect(clock.now()).toBe(Date.UTC(2030, 0, 1, 1))
    expect(moved.now()).toBe(startOfTime + hour)
    moved.reset()
    expect(moved.now()).toBe(startOfTime)
  })

  test('fires events and wakes sleepers on its own', async () => {
    const clock = new MockClock({ mode: 'system' })
    const seen: number[] = []
    clock.on('note', () => void seen.push(clock.now()))
    clock.schedule(clock.now() + hour, 'note', null)
    const slept = clock.sleep(2 * hour)
    await vi.advanceTimersByTimeAsync(hour - 1)
    expect(seen).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(seen).toEqual([Date.UTC(2030, 0, 1, 1)])
    await vi.advanceTimersByTimeAsync(hour)
    await slept
  })

  test('is set forward by advance, for all later events', async () => {
    const clock = new MockClock({ mode: 'system' })
    const seen: unknown[] = []
    clock.on('note', (data: unknown) => void seen.push(data))
    clock.schedule(clock.now() + hour, 'note', 'a')
    clock.schedule(clock.now() + 3 * hour, 'note', 'b')
    await clock.advance(2 * hour)
    expect(seen).toEqual(['a'])
    expect(clock.now()).toBe(Date.UTC(2030, 0, 1, 2))
    await vi.advanceTimersByTimeAsync(hour)
    expect(seen).toEqual(['a', 'b'])
  })

  test('keeps its pace if the machine’s wall clock is set back', async () => {
    const clock = new MockClock({ mode: 'system' })
    const before = clock.monotonic()
    let isAwake = false
    void clock.sleep(1000).then(() => (isAwake = true))
    vi.setSystemTime(Date.UTC(2029, 11, 31, 23))
    await vi.advanceTimersByTimeAsync(1000)
    expect(isAwake).toBe(true)
    expect(clock.now()).toBe(Date.UTC(2030, 0, 1) + 1000)
    expect(clock.monotonic() - before).toBe(1000)
  })

  test('catches up after the machine was asleep', async () => {
    const clock = new MockClock({ mode: 'system' })
    vi.setSystemTime(Date.UTC(2030, 0, 1, 8))
    expect(clock.now()).toBe(Date.UTC(2030, 0, 1, 8))
  })

  test('waits for an event beyond 2^31 ms instead of firing it at once', async () => {
    const clock = new MockClock({ mode: 'system' })
    const seen: unknown[] = []
    clock.on('note', (data: unknown) => void seen.push(data))
    clock.schedule(clock.now() + 2 ** 31 + hour, 'note', 'far')
    await vi.advanceTimersByTimeAsync(2 ** 31)
    expect(seen).toEqual([])
    await vi.advanceTimersByTimeAsync(hour)
    expect(seen).toEqual(['far'])
  })

  test('keeps no timer after close', async () => {
    const clock = new MockClock({ mode: 'system' })
    const slept = clock.sleep(hour)
    expect(vi.getTimerCount()).toBe(1)
    clock.close()
    await slept
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a duration', () => {
  test.each([
    [0, 0],
    [1500, 1500],
    ['250ms', 250],
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['31d', 31 * 24 * hour],
    ['2w', 14 * 24 * hour],
    ['1y', 365 * 24 * hour],
    ['1d12h', 36 * hour],
  ])('%s is %d ms', (text, ms) => {
    expect(milliseconds(text)).toBe(ms)
  })

  test.each([-1, Number.NaN, Infinity, '', 'soon', '5', '5 m', '-5m', '5M', '1h30', '.5h'])(
    'refuses %s, in advance as well, and says what to write instead',
    (bad) => {
      expect(() => milliseconds(bad)).toThrow(RangeError)
      expect(() => new MockClock({ mode: 'manual' }).advance(bad)).toThrow(
        /use milliseconds, or text like '90s', '31d', '1h30m'/,
      )
    },
  )
})

describe('a frozen clock', () => {
  test('stands still with the machine’s clock too, fires what an advance reaches, and continues from there', async () => {
    vi.useFakeTimers({ now: startOfTime, toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
    const { clock, seen, at } = noted(new MockClock({ mode: 'system' }))
    at(1000, 'first')
    at(3000, 'second')
    clock.freeze()
    expect(clock).toMatchObject({ mode: 'manual', isFrozen: true })
    await vi.advanceTimersByTimeAsync(60_000)
    expect([clock.now(), seen]).toEqual([startOfTime, []])
    await clock.advance(2000)
    expect(seen).toEqual([[1000, 'first']])
    clock.resume()
    expect(clock).toMatchObject({ mode: 'system', isFrozen: false })
    await vi.advanceTimersByTimeAsync(1000)
    expect([clock.now(), seen.at(-1)]).toEqual([startOfTime + 3000, [3000, 'second']])
    vi.useRealTimers()
  })

  test('does not jump for a sleep until it is resumed', async () => {
    const clock = new MockClock({ mode: 'jump' })
    clock.freeze()
    let woke = false
    const sleep = clock.sleep(hour).then(() => (woke = true))
    await turn()
    expect([woke, clock.now()]).toEqual([false, startOfTime])
    clock.resume()
    await sleep
    expect(clock.now()).toBe(startOfTime + hour)
  })

  test('is resumed by a reset and stays frozen at a restore', () => {
    const clock = new MockClock({ mode: 'jump' })
    clock.freeze()
    clock.restore(clock.save())
    expect(clock.isFrozen).toBe(true)
    clock.reset()
    expect(clock.isFrozen).toBe(false)
  })
})

test('a speed multiplies the machine’s clock, and its timers end earlier', async () => {
  vi.useFakeTimers({ now: startOfTime, toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
  const { clock, seen, at } = noted(new MockClock({ mode: 'system', speed: 60 }))
  at(60_000, 'a minute')
  await vi.advanceTimersByTimeAsync(1000)
  expect([clock.now(), seen]).toEqual([startOfTime + 60_000, [[60_000, 'a minute']]])
  vi.useRealTimers()
})

test('a restored state from the past catches up with the machine’s clock, and fires the events in between', async () => {
  const { clock, seen } = noted(new MockClock({ mode: 'system' }))
  clock.restore({ now: startOfTime, ids: 1, queue: [{ id: 1, at: startOfTime + 5, kind: 'note', data: 'overdue' }] })
  await clock.catchUp()
  expect(seen).toEqual([[5, 'overdue']])
  expect(Math.abs(Date.now() - clock.now())).toBeLessThan(60_000)
})

test('lists the scheduled events, without sleeps and transient events', () => {
  const { clock, at } = noted()
  at(20, 'second')
  at(10, 'first')
  void clock.sleep(5)
  clock.schedule(startOfTime + 1, 'note', 'keep-alive', { transient: true })
  expect(clock.scheduled().map(({ data }) => data)).toEqual(['first', 'second'])
})
