import * as fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { defineProvider, type FaultOptions, type Mock, type MockOptions } from '../../mock/index.js'
import { testMock } from '../support/mock.js'
import { failure } from '../support/signed-in.js'
import { madeUp } from './made-up.js'

type Kind = 'in process' | 'over a socket'
const kinds: readonly Kind[] = ['in process', 'over a socket']

const list = 'livepush.listStreams'
const create = 'livepush.createStream'

/** A mock of Livepush with a token of alice's, and a function that calls it. */
async function stage(kind: Kind, options: MockOptions = {}) {
  const mock = await testMock({ providers: ['livepush'], ...options })
  const { accessToken } = await mock.grant('livepush')
  const { url, fetch } = kind === 'in process' ? mock : { url: (await mock.listen()).url, fetch: globalThis.fetch }
  const authorization = `Bearer ${accessToken}`
  const call = (path: string, init: RequestInit) => fetch(`${url}/livepush${path}`, init)
  return {
    mock,
    list: (method = 'GET') => call('/octopus/streams/mine', { method, headers: { authorization } }),
    create: (signal?: AbortSignal) =>
      call('/octopus/streams', {
        method: 'POST',
        ...(signal && { signal }),
        body: JSON.stringify({ category: 'simulcast', name: 'Demo' }),
        headers: { authorization, 'content-type': 'application/json' },
      }),
  }
}

/** The number of streams. The seed has two. */
const streams = async (mock: Mock) => (await mock.livepush.streams()).length
const entries = (mock: Mock) => mock.journal.requests().map(({ status, reason }) => [status, reason])
const statuses = async (...calls: Promise<Response>[]) => (await Promise.all(calls)).map(({ status }) => status)

/** Resolves when the first fault has started. */
const applied = (mock: Mock) => vi.waitFor(() => expect(mock.faults.list()[0]!.applied).toBe(1), { interval: 1 })

/** The code in the cause of a `fetch` failure. */
const causeOf = (error: unknown) => ((error as Error).cause as { readonly code: string }).code

describe.each(kinds)('a fault %s', (kind) => {
  test('answers with a status in the words of the provider, before the operation runs', async () => {
    const { mock, create: call } = await stage(kind)
    mock.faults.add({ operation: create, action: 'status', status: 503, retryAfter: 7 })
    const refused = await call()
    expect([refused.status, await refused.json()]).toEqual([503, { message: 'Something went wrong.' }])
    expect(refused.headers.get('retry-after')).toBe('7')
    expect(refused.headers.get('x-onair-evidence')).toBe('inferred')
    expect(await streams(mock)).toBe(2)
    expect(entries(mock)).toEqual([[503, 'fault: status']])
  })

  test('with the phase after answers with a status although the operation ran', async () => {
    const { mock, create: call } = await stage(kind)
    mock.faults.add({ operation: create, phase: 'after', action: 'status', status: 500 })
    expect((await call()).status).toBe(500)
    expect(await streams(mock)).toBe(3)
  })

  test('delays the answer by the mock’s time, which jumps', async () => {
    const { mock, list: call } = await stage(kind)
    const before = mock.clock.monotonic()
    mock.faults.add({ operation: list, action: 'delay', duration: '5m', times: 1 })
    expect((await call()).status).toBe(200)
    expect(mock.clock.monotonic() - before).toBe(300_000)
    mock.faults.add({ operation: list, phase: 'after', action: 'delay', duration: 90 })
    expect((await call()).status).toBe(200)
    expect(mock.clock.monotonic() - before).toBe(300_090)
    const entry = [200, 'fault: delay']
    expect(entries(mock)).toEqual([entry, entry])
  })

  test('resets the connection before the operation', async () => {
    const { mock, create: call } = await stage(kind)
    mock.faults.add({ operation: create, action: 'drop', times: 1 })
    const error = await failure(call)
    expect(error).toBeInstanceOf(TypeError)
    expect([(error as Error).message, causeOf(error)]).toEqual(['fetch failed', 'ECONNRESET'])
    expect(await streams(mock)).toBe(2)
    expect(entries(mock)).toEqual([[0, 'fault: drop']])
    expect(mock.journal.requests({ status: 0 })).toHaveLength(1)
    expect((await call()).status).toBe(201)
  })

  test('resets the connection after the operation, and the client gets no answer', async () => {
    const { mock, create: call } = await stage(kind)
    mock.faults.add({ operation: create, phase: 'after', action: 'drop' })
    expect(causeOf(await failure(call))).toBe('ECONNRESET')
    expect(await streams(mock)).toBe(3)
    expect(entries(mock)).toEqual([[201, 'fault: drop']])
  })

  test.each([10, 0, undefined])('breaks the connection after %s bytes of the promised body', async (bytes) => {
    const { mock, list: call } = await stage(kind)
    const whole = new TextEncoder().encode(await (await call()).text())
    mock.faults.add({ operation: list, action: 'truncate', bytes })
    const answer = await call()
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(whole.length)])
    const read: number[] = []
    const error = await failure(async () => {
      const reader = answer.body!.getReader()
      for (let part = await reader.read(); !part.done; part = await reader.read()) read.push(...part.value)
    })
    expect([(error as Error).message, causeOf(error)]).toEqual(['terminated', 'UND_ERR_SOCKET'])
    expect(read).toEqual([...whole.subarray(0, bytes ?? whole.length >> 1)])
  })

  test('returns a complete answer with truncated JSON', async () => {
    const { mock, list: call } = await stage(kind)
    const whole = await (await call()).text()
    mock.faults.add({ operation: list, action: 'malformed' })
    const answer = await call()
    const text = await answer.text()
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json'])
    expect(answer.headers.get('x-onair-evidence')).toBe('inferred')
    expect(whole.startsWith(text)).toBe(true)
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
  })

  test('throttles the body to a number of bytes a second of the mock’s time', async () => {
    const { mock, list: call } = await stage(kind)
    const whole = await (await call()).text()
    mock.faults.add({ operation: list, action: 'slow', bytesPerSecond: 64 })
    const before = mock.clock.monotonic()
    expect(await (await call()).text()).toBe(whole)
    const bytes = new TextEncoder().encode(whole).length
    expect(mock.clock.monotonic() - before).toBe(Math.ceil((bytes / 64) * 1000))
  })

  test('does not break the empty body of a HEAD', async () => {
    const { mock, list: call } = await stage(kind)
    for (const action of ['malformed', 'truncate'] as const) mock.faults.add({ operation: list, action, times: 1 })
    expect(await statuses(call('HEAD'), call('HEAD'))).toEqual([200, 200])
    mock.faults.add({ operation: list, action: 'drop' })
    expect(causeOf(await failure(() => call('HEAD')))).toBe('ECONNRESET')
  })

  test('leaves an answer without a body unchanged, and resets the connection for truncate', async () => {
    const provider = defineProvider(madeUp).handlers({ ask: () => ({ status: 204 }) as never })
    const mock = await testMock({ providers: [provider] })
    const { url, fetch } = kind === 'in process' ? mock : { url: (await mock.listen()).url, fetch: globalThis.fetch }
    const call = () => fetch(`${url}/madeup/api/ask`, { method: 'POST' })
    mock.faults.add({ operation: 'madeup.ask', action: 'malformed', times: 1 })
    expect((await call()).status).toBe(204)
    mock.faults.add({ operation: 'madeup.ask', action: 'slow', bytesPerSecond: 1, times: 1 })
    expect((await call()).status).toBe(204)
    mock.faults.add({ operation: 'madeup.ask', action: 'truncate' })
    expect(causeOf(await failure(call))).toBe('ECONNRESET')
  })

  test('ends a delayed call when the mock is reset: the operation does not run, and nothing hangs', async () => {
    const { mock, create: call } = await stage(kind, { clock: 'manual' })
    mock.faults.add({ operation: create, action: 'delay', duration: '1m' })
    const waiting = failure(call)
    await applied(mock)
    mock.reset()
    expect(causeOf(await waiting)).toBe('ECONNRESET')
    await mock.clock.advance('1h')
    expect(await streams(mock)).toBe(2)
  })

  test('sends the rest of a slow body at once when the mock is reset', async () => {
    const { mock, list: call } = await stage(kind, { clock: 'manual' })
    const whole = await (await call()).text()
    mock.faults.add({ operation: list, action: 'slow', bytesPerSecond: 1 })
    const text = (await call()).text()
    await mock.clock.advance('2s')
    mock.reset()
    expect(await text).toBe(whole)
    expect(mock.clock.monotonic()).toBe(2000)
  })

  test('ends a delayed call when its client aborts: the operation does not run', async () => {
    const { mock, create: call } = await stage(kind, { clock: 'manual' })
    mock.faults.add({ operation: create, action: 'delay', duration: '1m' })
    const client = new AbortController()
    const waiting = failure(() => call(client.signal))
    await applied(mock)
    client.abort()
    expect(await waiting).toMatchObject({ name: 'AbortError' })
    await vi.waitFor(() => expect(entries(mock)).toEqual([[0, 'fault: delay']]))
    await mock.clock.advance('1m')
    expect(await streams(mock)).toBe(2)
  })
})

describe('a fault applies', () => {
  test('to all calls of the operation until it is cleared, and no others', async () => {
    const { mock, list: call, create: other } = await stage('in process')
    const id = mock.faults.add({ operation: list, action: 'status', status: 500 })
    expect(await statuses(call(), other(), call())).toEqual([500, 201, 500])
    mock.faults.clear(id)
    expect(await statuses(call())).toEqual([200])
  })

  test('to all operations of a provider', async () => {
    const { mock, list: call, create: other } = await stage('in process')
    mock.faults.add({ operation: 'livepush.*', action: 'status', status: 500 })
    expect(await statuses(call(), other())).toEqual([500, 500])
  })

  test('from the nth call on, the given number of times; then it is gone', async () => {
    const { mock, list: call } = await stage('in process')
    const id = mock.faults.add({ operation: list, action: 'status', status: 500, nth: 3, times: 2 })
    expect(await statuses(call(), call(), call())).toEqual([200, 200, 500])
    expect(mock.faults.list()).toEqual([
      { id, operation: list, phase: 'before', action: 'status', status: 500, nth: 3, times: 2, calls: 3, applied: 1 },
    ])
    expect(await statuses(call(), call())).toEqual([500, 200])
    expect(mock.faults.list()).toEqual([])
  })

  test('from any nth call on and any number of times, also after a restore in between', async () => {
    const { mock, list: call } = await stage('in process')
    const small = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined })
    const property = fc.asyncProperty(small, small, fc.integer({ min: 0, max: 8 }), async (nth, times, restoredAt) => {
      mock.faults.clear()
      mock.faults.add({ operation: list, action: 'status', status: 500, nth, times })
      for (let n = 1; n <= 8; n++) {
        if (n === restoredAt) mock.restore(mock.snapshot())
        const from = nth ?? 1
        const isHit = n >= from && n < from + (times ?? Infinity)
        expect((await call()).status).toBe(isHit ? 500 : 200)
      }
    })
    await fc.assert(property, { numRuns: 30 })
  })

  test('in sequence with other faults, each its number of times', async () => {
    const { mock, list: call } = await stage('in process')
    mock.faults.add({ operation: list, phase: 'after', action: 'status', status: 504, times: 1 })
    mock.faults.add({ operation: list, action: 'status', status: 500, times: 1 })
    mock.faults.add({ operation: list, action: 'status', status: 502, times: 1 })
    const got = [await call(), await call(), await call(), await call()]
    expect(got.map(({ status }) => status)).toEqual([500, 502, 504, 200])
  })

  test('its delay in addition to others, before the failure', async () => {
    const { mock, list: call } = await stage('in process')
    mock.faults.add({ operation: list, action: 'delay', duration: '1s' })
    mock.faults.add({ operation: list, phase: 'after', action: 'drop' })
    mock.faults.add({ operation: list, action: 'delay', duration: '2s' })
    const before = mock.clock.monotonic()
    expect(causeOf(await failure(call))).toBe('ECONNRESET')
    expect(mock.clock.monotonic() - before).toBe(3000)
    expect(entries(mock)).toEqual([[200, 'fault: delay, delay, drop']])
  })

  test('also after a snapshot, with its count; a reset clears it', async () => {
    const { mock, list: call } = await stage('in process')
    const { faults } = mock
    faults.add({ operation: list, action: 'status', status: 500, times: 2 })
    await call()
    const snapshot = mock.snapshot()
    mock.reset()
    expect(faults.list()).toEqual([])
    expect(faults.add({ operation: list, action: 'drop' })).toBe(1)
    mock.restore(snapshot)
    expect(faults.list()).toMatchObject([{ action: 'status', calls: 1, applied: 1 }])
    expect(await statuses(call(), call())).toEqual([500, 200])
  })

  test('to its own sandbox only', async () => {
    const { mock } = await stage('in process')
    mock.sandbox('t1').faults.add({ operation: list, action: 'drop' })
    expect([mock.faults.list(), mock.sandbox('t1').faults.list().length]).toEqual([[], 1])
  })

  test('until clear removes it, by a filter or with all', async () => {
    const { mock } = await stage('in process')
    const set = () => mock.faults.list().map(({ operation, action }) => `${operation} ${action}`)
    mock.faults.add({ operation: list, action: 'drop' })
    mock.faults.add({ operation: create, action: 'drop' })
    mock.faults.add({ operation: create, action: 'malformed' })
    mock.faults.clear({ operation: create, action: 'drop' })
    expect(set()).toEqual([`${list} drop`, `${create} malformed`])
    mock.faults.clear({ operation: list })
    expect(set()).toEqual([`${create} malformed`])
    mock.faults.clear()
    expect(set()).toEqual([])
    expect(() => mock.faults.clear({ phase: 'after' } as object)).toThrow(
      new RangeError("There is no filter 'phase'; there are operation, action."),
    )
  })
})

describe('a fault is refused:', () => {
  const drop = { operation: list, action: 'drop' }
  test.each([
    [
      { ...drop, operation: 'livepsh.listStreams' },
      "no provider 'livepsh'; there are livepush. Did you mean 'livepush'?",
    ],
    [{ ...drop, operation: 'listStreams' }, "no provider 'listStreams'; there are livepush."],
    [
      { ...drop, operation: 'livepush.listStream' },
      /no operation of livepush 'listStream'; there are \*, .*listStreams.* Did you mean 'listStreams'\?/,
    ],
    [{ ...drop, operation: 'livepush' }, /no operation of livepush with an empty name; there are \*, /],
    [{ ...drop, operation: 7 }, 'The operation of a fault is text'],
    [
      { ...drop, action: 'dorp' },
      "There is no action on livepush.listStreams 'dorp'; there are status, delay, drop, truncate, malformed, slow. Did you mean 'drop'?",
    ],
    [{ ...drop, action: 'cut' }, "There is no action on livepush.listStreams 'cut'"],
    [{ ...drop, phase: 'during' }, "The field of the action drop 'phase' must be 'before' or 'after'."],
    [
      { ...drop, action: 'malformed', phase: 'before' },
      "'phase' must be 'after': the action changes the response to a call that took effect.",
    ],
    [{ ...drop, ms: 5 }, "There is no field of the action drop 'ms'; there are operation, action, phase, nth, times."],
    [{ ...drop, times: 0 }, "'times' must be a whole number above 0."],
    [{ ...drop, nth: 1.5 }, "'nth' must be a whole number above 0."],
    [
      { ...drop, action: 'status' },
      "The action status needs the field 'status', which must be an error status from 400 to 599.",
    ],
    [{ ...drop, action: 'status', status: 200 }, "'status' must be an error status from 400 to 599."],
    [{ ...drop, action: 'delay', duration: 'soon' }, "'duration' must be a duration"],
    [{ ...drop, action: 'slow', bytesPerSecond: 0 }, "'bytesPerSecond' must be a whole number above 0."],
    [{ ...drop, action: 'truncate', bytes: -1 }, "'bytes' must be a whole number from 0 up."],
    [undefined, 'A fault is an object'],
  ])('%j', async (options, message) => {
    const { mock } = await stage('in process')
    const error = await failure(async () => mock.faults.add(options as FaultOptions))
    expect(error).toBeInstanceOf(RangeError)
    expect((error as Error).message).toMatch(message)
    expect(mock.faults.list()).toEqual([])
  })
})
