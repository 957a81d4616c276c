import { expectTypeOf, test } from 'vitest'
import { dlive } from '../../generated/dlive/index.js'
import { ovenstudio } from '../../generated/ovenstudio/index.js'
import type { MockSpec } from '../../specs/profile.js'
import { createProvider, createProviderAuth, staticToken, type ClientOf } from '../../src/index.js'
import { createLighthouse, lighthouseAuth } from './client.js'
import { lighthouse, type components } from './generated/lighthouse/index.js'
import { lighthouse as mock } from './generated/lighthouse/mock.js'

type Lamp = components['schemas']['Lamp']

const auth = staticToken('t1')
const client = createLighthouse({ auth })
const path = { params: { path: { lamp_id: 1 } } }

test('a client has all of its types from the spec’s one value', async () => {
  const lamp = await client.GET('/lamps/{lamp_id}', path)
  if (lamp.status === 200) expectTypeOf(lamp.data).toEqualTypeOf<Lamp>()
  if (lamp.status === 404) expectTypeOf(lamp.error).toEqualTypeOf<{ problem: string }>()
  expectTypeOf(await client.call('getLamp', path)).toEqualTypeOf(lamp)
  // @ts-expect-error Unknown path.
  void (() => client.GET('/lamp'))
  // @ts-expect-error Unknown operation.
  void (() => client.call('getLamps', path))
  // @ts-expect-error lamp_id is required.
  void (() => client.call('getLamp'))
})

test('a sign-in has its types from it too', () => {
  const signIn = lighthouseAuth({ clientId: '1', clientSecret: 's' })
  void (() => signIn.begin({ account: 'alice', scopes: ['lamps.read'] }))
  // @ts-expect-error Unknown scope.
  void (() => signIn.begin({ account: 'alice', scopes: ['lamps.break'] }))
})

test('a spec without OAuth has no sign-in', () => {
  // @ts-expect-error OvenStudio has no OAuth.
  void (() => createProviderAuth(ovenstudio))
})

test('a spec keeps its types if a part of it is replaced', async () => {
  const profile = { ...dlive.profile, authorizationScheme: 'Bearer' }
  const client = createProvider({ ...dlive, profile })({ auth })
  expectTypeOf(client.operations).toEqualTypeOf(dlive.operations)
  const result = await client.call('executeGraphQL', { body: { query: '{ me { id } }' } })
  if (result.status === 422) expectTypeOf(result.ok).toEqualTypeOf<false>()
  // @ts-expect-error Unknown operation.
  void (() => client.call('executeSQL'))
  const signIn = createProviderAuth({ ...dlive, profile })({ clientId: '1', clientSecret: 's' })
  // @ts-expect-error Unknown scope.
  void (() => signIn.begin({ account: 'alice', scopes: ['all'] }))
})

test('a mock’s spec is also a client’s spec', () => {
  expectTypeOf(mock).toExtend<typeof lighthouse>()
  expectTypeOf<typeof lighthouse>().not.toExtend<MockSpec<unknown, unknown>>()
  expectTypeOf(createProvider(mock)).toExtend<typeof createLighthouse>()
})

test('the type of a client derives from its spec', () => {
  expectTypeOf<ClientOf<typeof lighthouse>>().toEqualTypeOf(client)
})
