import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test, vi } from 'vitest'
import { kollusLive } from '../../generated/kollus-live/index.js'
import { createProviderAuth } from '../../src/auth/provider.js'
import { NetworkError } from '../../src/errors/index.js'
import { kollusLiveAuth } from '../../src/kollus-live/auth.js'
import { failure } from '../support/signed-in.js'

let server: Server
afterEach(() => new Promise((resolve) => server.close(resolve)))

const listen = async (handle: Parameters<typeof createServer>[1]) => {
  server = createServer(handle as never)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
/** The platform's own fetch over a real socket. Only the pauses between attempts are skipped. */
const authAt = (baseUrl: string, makeAuth = kollusLiveAuth) => {
  const pauses: number[] = []
  const clock = {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: (ms: number, options?: { background?: boolean }) => {
      if (options?.background) return new Promise<void>(() => undefined)
      pauses.push(ms)
      return Promise.resolve()
    },
  }
  return { pauses, auth: makeAuth({ clientId: '7', clientSecret: 's3cret', baseUrl, clock }) }
}

test('fetches a token over a real socket, with a form body', async () => {
  let seen = ''
  const baseUrl = await listen(async (request, response) => {
    seen = `${request.method} ${request.url} ${request.headers['content-type']} ${request.headers.accept} `
    for await (const chunk of request) seen += String(chunk)
    response
      .setHeader('content-type', 'application/json')
      .end('{"access_token":"A","token_type":"Bearer","expires_in":60}')
  })
  const { auth } = authAt(baseUrl)
  expect((await auth.app({ scopes: ['live:control'] }).token()).value).toBe('A')
  expect(seen).toBe(
    'POST /kollus-live/console/oauth/token application/x-www-form-urlencoded;charset=UTF-8 application/json ' +
      'scope=live%3Acontrol&grant_type=client_credentials&client_id=7&client_secret=s3cret',
  )
})

test('stops reading at 1 MiB when 20 KB of gzip unpack to 20 MB', async () => {
  const packed = gzipSync(Buffer.alloc(20_000_000, 32))
  const baseUrl = await listen((_request, response) => {
    response.setHeader('content-type', 'application/json').setHeader('content-encoding', 'gzip').end(packed)
  })
  const { auth } = authAt(baseUrl)
  expect(await failure(() => auth.app().token())).toMatchObject({
    name: 'DecodeError',
    message: expect.stringContaining('more than 1048576 bytes'),
  })
})

test('tries a port without a listener three times, and names it', async () => {
  const baseUrl = await listen(() => undefined)
  await new Promise((resolve) => server.close(resolve))
  const { auth, pauses } = authAt(baseUrl)
  const error = await failure(() => auth.app().token())
  expect(error).toBeInstanceOf(NetworkError)
  expect(error).toMatchObject({ phase: 'connect', reason: 'ECONNREFUSED', message: expect.stringContaining(baseUrl) })
  expect(pauses).toEqual([250, 1000])
})

test('does not retry after a connection broke with the request sent', async () => {
  let requests = 0
  const baseUrl = await listen((request) => {
    requests++
    request.socket.destroy()
  })
  const { auth } = authAt(baseUrl)
  expect(await failure(() => auth.app().token())).toMatchObject({ name: 'NetworkError', phase: 'sent' })
  expect(requests).toBe(1)
})

test('the address of a GET, with its secrets, does not stay in the process’s list of resource timings', async () => {
  const paths: string[] = []
  const baseUrl = await listen((request, response) => {
    paths.push(request.url!)
    if (paths.length > 2) request.socket.destroy()
    else if (paths.length === 2) response.writeHead(307, { location: `${request.url}&again` }).end()
    else response.end('{"access_token":"A","token_type":"Bearer","expires_in":60}')
  })
  const { exchangeToken } = kollusLive.operations
  const operations = { ...kollusLive.operations, exchangeToken: { ...exchangeToken, method: 'GET' } } as const
  const { auth } = authAt(baseUrl, createProviderAuth({ ...kollusLive, operations }))
  const { value } = await auth.app().token()
  expect(await failure(() => auth.app().token({ rejected: value }))).toMatchObject({ status: 307 })
  expect(await failure(() => auth.app().token({ rejected: value }))).toMatchObject({ phase: 'sent' })
  expect(paths).toHaveLength(3)
  expect(paths[0]).toContain('client_secret=s3cret')
  await vi.waitFor(() => {
    const names = performance.getEntriesByType('resource').map(({ name }) => name)
    expect(names.filter((name) => name.includes('s3cret'))).toEqual([])
  })
})
