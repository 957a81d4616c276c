import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { refuseHost } from '../../mock/core/http/host.js'
import { forwardedUrl } from '../../mock/node/forwarded.js'
import { ListenError, type Mock } from '../../mock/index.js'
import { testMock } from '../support/mock.js'
import { mainStage, read } from './caller.js'

/** One request over a socket, with headers that `fetch` would not send. */
function ask(
  { host = '127.0.0.1', port }: { readonly host?: string; readonly port: number },
  headers: Record<string, string>,
  agent?: Agent,
): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ host, port, path: '/_mock/health', headers, ...(agent && { agent }) }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode!))
    })
      .on('error', reject)
      .end()
  })
}

const failure = (mock: Mock, options: { port?: number; host?: string }) =>
  mock.listen(options).then(
    () => undefined,
    (error: unknown) => error,
  )

describe('a mock on a socket', () => {
  test('answers as it does in process, with bodies, HEAD and refusals', async () => {
    const mock = await testMock({ limits: false })
    const { url, host, port } = await mock.listen()
    expect([url, host]).toEqual([`http://127.0.0.1:${port}`, '127.0.0.1'])
    const { accessToken } = await mock.grant('kollus-live')
    const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' }
    const body = new URLSearchParams({ title: 'Über den Draht' })
    const path = `/kollus-live/api/service-accounts/demo/channels/${mainStage}`
    for (const [method, at, init] of [
      ['PUT', path, { body }],
      ['GET', path, {}],
      ['HEAD', path, {}],
      ['DELETE', `${path}x`, {}],
      ['PATCH', path, {}],
      ['GET', '/nothing', {}],
      ['GET', '/kollus-live/console/login', {}],
      ['DELETE', path, {}],
    ] as const) {
      const there = await read(await fetch(url + at, { method, headers, ...init }))
      const here =
        method === 'DELETE' && at === path
          ? { status: 204, body: '' }
          : await read(await mock.fetch(mock.url + at, { method, headers, ...init }))
      expect([method, at, there.status, there.body]).toEqual([method, at, here.status, here.body])
    }
  })

  test('distinguishes callers by their address, for limits without a user', async () => {
    const mock = await testMock()
    const { url } = await mock.listen()
    const { clientId: client_id, clientSecret: client_secret } = mock.credentials('kollus-live')
    const body = () => new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret })
    const path = '/kollus-live/console/oauth/token'
    for (let n = 0; n < 60; n++) await mock.fetch(mock.url + path, { method: 'POST', body: body() })
    expect((await mock.fetch(mock.url + path, { method: 'POST', body: body() })).status).toBe(429)
    expect((await fetch(url + path, { method: 'POST', body: body() })).status).toBe(200)
  })

  test.each(['localhost', '::1'])('listens on %s at the address that it returns', async (host) => {
    const mock = await testMock()
    const { url } = await mock.listen({ host })
    expect((await fetch(`${url}/_mock/health`)).status).toBe(200)
  })

  test('survives invalid HTTP, and clients that disconnect', async () => {
    const shown = vi.spyOn(console, 'error')
    onTestFinished(() => shown.mockRestore())
    const mock = await testMock()
    const { port, url } = await mock.listen()
    for (const text of [
      '\0\0\0',
      'GET /_mock/health HTTP/1.1\r\n',
      'POST /kollus-live/console/oauth/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\ngrant',
    ])
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () =>
          socket.write(text, () => setTimeout(() => socket.destroy(), 20)),
        )
        socket.on('close', () => resolve()).on('error', () => {})
      })
    expect((await fetch(`${url}/_mock/health`)).status).toBe(200)
    expect(shown).not.toHaveBeenCalled()
  })
})

describe('the Host header', () => {
  test.each([
    'localhost',
    'localhost:99',
    'LOCALHOST',
    '127.0.0.1',
    '127.9.9.9:1',
    '[::1]',
    '[::1]:99',
    'onair.localhost',
    'a.b.localhost:5',
  ])('%s is answered on loopback', async (host) => {
    const mock = await testMock()
    expect(await ask(await mock.listen(), { host })).toBe(200)
  })

  test.each([
    'evil.example',
    'evil.example:4010',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.0.1',
    'notlocalhost',
    '[::2]',
  ])('%s is refused, so that a page with DNS rebinding cannot reach the mock', async (host) => {
    const mock = await testMock()
    expect(await ask(await mock.listen(), { host })).toBe(421)
  })

  test.each(['127.1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', 'localhost', '::1', '127.0.0.1'])(
    'is checked on %s, by the address of the socket and not by its spelling, and the returned URL works',
    async (host) => {
      const mock = await testMock()
      const { url, port } = await mock.listen({ host })
      const { hostname } = new URL(url)
      const asked = { host: hostname.replace(/^\[|\]$/g, ''), port }
      expect(await ask(asked, { host: 'evil.example' })).toBe(421)
      expect((await fetch(`${url}/_mock/health`)).status).toBe(200)
    },
  )

  test('can be any name if the mock listens to other machines', async () => {
    expect(refuseHost('mock.example', '192.168.0.1')).toBeNull()
    const mock = await testMock()
    expect(await ask(await mock.listen({ host: '0.0.0.0' }), { host: 'mock.example' })).toBe(200)
  })

  test('is checked for WebSockets too', async () => {
    const mock = await testMock()
    const { port } = await mock.listen({ host: '127.1' })
    const refused = await new Promise<number>((resolve, reject) => {
      const headers = { host: 'evil.example', connection: 'upgrade', upgrade: 'websocket' }
      request({ host: '127.0.0.1', port, path: '/dlive/ws', headers }, (response) => resolve(response.statusCode!))
        .on('error', reject)
        .end()
    })
    expect(refused).toBe(421)
  })
})

describe('the address of a mock that listens on every address', () => {
  test.each([
    ['0.0.0.0', '127.0.0.1'],
    ['0', '127.0.0.1'],
    ['::', '[::1]'],
  ])('is, for %s, one that this machine reaches', async (host, name) => {
    const mock = await testMock()
    const { url, port, networkUrls } = await mock.listen({ host })
    expect(url).toBe(`http://${name}:${port}`)
    expect((await fetch(`${url}/_mock/health`)).status).toBe(200)
    for (const other of networkUrls) expect((await fetch(`${other}/_mock/health`)).status).toBe(200)
  })

  test('is not listed for other machines if they cannot reach it', async () => {
    const mock = await testMock()
    expect((await mock.listen()).networkUrls).toEqual([])
  })
})

describe('the headers of a reverse proxy', () => {
  const proxied = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'mock.example, inner.example' }
  const firstPage = async (forwarded?: boolean) => {
    const mock = await testMock()
    const { url } = await mock.listen(forwarded === undefined ? {} : { forwarded })
    const { accessToken } = await mock.grant('kollus-live')
    const headers = { authorization: `Bearer ${accessToken}`, ...proxied }
    const page = await read(await fetch(`${url}/kollus-live/api/service-accounts/demo/channels?page=1`, { headers }))
    return { url, first: page.body.links.first as string }
  }

  test('are ignored by default', async () => {
    const { url, first } = await firstPage()
    expect(first).toBe(`${url}/kollus-live/api/service-accounts/demo/channels?page=1`)
  })

  test('set the start of the mock’s addresses if an option trusts the proxy', async () => {
    const { first } = await firstPage(true)
    expect(first).toBe('https://mock.example/kollus-live/api/service-accounts/demo/channels?page=1')
  })

  test('do not change method and body of a request', async () => {
    const mock = await testMock()
    const { url } = await mock.listen({ forwarded: true })
    const { clientId: client_id, clientSecret: client_secret } = mock.credentials('kollus-live')
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret })
    const answer = await fetch(`${url}/kollus-live/console/oauth/token`, { method: 'POST', body, headers: proxied })
    expect(answer.status).toBe(200)
  })

  test.each([
    [{ 'x-forwarded-proto': 'HTTPS' }, 'https://127.0.0.1:1/a?b//c'],
    [{ 'x-forwarded-host': 'mock.example:8443' }, 'http://mock.example:8443/a?b//c'],
    [{ 'x-forwarded-host': '[::2]:80' }, 'http://[::2]:80/a?b//c'],
    [{ 'x-forwarded-proto': 'javascript' }, 'http://127.0.0.1:1/a?b//c'],
    [{ 'x-forwarded-host': 'user@evil.example' }, 'http://127.0.0.1:1/a?b//c'],
    [{ 'x-forwarded-host': 'evil.example/path?' }, 'http://127.0.0.1:1/a?b//c'],
    [{ 'x-forwarded-host': '' }, 'http://127.0.0.1:1/a?b//c'],
    [
      { forwarded: 'for=192.0.2.1;Proto=https;host="mock.example:8443", proto=http' },
      'https://mock.example:8443/a?b//c',
    ],
    [{ forwarded: 'for="[2001:db8::1]"; proto=https', 'x-forwarded-host': 'x.example' }, 'https://x.example/a?b//c'],
    [{ forwarded: 'host=a.example', 'x-forwarded-host': 'b.example' }, 'http://a.example/a?b//c'],
    [{ forwarded: 'for=1, host=inner.example' }, 'http://127.0.0.1:1/a?b//c'],
    [{ forwarded: 'host="evil.example/path"' }, 'http://127.0.0.1:1/a?b//c'],
    [{ forwarded: 'host' }, 'http://127.0.0.1:1/a?b//c'],
  ])('%j give %s', (headers: Record<string, string>, url) => {
    expect(forwardedUrl({ url: 'http://127.0.0.1:1/a?b//c', headers: new Headers(headers) })).toBe(url)
  })

  test('do not disable the check of the Host header', async () => {
    const mock = await testMock()
    const server = await mock.listen({ forwarded: true })
    expect(await ask(server, { host: 'evil.example', 'x-forwarded-host': 'localhost' })).toBe(421)
  })
})

describe('an unusable port', () => {
  test('that is taken gives an error that says what to do', async () => {
    const mock = await testMock()
    const { port } = await mock.listen()
    const error = await failure(mock, { port })
    expect(error).toBeInstanceOf(ListenError)
    expect(error).toMatchObject({
      code: 'EADDRINUSE',
      message: expect.stringContaining(`--port ${port + 1}`) as string,
    })
  })

  test('on a foreign address gives an error that names the machine’s own', async () => {
    const error = await failure(await testMock(), { host: '192.0.2.1' })
    expect(error).toBeInstanceOf(ListenError)
    expect(error).toMatchObject({ code: 'EADDRNOTAVAIL', message: expect.stringContaining('127.0.0.1') as string })
  })

  test('with an empty host gives an error, and does not listen on every address', async () => {
    expect(await failure(await testMock(), { host: '' })).toMatchObject({
      name: 'ListenError',
      message: expect.stringContaining('host is empty') as string,
    })
  })

  test.each([-1, 65_536, 1.5])('%s gives an error that says which are valid', async (port) => {
    const error = await failure(await testMock(), { port })
    expect(error).toBeInstanceOf(ListenError)
    expect((error as Error).message).toMatch(/0 to 65535/)
  })

  test('can be used again after close', async () => {
    const mock = await testMock()
    const { port, close } = await mock.listen()
    await close()
    expect((await mock.listen({ port })).port).toBe(port)
  })
})

describe('closing', () => {
  test('ends keep-alive connections, and works twice', async () => {
    const mock = await testMock()
    const server = await mock.listen()
    const agent = new Agent({ keepAlive: true })
    expect(await ask(server, { host: 'localhost' }, agent)).toBe(200)
    await server.close()
    await server.close()
    await mock.close()
    await mock.close()
    await expect(ask(server, { host: 'localhost' }, agent)).rejects.toMatchObject({
      code: expect.stringMatching(/^ECONN(RESET|REFUSED)$/) as string,
    })
    agent.destroy()
  })

  test('closes every port of the mock, and wakes sleepers on its clock', async () => {
    const mock = await testMock()
    const servers = [await mock.listen(), await mock.listen()]
    const slept = mock.clock.sleep(1000)
    await mock.close()
    await slept
    for (const server of servers) await expect(ask(server, {})).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})
