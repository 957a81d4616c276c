import { expectTypeOf, test } from 'vitest'
import { basicCredentials, createProvider, unwrap } from '../../src/index.js'
import { buoy } from './generated/buoy/index.js'
import { semaphore as api } from './generated/semaphore/index.js'

const keys = { apiKey: 'a', secretQuery: 'b', session: 'c' }
const semaphore = createProvider(api)(keys)
const path = { id: 1 }

test('a client without tokens has no option `auth`, and requires its API keys', () => {
  // @ts-expect-error There is no `auth`.
  void (() => createProvider(api)({ ...keys, auth: basicCredentials('a', 'b') }))
  // @ts-expect-error `session` is missing.
  void (() => createProvider(api)({ apiKey: 'a', secretQuery: 'b' }))
  // @ts-expect-error `auth` is missing.
  void (() => createProvider(buoy)({ clientId: '1', version: '1', fleet: 'a' }))
})

test('a multipart form takes files and documents', () => {
  const image = new Blob([])
  void (() =>
    semaphore.call('createFlag', { body: { name: 'A', image, place: { lat: 1 }, extras: [new Uint8Array()] } }))
  // @ts-expect-error The file is missing.
  void (() => semaphore.call('createFlag', { body: { name: 'A' } }))
  // @ts-expect-error A file is not text.
  void (() => semaphore.call('createFlag', { body: { name: 'A', image: 'text' } }))
})

test('parameters have the types of their schemas, also in JSON', () => {
  const size = { width: 1, isTall: true }
  void (() =>
    semaphore.call('searchFlags', {
      params: { query: { filter: { colors: ['red'] }, about: 'a', size, at: { lat: 1 } } },
    }))
  void (() => semaphore.HEAD('/flags/{id}/image', { params: { path } }))
  // @ts-expect-error A list of colors is not one text.
  void (() => semaphore.call('searchFlags', { params: { query: { filter: { colors: 'red' } } } }))
  // @ts-expect-error `lat` is missing.
  void (() => semaphore.call('searchFlags', { params: { query: { at: { lon: 1 } } } }))
  // @ts-expect-error Only one operation has a HEAD.
  void (() => semaphore.HEAD('/flags', {}))
})

test('bytes are a Blob, a buffer, a view or a stream', () => {
  for (const body of [new Blob([]), new ArrayBuffer(1), new Uint8Array(), new Blob([]).stream()])
    void (() => semaphore.call('putImage', { params: { path, cookie: { lang: 'de' } }, body }))
  // @ts-expect-error Bytes are not text.
  void (() => semaphore.call('putImage', { params: { path }, body: 'text' }))
  // @ts-expect-error Text is not bytes.
  void (() => semaphore.call('addLog', { body: new Uint8Array() }))
})

test('an answer of bytes is a Blob', async () => {
  expectTypeOf(unwrap(await semaphore.call('printLog'))).toEqualTypeOf<Blob>()
  expectTypeOf(unwrap(await semaphore.call('addLog', { body: 'a' }))).toEqualTypeOf<string>()
  expectTypeOf(unwrap(await semaphore.call('getImage', { params: { path } }))).toEqualTypeOf<
    Blob | { id: number; bytes?: number }
  >()
})
