import { describe, expect, test } from 'vitest'
import WebSocketOverTcp from 'ws'
import { connectMock, defineProvider, type Mock } from '../../mock/index.js'
import { staticToken } from '../../src/index.js'
import { createLivepush, livepushAuth } from '../../src/livepush/index.js'
import { createOvenStudio } from '../../src/ovenstudio/index.js'
import { harbour } from '../support/harbour.js'
import { testMock } from '../support/mock.js'
import { Walker } from '../support/walker.js'

const at = 'https://preview.example/mock'

/** All addresses on a page, and their targets. */
async function addresses(mock: Mock, url: string, headers: Record<string, string> = {}): Promise<string[]> {
  const response = await mock.fetch(url, { redirect: 'manual', headers })
  const page = await response.text()
  const found = [...page.matchAll(/(?:href|action|src)="(?!data:)([^"#]+)/g)].map(([, address]) => address!)
  return [...found, ...(response.headers.has('location') ? [response.headers.get('location')!] : [])]
}

test.each(['kollus-live', 'dlive', 'livepush'] as const)(
  'a mock below a base path signs users of %s in there, at the origin of the request',
  async (provider) => {
    const mock = await testMock({ providers: [provider], basePath: '/mock' })
    const { clientId, redirectUri } = mock.credentials(provider)
    const scope = { 'kollus-live': 'live:control', dlive: 'identity', livepush: 'streams.read' }[provider]
    const path = {
      'kollus-live': 'console/oauth/authorize',
      dlive: 'web/o/authorize',
      livepush: 'id/oauth2/authorize',
    }[provider]
    for (const base of [at, `${at}/t/one`]) {
      const query = { response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope, state: 's' }
      const url = `${base}/${provider}/${path}?${new URLSearchParams(query)}`
      const walker = new Walker(mock.fetch)
      expect(await walker.signIn(url, redirectUri)).toContain('code=')
      expect(walker.url.startsWith(`${base}/`)).toBe(true)
      expect(await mock.approve(url)).toContain('code=')
      for (const page of [`${base}/${provider}/console/login`, `${base}/${provider}/console`, url]) {
        const found = await addresses(mock, page)
        expect(found).not.toEqual([])
        expect(found.filter((address) => !new URL(address, page).href.startsWith(`${base}/`))).toEqual([])
      }
    }
  },
)

test('signed addresses are below the base path, and work', async () => {
  const mock = await testMock({ providers: ['ovenstudio'], basePath: '/mock' })
  await mock.ovenstudio.publish({ name: 'OvenStudio' })
  const { fetch, clock } = mock
  const auth = staticToken(mock.credentials('ovenstudio').accessToken)
  const studio = createOvenStudio({ host: 'studio.example', baseUrl: at, auth, fetch, clock })
  const until = new Date(clock.now() + 3_600_000)
  const { url } = await studio.createSignedUrl({ stream: 'OvenStudio', until })
  expect(url.startsWith(`${at}/ovenstudio/edge/`)).toBe(true)
  const playlist = await mock.fetch(url)
  expect(playlist.status).toBe(200)
  for (const line of (await playlist.text()).split('\n')) {
    if (/^(\/|https?:)/.test(line)) expect(new URL(line, url).href.startsWith(`${at}/`)).toBe(true)
  }
})

test('clients, sockets, sandboxes and real hosts reach a mock below a base path, in process and over HTTP', async () => {
  const definition = defineProvider(harbour).sockets({
    ws: { protocols: [], accept: (socket, _, { prefix }) => socket.send(prefix) },
  })
  const mock = await testMock({ providers: ['livepush', definition], basePath: '/mock' })
  const server = await mock.listen()
  expect(mock.url).toBe('http://onair.localhost/mock')
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mock$/)
  const { fetch, clock } = mock.sandbox('two')
  for (const [sandbox, reach] of [
    [mock, mock.client],
    [mock, server.client],
    [mock.sandbox('one'), mock.sandbox('one').client],
    [mock.sandbox('two'), { fetch, clock }],
  ] as const) {
    const auth = livepushAuth({ ...sandbox.credentials('livepush'), ...reach })
    const { url } = await auth.begin({ account: 'alice', scopes: ['streams.read'] })
    await auth.complete(await sandbox.approve(url))
    const listed = await createLivepush({ auth: auth.account('alice'), ...reach }).call('listStreams')
    expect(listed).toMatchObject({ status: 200 })
    expect(sandbox.journal.requests().at(-1)).toMatchObject({ path: '/livepush/octopus/streams/mine' })
  }
  for (const socket of [
    new mock.webSocket(`ws://onair.localhost/mock/t/one/harbour/ws`),
    new WebSocketOverTcp(`${server.url.replace('http', 'ws')}/t/one/harbour/ws`) as unknown as WebSocket,
  ]) {
    const data = await new Promise((resolve) => socket.addEventListener('message', (event) => resolve(event.data)))
    expect(data).toBe('/mock/t/one')
    socket.close()
  }
  const beside = await globalThis.fetch(new URL('/livepush/octopus/streams', server.url))
  expect([beside.status, await beside.json()]).toEqual([404, { message: 'onair mock: this mock is below /mock/' }])
  expect((await globalThis.fetch(`${server.url}/_mock/health`)).status).toBe(200)
})

test('a mock below a base path issues the same tokens as one without', async () => {
  const [plain, below] = [
    await testMock({ providers: ['livepush'] }),
    await testMock({ providers: ['livepush'], basePath: '/mock' }),
  ]
  expect(await below.grant('livepush')).toEqual(await plain.grant('livepush'))
  expect(await below.sandbox('a').grant('livepush')).toEqual(await plain.sandbox('a').grant('livepush'))
})

test('the root as base path accepts any host; an invalid base path is refused', async () => {
  const mock = await testMock({ providers: ['livepush'], basePath: '/' })
  expect((await mock.fetch('https://preview.example/livepush/console/login')).status).toBe(200)
  for (const basePath of ['mock', '/mock/', '//mock', '/mo?ck', '/a b']) {
    await expect(testMock({ basePath })).rejects.toThrow("The option 'basePath' must be a path such as '/mock'")
  }
})

describe('the control API of a mock below a base path', () => {
  const ask = (mock: Mock, headers: Record<string, string> = {}, path = '/mock/_mock/api/clock') =>
    mock.fetch(`https://preview.example${path}`, { headers })

  test('is off for requests of the application to every host, except health', async () => {
    const mock = await testMock({ providers: ['livepush'], basePath: '/mock' })
    expect((await ask(mock)).status).toBe(403)
    expect((await mock.fetch('http://localhost/mock/_mock/')).status).toBe(403)
    expect((await mock.fetch('http://onair.localhost/mock/t/one/_mock/')).status).toBe(403)
    expect((await ask(mock, {}, '/mock/_mock/health')).status).toBe(200)
    const server = await mock.listen()
    expect((await globalThis.fetch(`${server.url}/_mock/api/clock`)).status).toBe(200)
    expect(await (await connectMock(server.url)).sandbox('one').clock.now()).toBe(mock.clock.now())
  })

  test('requires the token that it was given', async () => {
    const token = 'a-token-of-the-preview'
    const mock = await testMock({ providers: ['livepush'], basePath: '/mock', control: { token } })
    expect((await ask(mock)).status).toBe(401)
    expect((await ask(mock, { authorization: `Bearer ${token}` })).status).toBe(200)
    const page = await ask(mock, { accept: 'text/html' }, '/mock/')
    expect(page.headers.get('location')).toBe('/mock/_mock/')
    const logIn = await ask(mock, { accept: 'text/html' }, '/mock/_mock/api/clock')
    expect(logIn.headers.get('location')).toBe('/mock/_mock/login')
    for (const base of [at, `${at}/t/one`]) {
      for (const page of [`${base}/_mock/`, `${base}/_mock/livepush`, `${base}/_mock/journal`]) {
        const found = await addresses(mock, page, { authorization: `Bearer ${token}` })
        expect(found).not.toEqual([])
        expect(found.filter((address) => !new URL(address, page).href.startsWith(`${at}/`))).toEqual([])
      }
    }
    await expect(testMock({ control: { token: 'short' } })).rejects.toThrow("'control' must be false or { token }")
  })
})
