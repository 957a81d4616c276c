/** Time limits, pacing and pauses are durations: they do not depend on the wall clock. */
import { describe, expect, test } from 'vitest'
import type { LogEntry } from '../../src/http/log.js'
import { failure } from '../support/failure.js'
import { radio } from '../support/radio.js'
import { json, untilAborted } from '../support/scripted-fetch.js'

const show = json({ data: { id: 1, title: 'Demo' } })
const path = { params: { path: { show_id: 1 } } }
const hour = 3_600_000

describe.each([
  ['back', -hour],
  ['forward', hour],
])('if the wall clock is set %s by an hour', (_direction, shift) => {
  test('a running call times out at the right time', async () => {
    const { client, clock } = radio([untilAborted], { retry: false })
    let error: unknown
    void failure(client.call('getShow', path)).then((reason) => (error = reason))
    await clock.settle()
    clock.shiftWallClock(shift)
    await clock.advance(29_999)
    expect(error).toBeUndefined()
    await clock.advance(1)
    expect(error).toMatchObject({ code: 'timeout', scope: 'attempt' })
  })

  test('a queued call waits for its window and no longer', async () => {
    const { client, clock, sent } = radio([show], { limit: undefined })
    for (let call = 0; call < 3; call++) await client.call('getShow', path)
    clock.shiftWallClock(shift)
    const queued = client.call('getShow', path)
    await clock.advance(59_999)
    expect(sent).toHaveLength(3)
    await clock.advance(1)
    expect(await queued).toMatchObject({ status: 200 })
  })

  test('a pause after a 429 lasts as long as the 429 asked', async () => {
    const { client, clock, sent } = radio([json({}, 429, { 'retry-after': '20' }), show], { limit: undefined })
    await client.call('getShow', { ...path, idempotent: false })
    clock.shiftWallClock(shift)
    const next = client.call('getShow', path)
    await clock.advance(19_999)
    expect(sent).toHaveLength(1)
    await clock.advance(1)
    expect(await next).toMatchObject({ status: 200 })
  })

  test('a retried call keeps its total time', async () => {
    const failing = () => {
      clock.shiftWallClock(shift)
      return json({}, 503)
    }
    const { client, clock } = radio([failing, show])
    const result = client.call('getShow', path)
    await clock.advance(250)
    expect(await result).toMatchObject({ status: 200 })
  })

  test('a log shows the real duration of a call', async () => {
    const entries: LogEntry[] = []
    const { client, clock } = radio([json({}, 503), show], { log: (entry) => entries.push(entry) })
    const result = client.call('getShow', path)
    await clock.settle()
    clock.shiftWallClock(shift)
    await clock.advance(250)
    await result
    expect(entries.at(-1)).toMatchObject({ event: 'result', ms: 250 })
  })
})
