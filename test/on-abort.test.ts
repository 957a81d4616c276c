/** One signal for many calls: an application that shuts down passes the same one everywhere. */
import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MockClock } from '../mock/core/time/clock.js'
import { systemClock } from '../src/clock.js'
import { onAbort } from '../src/on-abort.js'
import { untilAborted } from '../src/store/until-aborted.js'
import { radio, tokens } from './support/radio.js'
import { json, untilAborted as unanswered } from './support/scripted-fetch.js'

const path = { params: { path: { show_id: 1 } } }
const show = json({ data: { id: 1, title: 'Demo' } })
const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length
const never = () => new Promise<never>(() => {})

const warnings: string[] = []
const note = ({ name, message }: Error) => void warnings.push(`${name}: ${message}`)
beforeEach(() => void process.on('warning', note))
afterEach(() => {
  process.off('warning', note)
  warnings.length = 0
})
/** Node.js prints a warning in the next turn. */
const printed = async () => {
  await new Promise((resolve) => setImmediate(resolve))
  return warnings
}

test('every listener of a signal is called once, and never after its removal', async () => {
  const controller = new AbortController()
  const { signal } = controller
  const called: number[] = []
  const remove = Array.from({ length: 20 }, (_, number) => onAbort(signal, () => void called.push(number)))
  for (const one of remove.slice(0, 18)) one()
  for (const one of remove.slice(0, 18)) one()
  expect(listeners(signal)).toBe(1)
  controller.abort()
  expect(called).toEqual([18, 19])
  for (const one of remove) one()
  expect(await printed()).toEqual([])
})

test('a signal that lost its listeners accepts new ones', () => {
  const controller = new AbortController()
  let called = 0
  onAbort(controller.signal, () => called++)()
  expect(listeners(controller.signal)).toBe(0)
  onAbort(controller.signal, () => called++)
  controller.abort()
  expect(called).toBe(1)
})

describe('a hundred waits at once on one signal print no warning, leave no listener and all end when it aborts:', () => {
  const calls = (...how: Parameters<typeof radio>) => {
    const { client } = radio(...how)
    return (signal: AbortSignal) => client.call('getShow', { ...path, signal })
  }
  const clock = new MockClock({ mode: 'manual' })
  test.each<[string, (signal: AbortSignal) => Promise<unknown>]>([
    ['calls in flight', calls([unanswered])],
    ['calls in the queue of the rate limit', calls([unanswered], { limit: undefined, timeout: false })],
    ['calls that wait for a token', calls([show], { auth: { token: never } })],
    ['sleeps', (signal) => systemClock.sleep(60_000, { signal })],
    ['sleeps in a mock’s time', (signal) => clock.sleep(60_000, { signal })],
    ['waits for a promise', (signal) => untilAborted(never(), signal)],
  ])('%s', async (_name, wait) => {
    const controller = new AbortController()
    const settled = Promise.allSettled(Array.from({ length: 100 }, () => wait(controller.signal)))
    expect(await printed()).toEqual([])
    controller.abort('enough')
    for (const outcome of await settled) expect(outcome).toEqual({ status: 'rejected', reason: 'enough' })
    expect(listeners(controller.signal)).toBe(0)
  })
})

test('a thousand calls in sequence on one signal leave no listener', async () => {
  const { signal } = new AbortController()
  const { client } = radio([show], { auth: tokens('t1') })
  for (let call = 0; call < 1000; call++) await client.call('getShow', { ...path, signal })
  expect(listeners(signal)).toBe(0)
})

test('finished sleeps on a mock’s clock leave no listener', async () => {
  const { signal } = new AbortController()
  const clock = new MockClock({ mode: 'manual' })
  const slept = [clock.sleep(10, { signal }), clock.sleep(20, { signal }), clock.sleep(10)]
  await clock.advance(10)
  expect(listeners(signal)).toBe(1)
  await clock.advance(10)
  await Promise.all(slept)
  expect(listeners(signal)).toBe(0)
})
