/** Each test has a mock of its own, and clients that are signed in. */
import { unwrap } from 'onair'
import { test } from 'onair/vitest'
import { expect } from 'vitest'

test('a stream goes live', async ({ mock, livepush }) => {
  const { id } = unwrap(await livepush.POST('/streams', { body: { category: 'simulcast', name: 'Launch' } }))
  await mock.livepush.publish({ streamId: id })
  const stream = unwrap(await livepush.call('getStream', { params: { path: { streamId: id } } }))
  expect(stream).toMatchObject({ metadata: { name: 'Launch' } })
})

test('no other test sees that stream, and the client renews tokens as time passes', async ({ mock, livepush }) => {
  await mock.clock.advance('31d')
  const names = unwrap(await livepush.call('listStreams')).map(({ metadata }) => metadata?.name)
  expect(names).not.toContain('Launch')
})

test('the user sees the provider’s error page', async ({ mock, kollusLive }) => {
  mock.faults.add({ operation: 'kollus-live.listChannels', action: 'status', status: 503 })
  expect(await kollusLive.call('listChannels')).toMatchObject({ ok: false, status: 503 })
})
