/** Time limits, pacing and pauses are durations: it does not matter to them what the wall clock shows. */
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
  ['on', hour],
])('where the wall clock is set %s by an hour', (_direction, shift) => {
  test('a call under way is timed out when it is time', async () => {
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

  test('a pause that a 429 asked for lasts as long as it asked', async () => {
    const { client, clock, sent } = radio([json({}, 429, { 'retry-after': '20' }), show], { limit: undefined })
    await client.call('getShow', { ...path, idempotent: false })
    clock.shiftWallClock(shift)
    const next = client.call('getShow', path)
    await clock.advance(19_999)
    expect(sent).toHaveLength(1)
    await clock.advance(1)
    expect(await next).toMatchObject({ status: 200 })
  })

  test('a repeated call keeps its whole time', async () => {
    const failing = () => {
      clock.shiftWallClock(shift)
      return json({}, 503)
    }
    const { client, clock } = radio([failing, show])
    const result = client.call('getShow', path)
    await clock.advance(250)
    expect(await result).toMatchObject({ status: 200 })
  })

  test('a log tells how long a call really took', async () => {
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
