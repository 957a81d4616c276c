import { describe, expect, test } from 'vitest'
import WebSocketOverTcp from 'ws'
import { defineProvider, type Mock, type Sandbox } from '../../mock/index.js'
import { harbour } from '../support/harbour.js'
import { testMock } from '../support/mock.js'
import { read, type Answer } from './caller.js'
import { Browser } from './sign-in.js'

const definition = defineProvider(harbour)
  .state(() => ({ names: [] as string[] }))
  .handlers({
    listShips: (_, { state }) => ({ status: 200, body: { ships: state.names.map((name, id) => ({ id, name })) } }),
    createShip(call, { state }) {
      const { name } = call.body()
      state.names.push(name)
      return { status: 201, body: { id: state.names.length, name } }
    },
  })
  .sockets({ ws: { protocols: [], accept: (socket, _, { prefix }) => socket.send(`hello from ${prefix || '/'}`) } })

const make = (): Promise<Mock> => testMock({ providers: [definition] })

/** Calls a mock or a sandbox with a token of its own, or with the given one. */
async function caller(at: Sandbox, token?: string) {
  const accessToken = token ?? (await at.grant(definition)).accessToken
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
  const ask = async (init: RequestInit): Promise<Answer> =>
    read(await at.fetch(`${at.url}/harbour/api/ships`, { headers, ...init }))
  return {
    accessToken,
    list: () => ask({}),
    build: (name: string) => ask({ method: 'POST', body: JSON.stringify({ name }) }),
  }
}

describe('a sandbox', () => {
  test('has its own state, with the same seed', async () => {
    const mock = await make()
    const [one, other, root] = [
      await caller(mock.sandbox('one')),
      await caller(mock.sandbox('other')),
      await caller(mock),
    ]
    await one.build('Argo')
    expect((await one.list()).body).toEqual({ ships: [{ id: 0, name: 'Argo' }] })
    for (const { list } of [other, root]) expect((await list()).body).toEqual({ ships: [] })
    expect(mock.sandbox('one').credentials(definition)).toEqual(mock.credentials(definition))
  })

  test('has its own clock, journal and limits', async () => {
    const mock = await make()
    const one = mock.sandbox('one')
    await one.clock.advance('1h')
    expect([one.clock.now(), mock.clock.now()]).toEqual([Date.UTC(2026, 0, 15, 1), Date.UTC(2026, 0, 15)])
    const { list } = await caller(one)
    for (let n = 0; n < 60; n++) await list()
    expect((await list()).status).toBe(429)
    expect((await (await caller(mock)).list()).status).toBe(200)
    expect([one.journal.requests().length, mock.journal.requests().length]).toEqual([61, 1])
    expect(one.journal.requests()[0]!.path).toBe('/harbour/api/ships')
  })

  test('has its own faults', async () => {
    const mock = await make()
    const one = mock.sandbox('one')
    one.faults.add({ operation: 'harbour.listShips', action: 'status', status: 503 })
    expect((await (await caller(one)).list()).status).toBe(503)
    expect((await (await caller(mock)).list()).status).toBe(200)
    expect((await (await caller(mock.sandbox('other'))).list()).status).toBe(200)
  })

  test('does not accept the tokens of the mock or of another sandbox, nor they its own', async () => {
    const mock = await make()
    const places = [mock, mock.sandbox('one'), mock.sandbox('other')]
    const callers = await Promise.all(places.map((place) => caller(place)))
    const statuses = await Promise.all(
      callers.map(({ accessToken }) =>
        Promise.all(places.map(async (place) => (await (await caller(place, accessToken)).list()).status)),
      ),
    )
    expect(statuses).toEqual([
      [200, 401, 401],
      [401, 200, 401],
      [401, 401, 200],
    ])
  })

  test('issues the same tokens in the same sandbox of another mock', async () => {
    const [one, other] = [await make(), await make()]
    expect(await one.sandbox('a').grant(definition)).toEqual(await other.sandbox('a').grant(definition))
    expect(await one.sandbox('a').grant(definition)).not.toEqual(await other.sandbox('b').grant(definition))
  })

  test('is created at first use, by name or by address, is listed, and is gone after close', async () => {
    const mock = await make()
    expect(mock.sandboxes()).toEqual([])
    const one = mock.sandbox('one')
    await (await caller(one)).build('Argo')
    await mock.fetch(`${mock.url}/t/other/harbour/api/ships`)
    expect(mock.sandboxes()).toEqual(['one', 'other'])
    expect((await (await caller(mock.sandbox('one'))).list()).body.ships).toHaveLength(1)
    await one.close()
    expect(mock.sandboxes()).toEqual(['other'])
    expect((await (await caller(mock.sandbox('one'))).list()).body.ships).toEqual([])
  })

  test('is reset alone', async () => {
    const mock = await make()
    const [one, root] = [await caller(mock.sandbox('one')), await caller(mock)]
    await one.build('Argo')
    await root.build('Beagle')
    mock.sandbox('one').reset()
    expect((await one.list()).status).toBe(401)
    expect((await root.list()).body.ships).toHaveLength(1)
  })

  test('passes its own address to a client, and accepts authorization URLs below it', async () => {
    const mock = await make()
    const one = mock.sandbox('harbour')
    expect(one.url).toBe('http://onair.localhost/t/harbour')
    expect(one.client.baseUrl).toBe(one.url)
    expect(one.client.clock).toBe(one.clock)
    const livepush = await testMock({ providers: ['dlive', 'livepush'] })
    const box = livepush.sandbox('dlive')
    const { clientId: client_id, redirectUri: redirect_uri } = box.credentials('livepush')
    const query = new URLSearchParams({ response_type: 'code', client_id, redirect_uri, scope: 'streams.read' })
    expect(await box.approve(`${box.url}/livepush/id/oauth2/authorize?${query}`)).toContain('code=')
  })

  test.each(['', 'a/b', '..', '.', 'a b', 'ä', '%61', 'a'.repeat(65), 'x'.repeat(300), 7, null, undefined])(
    'is not created with the name %j',
    async (name) => {
      const mock = await make()
      expect(() => mock.sandbox(name as string)).toThrow(RangeError)
      expect(() => mock.sandbox(name as string)).toThrow('1 to 64 letters, digits, - and _')
      expect(mock.sandboxes()).toEqual([])
    },
  )

  test('is one of at most a thousand in a process: another one needs one to be closed', async () => {
    const mock = await make()
    const names = Array.from({ length: 1000 }, (_, n) => `test-${n}`)
    for (const name of names) await (await caller(mock.sandbox(name))).build(name)
    expect(mock.sandboxes()).toEqual(names)
    for (const name of ['test-0', 'test-500', 'test-999']) {
      expect((await (await caller(mock.sandbox(name))).list()).body.ships).toEqual([{ id: 0, name }])
    }
    const tooMany = 'There are already 1000 sandboxes: delete one with close() or DELETE /_mock/api/sandboxes/{name}'
    expect(() => mock.sandbox('one-more')).toThrow(new RangeError(`${tooMany}.`))
    const refused = await mock.fetch(`${mock.url}/t/one-more/harbour/api/ships`)
    expect([refused.status, await refused.json()]).toEqual([503, { message: `onair mock: ${tooMany}` }])
    expect((await mock.fetch(`${mock.url}/_mock/api/sandboxes/test-0`, { method: 'DELETE' })).status).toBe(204)
    expect((await mock.fetch(`${mock.url}/t/one-more/harbour/api/ships`)).status).toBe(401)
    await Promise.all(mock.sandboxes().map((name) => mock.sandbox(name).close()))
    expect(mock.sandboxes()).toEqual([])
  })
})

describe('a sandbox over HTTP', () => {
  test('keeps a sign-in inside: redirects, the Path of the cookie, log-in and consent', async () => {
    const mock = await make()
    const { url } = await mock.listen()
    const one = mock.sandbox('one')
    const { clientId: client_id, clientSecret: client_secret, redirectUri: redirect_uri } = one.credentials(definition)
    const follow: typeof globalThis.fetch = (input, init) => fetch(input, { ...init, redirect: 'manual' })
    const browser = new Browser({ url, fetch: follow }, '/t/one/harbour/console')
    const query = new URLSearchParams({
      response_type: 'code',
      client_id,
      redirect_uri,
      state: 's',
      scope: 'ships.read',
    })
    const path = `/t/one/harbour/id/authorize?${query}`
    const login = (await browser.get(path)).headers.get('location')!
    expect(login).toBe(`/t/one/harbour/console/login?${new URLSearchParams({ next: path })}`)
    await browser.get(login)
    expect(browser.page).toContain('action="/t/one/harbour/console/login?next=')
    const entered = await browser.post(login, { account: 'alice', password: 'alice' })
    expect(entered.headers.get('set-cookie')).toContain('; Path=/t/one/harbour;')
    expect(entered.headers.get('location')).toBe(path)
    await browser.get(path)
    expect(browser.page).toContain(`action="${path.replaceAll('&', '&amp;')}"`)
    const back = await browser.post(path, { decision: 'approve' })
    const callback = new URL(back.headers.get('location')!)
    expect(callback.origin + callback.pathname).toBe(redirect_uri)
    const exchange = async (base: string) => {
      const code = callback.searchParams.get('code')!
      const body = new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri,
        client_id,
        client_secret,
      })
      return (await fetch(`${base}/harbour/id/token`, { method: 'POST', body })).status
    }
    expect([await exchange(url), await exchange(`${url}/t/one`)]).toEqual([400, 200])
    expect((await browser.get('/harbour/console')).status).toBe(302)
    expect((await browser.get('/t/one/harbour/console')).status).toBe(200)
    for (const link of browser.page.matchAll(/(?:href|action)="(\/[^"]*)"/g)) expect(link[1]).toMatch(/^\/t\/one\//)
  })

  test('opens sockets inside', async () => {
    const mock = await make()
    const { url } = await mock.listen()
    const heard = async (client: WebSocket) =>
      new Promise((resolve) => client.addEventListener('message', ({ data }) => resolve(data), { once: true }))
    const overTcp = (path: string) => new WebSocketOverTcp(url.replace('http', 'ws') + path) as unknown as WebSocket
    expect(await heard(overTcp('/t/one/harbour/ws'))).toBe('hello from /t/one')
    expect(await heard(overTcp('/harbour/ws'))).toBe('hello from /')
    const one = mock.sandbox('one')
    const client = new one.webSocket(`${one.url}/harbour/ws`)
    expect(await heard(client)).toBe('hello from /t/one')
    const closed = new Promise((resolve) => client.addEventListener('close', ({ code }) => resolve(code)))
    await one.close()
    expect(await closed).toBe(1006)
  })

  test.each(['a%2Fb', '..%2F', 'a%20b', '%C3%A4', 'a'.repeat(65), 'x'.repeat(300), ''])(
    'is not found by the name %j',
    async (name) => {
      const mock = await make()
      const { url } = await mock.listen()
      const answer = await read(await fetch(`${url}/t/${name}/harbour/api/ships`))
      expect([answer.status, answer.body.message]).toEqual([
        404,
        'onair mock: the name of a sandbox has 1 to 64 letters, digits, - and _: /t/{name}/…',
      ])
      expect(mock.sandboxes()).toEqual([])
    },
  )
})
