import { describe, expectTypeOf, test } from 'vitest'
import { paginate } from '../../src/http/paginate.js'
import { unwrap } from '../../src/http/result.js'
import type { Refusal, Show } from '../fixtures/radio.js'
import { createRadio, radio, tokens } from '../support/radio.js'

const { client } = radio([])
const path = { params: { path: { show_id: 1 } } }

describe('results', () => {
  test('are narrowed by status', async () => {
    const result = await client.call('createShow', { body: { title: 'Demo' } })
    expectTypeOf(result.status).toEqualTypeOf<201 | 422>()
    if (result.ok) expectTypeOf(result.data).toEqualTypeOf<{ data: Show }>()
    if (result.status === 422) expectTypeOf(result.error.errors).toEqualTypeOf<{ [field: string]: string[] }>()
    if (result.status === 201) expectTypeOf(result.error).toEqualTypeOf<undefined>()
  })

  test('are the same by verb, by operationId and by the operation’s method', async () => {
    const byVerb = await client.GET('/stations/{station_key}/shows/{show_id}', path)
    expectTypeOf(byVerb).toEqualTypeOf(await client.call('getShow', path))
    expectTypeOf(byVerb).toEqualTypeOf(await client.call.getShow(path))
    if (!byVerb.ok) expectTypeOf(byVerb.error).toEqualTypeOf<Refusal>()
  })

  test('without content have no data', async () => {
    const result = await client.call('deleteShow', path)
    if (result.ok) expectTypeOf(result.data).toEqualTypeOf<undefined>()
  })

  test('unwrap to their data', async () => {
    expectTypeOf(unwrap(await client.call('getShow', path))).toEqualTypeOf<{ data: Show }>()
    expectTypeOf(unwrap(await client.call('deleteShow', path))).toEqualTypeOf<undefined>()
  })
})

test('parameters that the client fills in are optional, the rest are required', () => {
  void (() => client.call('listShows'))
  // @ts-expect-error The client fills station_key in.
  void (() => client.call('listShows', { params: { path: { station_key: 'two' } } }))
  void (() => client.call('getShow', path))
  // @ts-expect-error show_id is required.
  void (() => client.call('getShow'))
  // @ts-expect-error show_id is required.
  void (() => client.call('getShow', { params: { path: { station_key: 'two' } } }))
  // @ts-expect-error Unknown path parameter.
  void (() => client.call('getShow', { params: { path: { show_id: 1, nope: 1 } } }))
})

test('bodies and queries have the operation’s types', () => {
  void (() => client.call('createShow', { body: { title: 'Demo', live: true, airs_at: new Date() } }))
  void (() => client.call('listShows', { params: { query: { page: 2, since: new Date() } } }))
  // @ts-expect-error A body is required.
  void (() => client.call('createShow'))
  // @ts-expect-error title is required.
  void (() => client.call('createShow', { body: {} }))
  // @ts-expect-error Unknown field.
  void (() => client.call('createShow', { body: { title: 'Demo', nope: 1 } }))
  // @ts-expect-error A page is a number.
  void (() => client.call('listShows', { params: { query: { page: new Date() } } }))
  // @ts-expect-error getShow takes no query.
  void (() => client.call('getShow', { params: { path: { show_id: 1 }, query: { page: 1 } } }))
  // @ts-expect-error getShow takes no body.
  void (() => client.call('getShow', { ...path, body: {} }))
  // @ts-expect-error JSON has no dates.
  void (() => client.call('replaceShow', { ...path, body: { title: 'Demo', airs_at: new Date() } }))
})

test('operations and paths are those of the spec', () => {
  // @ts-expect-error Unknown operation.
  void (() => client.call('getShows'))
  // @ts-expect-error Unknown path.
  void (() => client.GET('/nope'))
  // @ts-expect-error The path has no such verb.
  void (() => client.DELETE('/stations/{station_key}/shows'))
  // @ts-expect-error `put?: never` is not a verb.
  void (() => client.PUT('/stations/{station_key}/shows'))
})

test('the option that fills a path is required', () => {
  void (() => createRadio({ station: 'one', auth: tokens('t1') }))
  // @ts-expect-error station is missing.
  void (() => createRadio({ auth: tokens('t1') }))
})

test('paginate knows its items and bodies, and takes lists only', () => {
  const shows = paginate(client, 'listShows', { params: { query: { q: 'x' } } })
  expectTypeOf(shows).toExtend<AsyncIterable<Show>>()
  expectTypeOf(shows.pages()).toExtend<AsyncIterable<{ meta: { last_page: number } }>>()
  expectTypeOf(paginate(client, 'listClips')).toExtend<AsyncIterable<string>>()
  // @ts-expect-error getShow is not a list.
  void (() => paginate(client, 'getShow', path))
  // @ts-expect-error A page is a number.
  void (() => paginate(client, 'listShows', { params: { query: { page: 'two' } } }))
})
