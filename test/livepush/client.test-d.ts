import { expectTypeOf, test } from 'vitest'
import type { paths } from '../../generated/livepush/types.js'
import { unwrap } from '../../src/http/result.js'
import { createLivepush, livepushAuth, publishUrl, zoneId } from '../../src/livepush/index.js'
import type { Scope, Stream, ZoneRef } from '../../src/livepush/index.js'
import { tokens } from '../support/radio.js'

const client = createLivepush({ auth: tokens('t1') })

test('a list is a bare array', async () => {
  const result = await client.call('listStreams')
  if (result.status !== 200) return
  expectTypeOf(result.data).toExtend<Stream[]>()
  expectTypeOf(result.data[0]!.isDisabled).toEqualTypeOf<boolean | undefined>()
  // @ts-expect-error The list has no such field; a single stream has.
  void result.data[0]!.chatId
})

test('a zone is an id in a created stream and an object in a read one, and zoneId takes both', async () => {
  const made = await client.POST('/streams', { body: { category: 'simulcast', name: 'Demo' } })
  if (made.status === 201) expectTypeOf(made.data.zone).toExtend<string | undefined>()
  const params = { path: { streamId: 'st_1' } }
  const read = unwrap(await client.GET('/streams/{streamId}', { params }))
  expectTypeOf(read.zone?.host).toEqualTypeOf<string | undefined>()
  if (made.status === 201) expectTypeOf(zoneId(made.data.zone)).toEqualTypeOf<string | undefined>()
  expectTypeOf(zoneId(read.zone)).toEqualTypeOf<string | undefined>()
  expectTypeOf<string>().toExtend<ZoneRef>()
  expectTypeOf<Stream['zone']>().toEqualTypeOf<ZoneRef | undefined>()
  expectTypeOf(publishUrl(read)).toEqualTypeOf<string>()
})

test('the required fields of a body are required, and a category is one of two', () => {
  // @ts-expect-error category is missing.
  void (() => client.call('createStream', { body: { name: 'Demo' } }))
  // @ts-expect-error name is missing.
  void (() => client.call('createStream', { body: { category: 'schedule' } }))
  // @ts-expect-error Unknown category.
  void (() => client.call('createStream', { body: { category: 'music', name: 'Demo' } }))
  // @ts-expect-error videos is missing.
  void (() => client.call('setSchedulerPlaylist', { params: { path: { stream_id: 'st_1' } }, body: {} }))
})

test('path parameters have the vendor’s various names', () => {
  // @ts-expect-error The scheduler's name is stream_id.
  void (() => client.call('setSchedulerPlaylist', { params: { path: { streamId: 'a' } }, body: { videos: [] } }))
  // @ts-expect-error A stream's name is streamId.
  void (() => client.call('getStream', { params: { path: { stream_id: 'a' } } }))
})

test('refusals have a message, and the status distinguishes them from successes', async () => {
  const result = await client.call('getStream', { params: { path: { streamId: 'st_1' } } })
  if (result.status === 404) expectTypeOf(result.error.message).toEqualTypeOf<string>()
  if (result.ok) expectTypeOf(result.data.id).toEqualTypeOf<string>()
  const toggled = await client.call('enableDestination', {
    params: { path: { streamId: 'st_1', destinationId: 'pb_1' } },
  })
  if (toggled.ok) expectTypeOf(toggled.data).toEqualTypeOf<undefined>()
})

test('the paths and the 16 scopes are those of the spec, and no other is accepted', () => {
  expectTypeOf<'/streams/mine' | '/streams/me/recordings'>().toExtend<keyof paths>()
  expectTypeOf<'streams.destinations.write' | 'profile.read'>().toExtend<Scope>()
  const auth = livepushAuth({
    clientId: 'c',
    clientSecret: 's',
    redirectUri: 'https://app.example/',
    scopeSeparator: ' ',
  })
  // @ts-expect-error Unknown scope.
  void (() => auth.begin({ account: 'alice', scopes: ['streams.everything'] }))
})
