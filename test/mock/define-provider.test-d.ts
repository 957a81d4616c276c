import { describe, expectTypeOf, test } from 'vitest'
import * as z from 'zod'
import { defineProvider, type Mock, type MockOptions } from '../../mock/index.js'
import { harbour, tokenHarbour } from '../support/harbour.js'

const plain = defineProvider(harbour)
const definition = plain
  .policy({ crew: 3, strict: false })
  .state(() => ({ names: new Map<number, string>() }))
  .seed({ ships: [{ name: 'Argo' }] }, ({ ships, accounts, clients }, { state }) => {
    expectTypeOf(accounts[0]).toExtend<string | { account: string } | undefined>()
    expectTypeOf(clients[0]!.redirectUris).toEqualTypeOf<readonly string[]>()
    for (const [index, { name }] of ships.entries()) state.names.set(index, name)
    return { berth: 'A1' }
  })
  .control('build', {
    summary: 'Builds a ship.',
    input: z.strictObject({ name: z.string(), crew: z.number().optional() }),
    output: z.object({ id: z.number() }),
    run: () => ({ id: 1 }),
  })
  .controls(() =>
    Promise.resolve({
      ships: { summary: 'All ships.', input: z.strictObject({}), output: z.array(z.string()), run: () => [] },
    }),
  )

declare const mock: Mock

describe('mock.provider(definition)', () => {
  test('has the controls of the definition, with their inputs and outputs', () => {
    const { controls } = mock.provider(definition)
    expectTypeOf(controls.build).parameter(0).toEqualTypeOf<{ name: string; crew?: number | undefined }>()
    expectTypeOf(controls.build({ name: 'Argo' })).toEqualTypeOf<Promise<{ id: number }>>()
    expectTypeOf(controls.ships()).toEqualTypeOf<Promise<string[]>>()
    // @ts-expect-error -- a field is missing
    void controls.build({})
    // @ts-expect-error -- unknown field
    void controls.build({ name: 'Argo', flag: 'red' })
    // @ts-expect-error -- unknown control
    void controls.sink()
    // @ts-expect-error -- another definition does not have it
    void mock.provider(plain).controls.build
  })

  test('has the credentials of OAuth, or a token, and those that the seed adds', () => {
    expectTypeOf(mock.credentials(plain).clientSecret).toEqualTypeOf<string>()
    expectTypeOf(mock.credentials(definition).berth).toEqualTypeOf<string>()
    expectTypeOf(mock.credentials(definition).redirectUri).toEqualTypeOf<string>()
    expectTypeOf(mock.credentials(defineProvider(tokenHarbour)).accessToken).toEqualTypeOf<string>()
  })

  test('is typed for the providers of the package by their names', () => {
    expectTypeOf(mock.provider('livepush').controls.publish).toEqualTypeOf(mock.livepush.publish)
    expectTypeOf(mock.credentials('livepush').clientId).toEqualTypeOf<string>()
    // @ts-expect-error -- unknown provider
    void mock.provider('livepsh')
  })
})

describe('the options of createMock', () => {
  type Options = MockOptions<typeof definition>

  test('have the policy, seed and limits of the definition', () => {
    const providers = [definition]
    void ({ providers, policy: { harbour: { crew: 4 } } } satisfies Options)
    void ({ providers, policy: { harbour: { oauth: { refresh: 'keep' } } } } satisfies Options)
    void ({ providers, seed: { harbour: { ships: [], accounts: ['bob'] } } } satisfies Options)
    void ({ providers, limits: { harbour: { perMinute: false }, livepush: false } } satisfies Options)
    void ({ providers, seed: { livepush: { streams: [{ name: 'x', category: 'simulcast' }] } } } satisfies Options)
  })

  test('refuse unknown ones', () => {
    // @ts-expect-error -- unknown switch
    void ({ policy: { harbour: { crews: 4 } } } satisfies Options)
    // @ts-expect-error -- the switch is a number
    void ({ policy: { harbour: { crew: 'four' } } } satisfies Options)
    // @ts-expect-error -- the list has ships
    void ({ seed: { harbour: { ships: ['Argo'] } } } satisfies Options)
    // @ts-expect-error -- unknown provider
    void ({ seed: { harbor: {} } } satisfies Options)
    // @ts-expect-error -- a spec is not a definition
    void ({ providers: [harbour] } satisfies Options)
  })
})

describe('a handler', () => {
  test('gets the input of its operation, the state and the policy', () => {
    definition.handlers({
      createShip(call, { state, policy, oauth }) {
        expectTypeOf(call.body()).toEqualTypeOf<{ name: string }>()
        expectTypeOf(call.context.user?.account).toEqualTypeOf<string | undefined>()
        expectTypeOf(state.names).toEqualTypeOf<Map<number, string>>()
        expectTypeOf(policy.strict).toEqualTypeOf<boolean>()
        expectTypeOf(oauth).not.toBeNullable()
        return { status: 409, body: { problem: 'no berth' } }
      },
      getShip: (call) => {
        expectTypeOf(call.path.id).toEqualTypeOf<number>()
        return { status: 200, body: { id: call.path.id, name: 'Argo' } }
      },
    })
    defineProvider(tokenHarbour).handlers({
      deleteShip(_call, { oauth }) {
        expectTypeOf(oauth).toEqualTypeOf<null>()
        return { status: 204 }
      },
    })
  })

  test('cannot return a reply that the spec does not have', () => {
    // @ts-expect-error -- the spec has no 200 here
    plain.handlers({ createShip: () => ({ status: 200, body: { id: 1, name: 'Argo' } }) })
    // @ts-expect-error -- a ship has an id
    plain.handlers({ createShip: () => ({ status: 201, body: { name: 'Argo' } }) })
    // @ts-expect-error -- 201 has a body
    plain.handlers({ createShip: () => ({ status: 201 }) })
    // @ts-expect-error -- unknown operation
    plain.handlers({ sinkShip: () => ({ status: 204 }) })
  })
})
