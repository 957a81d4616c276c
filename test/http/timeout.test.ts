import { expect, test, vi } from 'vitest'
import { Call } from '../../src/http/call.js'
import { Deadlines } from '../../src/http/timeout.js'
import { table } from '../fixtures/radio.js'
import { failure } from '../support/failure.js'
import { manualClock } from '../support/manual-clock.js'
import { radio } from '../support/radio.js'
import { json, untilAborted } from '../support/scripted-fetch.js'

const show = json({ data: { id: 1, title: 'Demo' } })
const path = { params: { path: { show_id: 1 } } }
const never = () => new Promise<Response>(() => {})

test('an attempt is aborted after 30 s by default', async () => {
  const { client, clock, sent } = radio([untilAborted], { retry: false })
  const call = failure(client.call('getShow', path))
  await clock.advance(29_999)
  expect(sent[0]?.signal?.aborted).toBe(false)
  await clock.advance(1)
  expect(await call).toMatchObject({
    code: 'timeout',
    scope: 'attempt',
    limit: 30_000,
  })
  expect(sent[0]?.signal?.aborted).toBe(true)
})

test('a fetch that ignores its signal times out too', async () => {
  const { client, clock } = radio([never], { retry: false })
  const call = failure(client.call('getShow', path))
  await clock.advance(30_000)
  expect(await call).toMatchObject({ code: 'timeout' })
})

test('a body that stalls times out like a missing answer', async () => {
  const stalled = () => new Response(new ReadableStream())
  const { client, clock } = radio([stalled], { retry: false })
  const call = failure(client.call('getShow', path))
  await clock.advance(30_000)
  expect(await call).toMatchObject({ code: 'timeout', scope: 'attempt' })
})

test('the whole call has a time limit too, over all its attempts', async () => {
  const { client, clock, sent } = radio([untilAborted], { timeout: { attempt: 1000, total: 1800 } })
  const call = failure(client.call('getShow', path))
  await clock.advance(1800)
  expect(await call).toMatchObject({
    code: 'timeout',
    scope: 'total',
    limit: 1800,
  })
  expect(sent.map(({ signal }) => signal?.aborted)).toEqual([true, true])
})

test('waiting for a token counts towards the time limit', async () => {
  const { client, clock } = radio([show], { auth: { token: () => new Promise(() => {}) }, timeout: { total: 500 } })
  const call = failure(client.call('getShow', path))
  await clock.advance(500)
  expect(await call).toMatchObject({ scope: 'total' })
})

test('timeout: false waits forever', async () => {
  const { client, clock } = radio([untilAborted], { timeout: false })
  let settled = false
  void client.call('getShow', path).finally(() => {
    settled = true
  })
  await clock.advance(86_400_000)
  expect(settled).toBe(false)
})

test('the caller’s abort is thrown as its reason, before and during the call', async () => {
  const { client, clock, sent } = radio([untilAborted])
  await expect(client.call('getShow', { ...path, signal: AbortSignal.abort('early') })).rejects.toBe('early')
  expect(sent).toHaveLength(0)
  const controller = new AbortController()
  const call = failure(client.call('getShow', { ...path, signal: controller.signal }))
  await clock.settle()
  controller.abort('late')
  expect(await call).toBe('late')
  expect(sent).toHaveLength(1)
  expect(sent[0]?.signal?.reason).toBe('late')
})

test('a finished call leaves no listener on the caller’s signal', async () => {
  const { client } = radio([show])
  const { signal } = new AbortController()
  const added = vi.spyOn(signal, 'addEventListener')
  const removed = vi.spyOn(signal, 'removeEventListener')
  await client.call('getShow', { ...path, signal })
  expect(removed).toHaveBeenCalledTimes(added.mock.calls.length)
})

test('deadlines expire in order, each once, and cancelled ones never', async () => {
  const clock = manualClock()
  const deadlines = new Deadlines(clock, 100)
  const due: string[] = []
  deadlines.set(() => due.push('a'))
  const b = deadlines.set(() => due.push('b'))
  await clock.advance(50)
  const c = deadlines.set(() => due.push('c'))
  deadlines.set(() => due.push('d'))
  deadlines.lift(b)
  await clock.advance(50)
  expect(due).toEqual(['a'])
  deadlines.lift(c)
  deadlines.lift(c)
  await clock.advance(50)
  expect(due).toEqual(['a', 'd'])
  deadlines.set(() => due.push('e'))
  await clock.advance(100)
  expect(due).toEqual(['a', 'd', 'e'])
})

test('a finished call is not aborted later', async () => {
  const { client, clock, sent } = radio([show])
  await client.call('getShow', path)
  await clock.advance(600_000)
  expect(sent[0]?.signal?.aborted).toBe(false)
})

test('a signal that is read late is aborted, with the first reason', () => {
  const call = new Call('getShow', table.getShow)
  call.end('first')
  call.stopAttempt('second')
  call.renew()
  expect(call.signal.aborted).toBe(true)
  expect(call.signal.reason).toBe('first')
})

test('a finished call does not keep the process alive', async () => {
  const { client, clock } = radio([show])
  await client.call('getShow', path)
  expect(clock.due).toEqual([])
})
