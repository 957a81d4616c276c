import { expectTypeOf, test } from 'vitest'
import { paginate } from '../../src/http/paginate.js'
import { createKollusLive } from '../../src/kollus-live/client.js'
import type { Broadcast, Channel, components, operations, paths } from '../../src/kollus-live/index.js'
import { tokens } from '../support/radio.js'

const client = createKollusLive({ serviceAccount: 'demo', auth: tokens('t1') })

test('the service account is a required option', () => {
  // @ts-expect-error serviceAccount is missing.
  void (() => createKollusLive({ auth: tokens('t1') }))
})

test('the service account is optional in a call', async () => {
  const result = await client.GET('/service-accounts/{service_account_key}/channels')
  if (result.ok) expectTypeOf(result.data.data).toEqualTypeOf<Channel[]>()
  // @ts-expect-error channel_key is required.
  void (() => client.call('getChannel'))
  void (() => client.call('getChannel', { params: { path: { channel_key: 'k' } } }))
})

test('the latest broadcast may be an object, an empty list or null', async () => {
  const result = await client.call('getChannel', { params: { path: { channel_key: 'k' } } })
  if (result.status !== 200) return
  const latest = result.data.data.latest_broadcast
  expectTypeOf<null>().toExtend<typeof latest>()
  expectTypeOf<unknown[]>().toExtend<typeof latest>()
  if (latest && !Array.isArray(latest)) expectTypeOf(latest.is_onair).toEqualTypeOf<boolean | undefined>()
})

test('the status distinguishes errors', async () => {
  const result = await client.call('updateBroadcast', {
    params: { path: { broadcast_key: 'k' } },
    body: { title: 'New' },
  })
  if (result.status === 422) expectTypeOf(result.error.errors).toEqualTypeOf<{ [key: string]: string[] } | undefined>()
})

test('lists give their items', () => {
  expectTypeOf(paginate(client, 'listChannels')).toExtend<AsyncIterable<Channel>>()
  expectTypeOf(paginate(client, 'listBroadcasts')).toExtend<AsyncIterable<Broadcast>>()
  // @ts-expect-error One channel is not a list.
  void (() => paginate(client, 'getChannel', { params: { path: { channel_key: 'k' } } }))
})

test('the types of the document are exported under their names', () => {
  expectTypeOf<components['schemas']['Channel']>().toEqualTypeOf<Channel>()
  expectTypeOf<operations['getChannel']['parameters']['path']>().toHaveProperty('channel_key')
  expectTypeOf<paths>().toHaveProperty('/service-accounts/{service_account_key}/channels')
})
