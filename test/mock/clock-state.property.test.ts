import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MockClock, startOfTime, type ClockState } from '../../mock/core/time/clock.js'

/** A clock that records what its handlers see. The event `chain` schedules another one and cancels an earlier one. */
function noted() {
  const clock = new MockClock({ mode: 'manual' })
  const log: unknown[] = []
  clock.on('note', (data) => log.push([clock.now(), data]))
  clock.on('chain', (data: number) => {
    log.push([clock.now(), 'chain', clock.schedule(clock.now() + data, 'note', data)])
    clock.cancel(data)
  })
  return { clock, log }
}
type Noted = ReturnType<typeof noted>

type Step = (on: Noted) => unknown

const ms = fc.integer({ min: 0, max: 40 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.integer({ min: -5, max: 40 }), fc.constantFrom('note', 'chain'), ms).map(
    ([after, kind, data]): Step =>
      ({ clock, log }) =>
        log.push(clock.schedule(clock.now() + after, kind, data)),
  ),
  fc.integer({ min: 1, max: 20 }).map(
    (id): Step =>
      ({ clock }) =>
        clock.cancel(id),
  ),
  ms.map(
    (time): Step =>
      async ({ clock, log }) =>
        log.push(await clock.advance(time)),
  ),
)
/** What a saved state does not contain: it must not change what is saved. */
const unsaved: fc.Arbitrary<Step> = ms.map((time): Step => ({ clock }) => {
  void clock.sleep(time)
  clock.cancel(clock.schedule(clock.now() + time, 'note', 'transient', { transient: true }))
})

const run = async (on: Noted, steps: readonly Step[]) => {
  for (const one of steps) await one(on)
}

const throughJson = (state: ClockState) => JSON.parse(JSON.stringify(state)) as ClockState

describe('a clock that continues from a saved state', () => {
  test('fires the same events under the same numbers as the clock that was saved', async () => {
    const steps = fc.array(fc.oneof({ weight: 4, arbitrary: step }, unsaved), { maxLength: 15 })
    await fc.assert(
      fc.asyncProperty(steps, steps, steps, async (before, after, elsewhere) => {
        const original = noted()
        await run(original, before)
        const saved = throughJson(original.clock.save())
        const restored = noted()
        await run(restored, elsewhere)
        restored.clock.restore(saved)
        original.log.length = restored.log.length = 0
        for (const one of [original, restored]) await run(one, after)
        expect(restored.log).toEqual(original.log)
        expect(restored.clock.save()).toEqual(original.clock.save())
      }),
      { numRuns: 200 },
    )
  })

  test('keeps the order of events at the same time, and the numbers to cancel them by', async () => {
    const original = noted()
    const [, second] = ['a', 'b', 'c'].map((data) => original.clock.schedule(startOfTime + 10, 'note', data))
    const restored = noted()
    restored.clock.restore(throughJson(original.clock.save()))
    restored.clock.cancel(second!)
    expect((await restored.clock.advance(10)).map(({ data }) => data)).toEqual(['a', 'c'])
  })

  test('has no transient events and no sleepers, and cancelling those later cancels nothing else', async () => {
    const { clock } = noted()
    const transient = clock.schedule(startOfTime + 10, 'note', 'keep-alive', { transient: true })
    const slept = clock.sleep(20)
    clock.restore(throughJson(clock.save()))
    await slept
    clock.schedule(startOfTime + 10, 'note', 'kept')
    clock.cancel(transient)
    expect((await clock.advance(30)).map(({ data }) => data)).toEqual(['kept'])
  })

  test('starts a new generation: a running advance ends, and durations continue', async () => {
    const { clock } = noted()
    const saved = clock.save()
    await clock.advance(100)
    const { era } = clock
    const advanced = clock.advance(1000)
    clock.restore(saved)
    expect(await advanced).toEqual([])
    expect(clock.now()).toBe(startOfTime)
    expect(clock.era).toBe(era + 1)
    await clock.advance(5)
    expect(clock.monotonic()).toBe(105)
  })

  test('continues from the saved time with the machine’s clock, and fires the saved events', async () => {
    const { clock } = noted()
    clock.schedule(startOfTime + 1, 'note', 'due')
    const machine = new MockClock({ mode: 'system' })
    const fired = new Promise((resolve) => machine.on('note', resolve))
    machine.restore(throughJson(clock.save()))
    expect(await fired).toBe('due')
    expect(machine.now()).toBeGreaterThanOrEqual(startOfTime)
    expect(machine.now()).toBeLessThan(startOfTime + 60_000)
    machine.close()
  })
})
