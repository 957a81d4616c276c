/** Run with: node --import tsx --test examples/testing/node-test.ts */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unwrap } from 'onair'
import { useMock } from 'onair/node-test'

void test('the client renews tokens as time passes', async (t) => {
  const { mock, livepush } = await useMock(t, { providers: ['livepush'] })
  await mock.clock.advance('31d')
  assert.equal(unwrap(await livepush.call('listStreams')).length, 2)
})

void test('the client repeats a call after a failure', async (t) => {
  const { mock, livepush } = await useMock(t, { providers: ['livepush'] })
  mock.faults.add({ operation: 'livepush.listStreams', action: 'status', status: 503, times: 1 })
  assert.equal((await livepush.call('listStreams')).status, 200)
})
