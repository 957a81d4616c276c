import { describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { livepush as clientSpec } from '../../generated/livepush/index.js'
import { defineProvider, type Mock, type ProviderOrName } from '../../mock/index.js'
import { harbour, tokenHarbour } from '../support/harbour.js'
import { testMock } from '../support/mock.js'
import { bearer, read } from './caller.js'

const plain = defineProvider(harbour)
const nothing = z.strictObject({})

/** A definition that counts calls of `createShip` and of the control `build`. */
const building = defineProvider(harbour)
  .policy({ prefix: 'HMS', crew: 3 })
  .state(() => ({ names: [] as string[] }))
  .handlers({
    createShip(call, { state, policy }) {
      const { name } = call.body()
      state.names.push(`${policy.prefix} ${name}`)
      return { status: 201, body: { id: state.names.length, name: state.names.at(-1)! } }
    },
  })
  .control('build', {
    summary: 'Builds a ship.',
    input: z.strictObject({ name: z.string() }),
    output: z.array(z.string()),
    run: ({ name }, { state }) => [...state.names, name],
  })

async function signedIn(definition: ProviderOrName, scopes?: readonly string[]) {
  const mock = await testMock({ providers: [definition] })
  const { accessToken } = await mock.grant(definition, scopes && { scopes })
  return { mock, call: bearer(mock, accessToken, 'harbour/api') }
}

describe('a definition with a spec only', () => {
  test('signs in by consent, and exchanges and refreshes as RFC 6749 says', async () => {
    const mock = await testMock({ providers: [plain] })
    const { clientId: client_id, clientSecret: client_secret, redirectUri: redirect_uri } = mock.credentials(plain)
    const query = new URLSearchParams({
      response_type: 'code',
      client_id,
      redirect_uri,
      scope: 'ships.read',
      state: 's',
    })
    const back = new URL(await mock.approve(`${mock.url}/harbour/id/authorize?${query}`))
    expect(back.searchParams.get('state')).toBe('s')
    const ask = async (fields: Record<string, string>) => {
      const body = new URLSearchParams({ client_id, client_secret, ...fields })
      return read(await mock.fetch(`${mock.url}/harbour/id/token`, { method: 'POST', body }))
    }
    const grant = { grant_type: 'authorization_code', code: back.searchParams.get('code')!, redirect_uri }
    const exchanged = await ask(grant)
    expect(exchanged.body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'ships.read' })
    expect([await ask(grant)].map(({ status, body }) => [status, body.error])).toEqual([[400, 'invalid_grant']])
    const refreshed = await ask({ grant_type: 'refresh_token', refresh_token: exchanged.body.refresh_token })
    expect(refreshed.status).toBe(200)
    expect(refreshed.body.access_token).not.toBe(exchanged.body.access_token)
  })

  test('refuses missing, unknown and expired tokens, and those without the scope', async () => {
    const { mock, call } = await signedIn(plain, ['ships.read'])
    const without = await bearer(mock, null, 'harbour/api')('GET', '/ships')
    expect([without.status, without.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"'])
    expect((await bearer(mock, 'x', 'harbour/api')('GET', '/ships')).status).toBe(401)
    const lacking = await call('POST', '/ships', { json: { name: 'Argo' } })
    expect([lacking.status, lacking.headers.get('www-authenticate')]).toEqual([
      403,
      'Bearer error="insufficient_scope", scope="ships.write"',
    ])
    await mock.clock.advance('1h')
    expect((await call('GET', '/ships')).status).toBe(401)
  })

  test('answers 501 for missing handlers, records it, and applies the limits', async () => {
    const { mock, call } = await signedIn(plain)
    const { status, body } = await call('GET', '/ships')
    expect([status, body.message]).toEqual([501, 'onair mock: harbour.listShips is in the spec but not in the mock.'])
    expect(mock.journal.requests()).toEqual([
      {
        id: 1,
        at: Date.UTC(2026, 0, 15),
        provider: 'harbour',
        operation: 'harbour.listShips',
        method: 'GET',
        path: '/harbour/api/ships',
        status: 501,
        account: 'alice',
        reason: 'not implemented',
      },
    ])
    for (let n = 1; n < 60; n++) await call('GET', '/ships')
    const refused = await call('GET', '/ships')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60'])
    await mock.clock.advance('60s')
    expect((await call('GET', '/ships')).status).toBe(501)
  })

  test('uses one access token without OAuth, and has no grants', async () => {
    const definition = defineProvider(tokenHarbour)
    const mock = await testMock({ providers: [definition] })
    const { accessToken } = mock.credentials(definition)
    expect((await bearer(mock, accessToken, 'harbour/api')('GET', '/ships')).status).toBe(501)
    expect((await bearer(mock, 'x', 'harbour/api')('GET', '/ships')).status).toBe(401)
    await expect(mock.grant(definition)).rejects.toThrow('harbour has no OAuth.')
  })
})

describe('the fallback to examples', () => {
  const fallback = plain.fallback('examples')

  test('answers with the spec’s example, marked as such, after the same checks', async () => {
    const { mock, call } = await signedIn(fallback)
    const listed = await call('GET', '/ships')
    expect([listed.status, listed.body]).toEqual([200, { ships: [{ id: 1, name: 'Argo' }] }])
    expect(listed.headers.get('x-onair-example')).toBe('true')
    expect((await call('DELETE', '/ships/1')).status).toBe(204)
    expect((await bearer(mock, 'x', 'harbour/api')('GET', '/ships')).status).toBe(401)
  })

  test('refuses input that the spec does not allow', async () => {
    const { call } = await signedIn(fallback)
    const answers = [await call('GET', '/ships?limit=none'), await call('POST', '/ships', { json: {} })]
    expect(answers.map(({ status, body }) => [status, body.errors[0].field])).toEqual([
      [400, 'limit'],
      [400, 'name'],
    ])
  })

  test('answers 501 if the spec has no example', async () => {
    const { call } = await signedIn(fallback)
    expect((await call('GET', '/ships/1')).body).toEqual({ message: 'onair mock: the spec has no example of getShip.' })
  })

  test('does not replace a handler', async () => {
    const { call } = await signedIn(building.fallback('examples'))
    const made = await call('POST', '/ships', { json: { name: 'Argo' } })
    expect([made.body, made.headers.get('x-onair-example')]).toEqual([{ id: 1, name: 'HMS Argo' }, null])
  })
})

describe('a definition', () => {
  const handler = () => ({ status: 204 as const })
  const control = { summary: 'Does nothing.', input: nothing, output: z.null(), run: () => null }

  test.each<[what: string, define: () => unknown, message: string]>([
    [
      'a handler of an unknown operation',
      () => plain.handlers({ deleteShips: handler } as object),
      "There is no operation 'deleteShips'; there are authorize, exchangeToken, listShips, createShip, getShip, deleteShip. Did you mean 'deleteShip'?",
    ],
    [
      'a second handler',
      () => plain.handlers({ deleteShip: handler }).handlers({ deleteShip: handler }),
      'harbour.deleteShip already has a handler',
    ],
    [
      'a second control of the same name',
      () => building.control('build', control),
      "harbour already has a control 'build'",
    ],
    ['an unknown fallback', () => plain.fallback('example' as 'examples'), "Did you mean 'examples'?"],
    [
      'a route of an unknown operation',
      () => plain.routes({ methods: { getShips: {} } }),
      "There is no operation 'getShips'",
    ],
    ['an alias of an unknown server', () => plain.routes({ aliases: { apo: ['x'] } }), "Did you mean 'api'?"],
    ['a socket of an unknown server', () => plain.sockets({ wss: {} as never }), "Did you mean 'ws'?"],
    ['an unknown color', () => plain.brand('pink' as never), "There is no color 'pink'; there are orange, amber"],
    ['a value for clients', () => defineProvider(clientSpec as never), 'index.ts is for clients'],
    ['nothing', () => defineProvider(undefined as never), 'the spec that `onair generate` writes into mock.ts'],
    ...['t', '_mock', '', 'Harbour', '1st', 'a/b', '..', 'a b', 'ä'].map(
      (provider): [string, () => unknown, string] => [
        `the name '${provider}'`,
        () => defineProvider({ ...harbour, profile: { ...harbour.profile, provider } }),
        provider === '' ? 'cannot be an empty text' : `The name of a provider cannot be '${provider}'`,
      ],
    ),
  ])('refuses %s', (_what, define, message) => {
    expect(define).toThrow(RangeError)
    expect(define).toThrow(message)
  })

  test('is not changed by its next step', async () => {
    plain.handlers({ deleteShip: handler })
    const { call } = await signedIn(plain)
    expect((await call('DELETE', '/ships/1')).status).toBe(501)
  })

  test('is refused beside another one of the same name', async () => {
    await expect(testMock({ providers: [plain, building] })).rejects.toThrow("There are two providers 'harbour'")
    const named = defineProvider({ ...harbour, profile: { ...harbour.profile, provider: 'livepush' } })
    await expect(testMock({ providers: ['livepush', named as ProviderOrName] })).rejects.toThrow(
      "There are two providers 'livepush'",
    )
  })

  test('is refused without a schema for its input, and if its spec is passed in its place', async () => {
    const lacking = defineProvider({ ...harbour, schemas: () => Promise.resolve({}) })
    await expect(testMock({ providers: [lacking] })).rejects.toThrow(
      "The schema 'ListShipsQuery', which validates the input of listShips, is missing. Run `onair generate` again.",
    )
    for (const wrong of [harbour, null, 7, {}])
      await expect(testMock({ providers: [wrong as never] })).rejects.toThrow(
        "The option 'providers' takes names and results of defineProvider().",
      )
  })

  test('checks its switches by the type of their defaults', async () => {
    const make = (policy: object) => testMock({ providers: [building], policy: { harbour: policy } })
    await expect(make({ prefics: 'x' })).rejects.toThrow("Did you mean 'prefix'?")
    await expect(make({ crew: '3' })).rejects.toThrow("The switch 'crew' must be a number.")
    await expect(make({ oauth: { refresh: 'never' } })).rejects.toThrow("The switch 'refresh' must be 'keep' or ")
    const mock = await make({ prefix: 'SS', crew: undefined })
    const { accessToken } = await mock.grant(building)
    const made = await bearer(mock, accessToken, 'harbour/api')('POST', '/ships', { json: { name: 'Argo' } })
    expect(made.body).toEqual({ id: 1, name: 'SS Argo' })
  })
})

describe('a control', () => {
  const build = (mock: Mock) => mock.provider(building).controls.build

  test('takes one object, validated by its schema', async () => {
    const mock = await testMock({ providers: [building] })
    expect(await build(mock)({ name: 'Argo' })).toEqual(['Argo'])
    await expect(build(mock)({ nam: 'Argo' } as never)).rejects.toThrow(
      "There is no field of harbour.build 'nam'; there are name. Did you mean 'name'?",
    )
    await expect(build(mock)({ name: 7 } as never)).rejects.toThrow("harbour.build needs the field 'name'")
    await expect(build(mock)('Argo' as never)).rejects.toThrow('harbour.build needs one object')
    await expect(build(mock)(undefined as never)).rejects.toThrow(RangeError)
  })

  test('that does not exist is refused with the nearest name', async () => {
    const mock = await testMock({ providers: [building] })
    const { controls } = mock.provider(building) as unknown as { controls: Record<string, () => Promise<unknown>> }
    await expect(controls['bild']!()).rejects.toThrow(
      "There is no control of harbour 'bild'; there are build. Did you mean 'build'?",
    )
  })

  test('that the caller keeps works on the state after a reset', async () => {
    const mock = await testMock({ providers: [building] })
    const { accessToken } = await mock.grant(building)
    await bearer(mock, accessToken, 'harbour/api')('POST', '/ships', { json: { name: 'Argo' } })
    const held = build(mock)
    expect(await held({ name: 'Beagle' })).toEqual(['HMS Argo', 'Beagle'])
    mock.reset()
    expect(await held({ name: 'Beagle' })).toEqual(['Beagle'])
  })

  test('that returns a value outside its output schema is a defect of the definition', async () => {
    const definition = plain.control('weigh', {
      summary: 'Weighs.',
      input: nothing,
      output: z.number(),
      run: () => 'heavy' as never,
    })
    const mock = await testMock({ providers: [definition] })
    await expect(mock.provider(definition).controls.weigh()).rejects.toThrow(
      'The output of harbour.weigh does not fit its schema.',
    )
  })

  test('can come from a module that loads with the first call', async () => {
    const load = vi.fn<() => Promise<{ ping: typeof control }>>(() => Promise.resolve({ ping: control }))
    const control = { summary: 'Answers.', input: nothing, output: z.string(), run: () => 'pong' }
    const definition = plain.controls(load)
    const mock = await testMock({ providers: [definition] })
    expect(load).not.toHaveBeenCalled()
    expect(await mock.provider(definition).controls.ping()).toBe('pong')
  })
})

test('a timer runs a later step with the world and its data', async () => {
  const definition = defineProvider(harbour)
    .state(() => ({ sunk: [] as string[] }))
    .timers({ sink: (name: string, { state }) => state.sunk.push(name) })
    .control('hit', {
      summary: 'Hits a ship, which sinks after a minute.',
      input: z.strictObject({ name: z.string() }),
      output: z.array(z.string()),
      run({ name }, { state, clock, schedule }) {
        schedule(clock.now() + 60_000, 'sink', name)
        return state.sunk
      },
    })
  const mock = await testMock({ providers: [definition] })
  const { hit } = mock.provider(definition).controls
  await hit({ name: 'Argo' })
  expect(await mock.clock.advance('1m')).toEqual([
    { at: Date.UTC(2026, 0, 15, 0, 1), kind: 'harbour.sink', data: 'Argo' },
  ])
  expect(await hit({ name: 'Beagle' })).toEqual(['Argo'])
})

test('refuses a provider that the mock does not serve', async () => {
  const mock = await testMock({ providers: [] })
  expect(() => mock.provider(plain)).toThrow("This mock does not serve 'harbour'")
})
