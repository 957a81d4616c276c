import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent } from 'undici'
import { afterEach, expect, test } from 'vitest'
import { createProvider, DecodeError, NetworkError, staticToken, unwrap } from '../../src/index.js'
import { livepushAuth, createLivepush } from '../../src/livepush/index.js'
import { dispatcherFetch } from '../../src/node.js'
import { radio } from '../fixtures/radio.js'
import { failure } from '../support/failure.js'
import { freePort } from '../support/free-port.js'
import { testMock } from '../support/mock.js'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const createRadio = createProvider(radio)
const path = { params: { path: { show_id: 1 } } }

function agent(): Agent {
  const made = new Agent({ connections: 4 })
  closing.push(() => made.destroy())
  return made
}

/** A client whose calls go to a server that answers by `listener`. */
async function against(listener: RequestListener, options: object = {}) {
  const server: Server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const fetch = dispatcherFetch(agent())
  return createRadio({
    auth: staticToken('t0k3n'),
    station: 'one',
    baseUrl,
    fetch,
    retry: false,
    limit: false,
    ...options,
  })
}

test('a user signs in and calls over an undici Agent, token exchange by GET included', async () => {
  const mock = await testMock()
  const { url: baseUrl } = await mock.listen()
  const { redirectUri, clientId, clientSecret } = mock.credentials('livepush')
  const options = { baseUrl, fetch: dispatcherFetch(agent()) }
  const auth = livepushAuth({ clientId, clientSecret, redirectUri, ...options })
  const { url } = await auth.begin({ account: 'alice', scopes: ['streams.read', 'streams.create'] })
  await auth.complete(await mock.approve(url))
  const livepush = createLivepush({ auth: auth.account('alice'), ...options })
  const made = await livepush.POST('/streams', { body: { category: 'simulcast', name: 'Démo' } })
  expect(made.status === 201 && made.data.metadata?.name).toBe('Démo')
  expect(made.response).toMatchObject({ status: 201, ok: true, url: expect.stringMatching(/\/streams$/) })
  expect(made.response.headers.get('content-type')).toMatch(/^application\/json/)
})

test('an answer over maxResponseBytes is not read to its end', async () => {
  const client = await against((_, response) => void response.end('x'.repeat(1_000_000)), { maxResponseBytes: 1000 })
  expect(await failure(client.call('getShow', path))).toBeInstanceOf(DecodeError)
})

test('a redirect within the origin is followed, and leaves its connection free', async () => {
  const ports = new Set<number | undefined>()
  const client = await against((request, response) => {
    ports.add(request.socket.remotePort)
    if (request.url?.endsWith('/moved')) return void response.end('{"data":{"id":1,"title":"Demo"}}')
    response.writeHead(302, { location: '/moved', 'content-length': 5 }).end('moved')
  })
  for (let call = 0; call < 20; call++)
    expect(unwrap(await client.call('getShow', path))).toEqual({ data: { id: 1, title: 'Demo' } })
  // The agent has four connections, and each call needs two.
  expect(ports.size).toBeLessThanOrEqual(4)
})

test('a status without a body has none', async () => {
  const client = await against((_, response) => void response.writeHead(204).end())
  expect(await client.call('deleteShow', path)).toMatchObject({ ok: true, status: 204, data: undefined })
})

test('a connection that breaks off is a NetworkError, and one that is refused says that nothing was sent', async () => {
  const broken = await against((request) => void request.socket.destroy())
  expect(await failure(broken.call('getShow', path))).toMatchObject({ name: 'NetworkError', phase: 'sent' })
  const fetch = dispatcherFetch(agent())
  const baseUrl = `http://127.0.0.1:${await freePort()}`
  const refused = createRadio({ auth: staticToken('t0k3n'), station: 'one', baseUrl, fetch, retry: false })
  const error = await failure(refused.call('getShow', path))
  expect(error).toBeInstanceOf(NetworkError)
  expect(error).toMatchObject({ phase: 'connect' })
})

test('a call that its caller aborts ends at once', async () => {
  const controller = new AbortController()
  const client = await against(() => controller.abort(new Error('enough')))
  await expect(client.call('getShow', { ...path, signal: controller.signal })).rejects.toThrow('enough')
})
