import { describe, expect, test } from 'vitest'
import { defineProvider, type Mock } from '../../mock/index.js'
import { createDLive, dliveAuth, UserDocument } from '../../src/dlive/index.js'
import { staticToken, type ProviderAuth } from '../../src/index.js'
import { createKollusLive, kollusLiveAuth } from '../../src/kollus-live/index.js'
import { createLivepush, livepushAuth } from '../../src/livepush/index.js'
import { createOvenStudio } from '../../src/ovenstudio/index.js'
import { harbour } from '../support/harbour.js'
import { testMock } from '../support/mock.js'
import { Walker } from '../support/walker.js'
import { read } from './caller.js'

/** A provider with OAuth: its sign-in on its real hosts, one of its scopes, and a call. */
const signingIn = [
  {
    provider: 'kollus-live',
    authOf: (mock: Mock) => kollusLiveAuth({ ...mock.credentials('kollus-live'), ...reach(mock) }),
    scope: 'live:control',
    call: (mock: Mock, auth: ProviderAuth<never>) =>
      createKollusLive({
        serviceAccount: mock.credentials('kollus-live').serviceAccount,
        auth: auth.account('alice'),
        ...reach(mock),
      }).call('listChannels'),
  },
  {
    provider: 'dlive',
    authOf: (mock: Mock) => dliveAuth({ ...mock.credentials('dlive'), ...reach(mock) }),
    scope: 'identity',
    call: (mock: Mock, auth: ProviderAuth<never>) =>
      createDLive({ auth: auth.account('alice'), ...reach(mock) }).query(UserDocument, { username: 'alice' }),
  },
  {
    provider: 'livepush',
    authOf: (mock: Mock) => livepushAuth({ ...mock.credentials('livepush'), ...reach(mock) }),
    scope: 'streams.read',
    call: (mock: Mock, auth: ProviderAuth<never>) =>
      createLivepush({ auth: auth.account('alice'), ...reach(mock) }).call('listStreams'),
  },
] as const

const reach = ({ fetch, webSocket, clock }: Mock) => ({ fetch, webSocket, clock })

describe.each(signingIn)('$provider at its real hosts', ({ provider, authOf, scope, call }) => {
  test('a client without a baseUrl signs in and calls it', async () => {
    const mock = await testMock({ providers: [provider] })
    const auth = authOf(mock) as ProviderAuth<never>
    const { url } = await auth.begin({ account: 'alice', scopes: [scope as never] })
    await auth.complete(await mock.approve(url))
    expect(await call(mock, auth)).toMatchObject({ ok: true })
  })

  test('a browser logs in and consents', async () => {
    const mock = await testMock({ providers: [provider] })
    const auth = authOf(mock) as ProviderAuth<never>
    const { url } = await auth.begin({ account: 'alice', scopes: [scope as never] })
    const walker = new Walker(mock.fetch)
    const callback = await walker.signIn(url, mock.credentials(provider).redirectUri)
    expect(new URL(walker.url).host).toBe(new URL(url).host)
    expect(await auth.complete(callback)).toMatchObject({ scopes: [scope] })
  })
})

test('OvenStudio signs a URL at its real host, and the playlist is available there', async () => {
  const mock = await testMock({ providers: ['ovenstudio'] })
  const auth = staticToken(mock.credentials('ovenstudio').accessToken)
  const studio = createOvenStudio({ host: 'ovenstudio.example.test', auth, fetch: mock.fetch, clock: mock.clock })
  await mock.ovenstudio.publish({ name: 'OvenStudio' })
  const until = new Date(mock.clock.now() + 3_600_000)
  const { url } = await studio.createSignedUrl({ stream: 'OvenStudio', until })
  expect(url).toMatch(/^https:\/\/ovenstudio\.example\.test\//)
  expect((await mock.fetch(url)).status).toBe(200)
  // Only its console and the operation are there.
  const home = await mock.fetch('https://ovenstudio.example.test/', { redirect: 'manual' })
  expect(home.headers.get('location')).toMatch(/^\/ovenstudio\/console\/login\?/)
})

test('a WebSocket opens at its real address', async () => {
  const mock = await testMock({ providers: ['dlive'] })
  const { accessToken } = await mock.grant('dlive')
  const events = createDLive({ auth: staticToken(accessToken), ...reach(mock) }).events('alice')
  expect(await events.next()).toMatchObject({ value: { kind: 'connected' } })
  await events.return?.()
})

describe('an address', () => {
  const definition = defineProvider(harbour)
    .handlers({ listShips: () => ({ status: 200, body: { ships: [] } }) })
    .sockets({ ws: { protocols: [], accept: () => {} } })
  const ships = async (mock: Pick<Mock, 'fetch' | 'grant'>, url: string, path = '/ships') => {
    const { accessToken } = await mock.grant(definition)
    return read(await mock.fetch(url + path, { headers: { authorization: `Bearer ${accessToken}` } }))
  }

  test('keeps the query, the method and the body of the request', async () => {
    const mock = await testMock({
      providers: [
        defineProvider(harbour).handlers({
          listShips: (call) => ({
            status: 200,
            body: { ships: [{ id: call.query().limit!, name: call.request.url }] },
          }),
          createShip: (call) => ({ status: 201, body: { id: 1, name: call.body().name } }),
        }),
      ],
    })
    const { accessToken } = await mock.grant('harbour' as never)
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
    const url = 'https://api.harbour.example/ships'
    expect((await read(await mock.fetch(`${url}?limit=3`, { headers }))).body).toEqual({
      ships: [{ id: 3, name: 'https://api.harbour.example/harbour/api/ships?limit=3' }],
    })
    const made = await mock.fetch(new Request(url, { method: 'POST', headers, body: '{"name":"Argo"}' }))
    expect((await read(made)).body).toEqual({ id: 1, name: 'Argo' })
  })

  test('of an unknown host is refused with the known hosts', async () => {
    const mock = await testMock({ providers: [definition] })
    const asked = mock.fetch('https://api.example/harbour/api/ships')
    await expect(asked).rejects.toThrow(TypeError)
    await expect(asked).rejects.toThrow(/api\.example is not .* serves .*api\.harbour\.example, id\.harbour\.example\./)
  })

  test('of loopback belongs to the mock', async () => {
    const mock = await testMock({ providers: [definition] })
    expect((await ships(mock, 'http://127.0.0.1:4010/harbour/api')).status).toBe(200)
  })

  test('belongs to the sandbox whose fetch is called', async () => {
    const mock = await testMock({ providers: [definition] })
    const one = mock.sandbox('one')
    expect((await ships(one, 'https://api.harbour.example')).status).toBe(200)
    expect([one.journal.requests().length, mock.journal.requests().length]).toEqual([1, 0])
    const { clientId, redirectUri } = one.credentials(definition)
    const query = new URLSearchParams({ response_type: 'code', client_id: clientId, redirect_uri: redirectUri })
    const authorizeUrl = `https://id.harbour.example/authorize?${query}`
    const callback = await new Walker(one.fetch).signIn(authorizeUrl, redirectUri)
    expect(callback).toContain('code=')
    expect(mock.journal.requests()).toEqual([])
  })

  test('can be configured for a server, with variables; that of the spec is unknown then', async () => {
    const servers = { harbour: { api: 'https://{region}.port.example/{version}/api' } }
    const mock = await testMock({ providers: [definition], servers })
    expect((await ships(mock, 'https://eu.port.example/v2/api')).status).toBe(200)
    expect((await ships(mock, 'https://eu.port.example/elsewhere')).status).toBe(404)
    await expect(ships(mock, 'https://port.example/v2/api')).rejects.toThrow('port.example is not')
    await expect(ships(mock, 'https://api.harbour.example')).rejects.toThrow('api.harbour.example is not')
    await expect(testMock({ providers: [definition], servers: { harbour: { apo: '' } } })).rejects.toThrow(
      "Did you mean 'api'?",
    )
  })

  test('at a host of several servers selects the one with the longest path, or with the operation', async () => {
    const host = 'https://harbour.example'
    const servers = { harbour: { api: host, id: `${host}/sign-in`, ws: host } }
    const mock = await testMock({ providers: [definition], servers })
    expect((await ships(mock, host)).status).toBe(200)
    await mock.fetch(`${host}/sign-in/authorize`)
    expect(mock.journal.requests().at(-1)).toMatchObject({ operation: 'harbour.authorize' })
    expect((await mock.fetch(`${host}/`)).status).toBe(426)
  })
})
