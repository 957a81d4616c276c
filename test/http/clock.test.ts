import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { systemClock } from '../../src/clock.js'

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

test('a sleep longer than the longest timer lasts its full time', async () => {
  const month = 31 * 86_400_000
  const awake = vi.fn<() => void>()
  void systemClock.sleep(month).then(awake)
  await vi.advanceTimersByTimeAsync(month - 1)
  expect(awake).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(awake).toHaveBeenCalled()
})

test('a sleep lasts its full time although the wall clock is set back meanwhile', async () => {
  const month = 31 * 86_400_000
  const awake = vi.fn<() => void>()
  const before = systemClock.monotonic()
  void systemClock.sleep(month).then(awake)
  vi.setSystemTime(-3_600_000)
  await vi.advanceTimersByTimeAsync(month)
  expect(awake).toHaveBeenCalled()
  expect(systemClock.monotonic() - before).toBe(month)
})

test('aborting a sleep rejects with the reason and leaves no timer', async () => {
  const controller = new AbortController()
  const sleep = systemClock.sleep(1000, { signal: controller.signal })
  controller.abort('enough')
  await expect(sleep).rejects.toBe('enough')
  expect(vi.getTimerCount()).toBe(0)
  await expect(systemClock.sleep(1000, { signal: controller.signal })).rejects.toBe('enough')
})
