import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unwrap } from 'onair'
import { createMock } from 'onair/mock'
import { beacon as definition } from './beacon-mock.js'
import { beaconAuth, createBeacon } from './beacon.js'

void test('a user signs in, and a stream that was created is listed', async () => {
  const mock = await createMock({ providers: [definition] })
  const auth = beaconAuth({ ...mock.credentials(definition), ...mock.client })
  const { url } = await auth.begin({ account: 'alice', scopes: ['streams.read', 'streams.write'] })
  await auth.complete(await mock.approve(url))

  const beacon = createBeacon({ auth: auth.account('alice'), ...mock.client })
  unwrap(await beacon.call('createStream', { body: { title: 'Evening show' } }))
  const titles = unwrap(await beacon.call('listStreams')).map(({ title }) => title)
  assert.deepEqual(titles, ['Morning show', 'Evening show'])
  await mock.close()
})

void test('a call without a valid token is refused in the words of the provider', async () => {
  const mock = await createMock({ providers: [definition] })
  const beacon = createBeacon({ auth: { token: async () => ({ value: 'x' }) }, ...mock.client })
  const { status, error } = await beacon.call('listStreams')
  assert.deepEqual([status, error], [401, { error: 'not signed in' }])
  await mock.close()
})
