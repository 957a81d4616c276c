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
  // @ts-expect-error The list does not say; a stream by its id does.
  void result.data[0]!.chatId
})

test('a zone is an id where a stream was created and an object where one is read, and zoneId takes both', async () => {
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

test('what a body must have is required, and a category is one of two', () => {
  // @ts-expect-error category is missing.
  void (() => client.call('createStream', { body: { name: 'Demo' } }))
  // @ts-expect-error name is missing.
  void (() => client.call('createStream', { body: { category: 'schedule' } }))
  // @ts-expect-error There is no such category.
  void (() => client.call('createStream', { body: { category: 'music', name: 'Demo' } }))
  // @ts-expect-error videos is missing.
  void (() => client.call('setSchedulerPlaylist', { params: { path: { stream_id: 'st_1' } }, body: {} }))
})

test('path parameters have the vendor’s names, different as they are', () => {
  // @ts-expect-error The scheduler writes stream_id.
  void (() => client.call('setSchedulerPlaylist', { params: { path: { streamId: 'a' } }, body: { videos: [] } }))
  // @ts-expect-error A stream has streamId.
  void (() => client.call('getStream', { params: { path: { stream_id: 'a' } } }))
})

test('refusals say a message, and statuses tell them from successes', async () => {
  const result = await client.call('getStream', { params: { path: { streamId: 'st_1' } } })
  if (result.status === 404) expectTypeOf(result.error.message).toEqualTypeOf<string>()
  if (result.ok) expectTypeOf(result.data.id).toEqualTypeOf<string>()
  const toggled = await client.call('enableDestination', {
    params: { path: { streamId: 'st_1', destinationId: 'pb_1' } },
  })
  if (toggled.ok) expectTypeOf(toggled.data).toEqualTypeOf<undefined>()
})

test('there are these paths and 16 scopes, and only they can be asked for', () => {
  expectTypeOf<'/streams/mine' | '/streams/me/recordings'>().toExtend<keyof paths>()
  expectTypeOf<'streams.destinations.write' | 'profile.read'>().toExtend<Scope>()
  const auth = livepushAuth({
    clientId: 'c',
    clientSecret: 's',
    redirectUri: 'https://app.example/',
    scopeSeparator: ' ',
  })
  // @ts-expect-error There is no such scope.
  void (() => auth.begin({ account: 'alice', scopes: ['streams.everything'] }))
})
