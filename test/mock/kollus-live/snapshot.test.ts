import { expect, test } from 'vitest'
import { as, kollusLiveMock, mainStage } from '../caller.js'
import { receiver } from '../receiver.js'

test('a restored mock sends the pending callbacks, and keeps the log of earlier ones', async () => {
  const { url, received } = await receiver(500)
  const mock = await kollusLiveMock()
  await mock.kollusLive.setCallbackUrl({ channelKey: mainStage, url })
  await mock.kollusLive.publish({ channelKey: mainStage })
  const snapshot = mock.snapshot()
  mock.reset()
  mock.restore(snapshot)
  await mock.clock.advance('5m')
  expect(received.map(({ form }) => form['broadcast_state'])).toEqual(['start', 'start'])
  const results = mock.callbacks
    .list()
    .flatMap((callback) => callback.attempts)
    .map(({ attempt, result }) => [attempt, result])
  expect(results).toEqual([
    [1, { status: 500 }],
    [2, { status: 200 }],
  ])
})

test('a restored mock ends a broadcast whose signal was lost before, and reports its recording', async () => {
  const { url, received } = await receiver()
  const mock = await kollusLiveMock()
  await mock.kollusLive.setCallbackUrl({ channelKey: mainStage, url })
  await mock.kollusLive.publish({ channelKey: mainStage })
  await mock.kollusLive.drop({ channelKey: mainStage })
  const other = await kollusLiveMock({ state: mock.snapshot() })
  received.length = 0
  await other.clock.advance('2m')
  const told = received.map(({ form }) => form['broadcast_state'] ?? form['recording_file_kind'])
  expect(told).toEqual(['stop', 'segment'])
})

test('a restored mock repeats the stale reads, to the same caller', async () => {
  const mock = await kollusLiveMock({ policy: { 'kollus-live': { readCacheTtl: '1m' } } })
  const call = await as(mock)
  await call('GET', `/channels/${mainStage}`)
  await call('PUT', `/channels/${mainStage}`, { title: 'New' })
  mock.restore(mock.snapshot())
  expect((await call('GET', `/channels/${mainStage}`)).body.data.title).toBe('Main stage')
  await mock.clock.advance('1m')
  expect((await call('GET', `/channels/${mainStage}`)).body.data.title).toBe('New')
})
