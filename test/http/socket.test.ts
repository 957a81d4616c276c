/** One run over real sockets and the built-in fetch, to check what the in-process tests assume about both. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { manualClock } from '../support/manual-clock.js'
import { createRadio, tokens } from '../support/radio.js'

const path = { params: { path: { show_id: 1 } } }
let server: Server | undefined
afterEach(() => server?.close())

async function serve(listener: RequestListener) {
  server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const clock = manualClock()
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    clock,
    baseUrl,
    client: createRadio({ station: 'one', auth: tokens('t1'), baseUrl, clock, limit: false, retry: false }),
  }
}

test('a form arrives unchanged', async () => {
  const { client } = await serve(async (request, response) => {
    const body = await text(request)
    const { accept, authorization, 'content-type': type } = request.headers
    response
      .writeHead(201)
      .end(JSON.stringify({ data: { id: 1, title: [accept, authorization, type, body].join(' ') } }))
  })
  const made = await client.call('createShow', { body: { title: 'A+B', live: true } })
  expect(made.ok && made.data.data.title).toBe(
    'application/json Bearer t1 application/x-www-form-urlencoded title=A%2BB&live=1',
  )
})

test('a timeout closes the connection', async () => {
  let closed: Promise<unknown> | undefined
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const { client, clock } = await serve((_request, response) => {
    closed = once(response, 'close')
    arrive()
  })
  const call = failure(client.call('getShow', path))
  await arrived
  await clock.advance(30_000)
  expect(await call).toMatchObject({ code: 'timeout', scope: 'attempt' })
  await closed
})

test('an answer that breaks off is a fault after sending', async () => {
  const { client } = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{"data":', () => response.destroy())
  })
  expect(await failure(client.call('getShow', path))).toMatchObject({ code: 'network', phase: 'sent' })
})

test('a compressed answer is limited by its decompressed size', async () => {
  const packed = gzipSync(Buffer.alloc(20 * 1024 * 1024, ' '))
  expect(packed.length).toBeLessThan(64 * 1024)
  const { baseUrl } = await serve((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed)
  })
  const client = createRadio({ station: 'one', auth: tokens('t1'), baseUrl, maxResponseBytes: 1024 * 1024 })
  expect(String(await failure(client.call('getShow', path)))).toMatch(/DecodeError.*more than 1048576 bytes/)
})

test('a refused connection is a fault before sending', async () => {
  const { client } = await serve(() => {})
  server?.close()
  await once(server!, 'close')
  expect(await failure(client.call('getShow', path))).toMatchObject({ phase: 'connect', reason: 'ECONNREFUSED' })
})
