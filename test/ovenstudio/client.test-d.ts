import { expectTypeOf, test } from 'vitest'
import { createOvenStudio, type OvenStudioError, type OvenStudioErrorKind } from '../../src/ovenstudio/index.js'
import type { OperationId, Scope, SignedUrlRequest } from '../../src/ovenstudio/index.js'
import { tokens } from '../support/radio.js'

const auth = tokens('t1')
const client = createOvenStudio({ host: 'studio.example.test', auth })

test('a client needs the address of its machine', () => {
  // @ts-expect-error There is no common host.
  createOvenStudio({ auth })
  // @ts-expect-error A port is a number.
  createOvenStudio({ host: 'studio.example.test', auth, port: '443' })
})

test('a time is a Date or a number, the start is optional, and flat or misspelled options are errors', () => {
  expectTypeOf<SignedUrlRequest['until']>().toEqualTypeOf<Date | number>()
  expectTypeOf<SignedUrlRequest['from']>().toEqualTypeOf<Date | number | undefined>()
  expectTypeOf(client.createSignedUrl).returns.resolves.toExtend<{ url: string; expiresAt: number }>()
  const until = new Date()
  // @ts-expect-error The name of the option is `from`.
  void client.createSignedUrl({ stream: 'concert', until, date_grater_than: until })
  // @ts-expect-error The body is nested.
  void client.call('createSignedUrl', { body: { stream_name: 'concert', date_less_than: '2024-01-01T00:00:00Z' } })
  const body = { stream: { stream_name: 'concert' } }
  // @ts-expect-error A URL needs an end.
  void client.call('createSignedUrl', { body })
})

test('a refusal has a kind for a switch', () => {
  expectTypeOf<OvenStudioError['kind']>().toEqualTypeOf<OvenStudioErrorKind>()
  expectTypeOf<OvenStudioError['field']>().toEqualTypeOf<string | undefined>()
  expectTypeOf<OperationId>().toEqualTypeOf<'createSignedUrl'>()
  expectTypeOf<Scope>().toEqualTypeOf<never>()
})
