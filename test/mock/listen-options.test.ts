import { get, request } from 'node:https'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createCertificate } from '../../src/cli/certificate.js'
import { testMock } from '../support/mock.js'

const page = 'http://localhost:5173'
const channels = '/kollus-live/api/service-accounts/demo/channels'

test('a page of an allowed origin can send any request, and read the whole answer', async () => {
  const mock = await testMock({ providers: ['kollus-live'] })
  const { url } = await mock.listen({ cors: [page] })
  const preflight = await fetch(url + channels, {
    method: 'OPTIONS',
    headers: {
      origin: page,
      'access-control-request-method': 'DELETE',
      'access-control-request-headers': 'authorization,x-own',
      'access-control-request-private-network': 'true',
    },
  })
  expect([preflight.status, Object.fromEntries(preflight.headers)]).toEqual([
    204,
    expect.objectContaining({
      'access-control-allow-origin': page,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'DELETE',
      'access-control-allow-headers': 'authorization,x-own',
      'access-control-allow-private-network': 'true',
    }),
  ])
  const answer = await fetch(url + channels, { headers: { origin: page } })
  expect(answer.status).toBe(401)
  expect(answer.headers.get('access-control-allow-origin')).toBe(page)
  expect(answer.headers.get('access-control-expose-headers')).toContain('x-onair-evidence')
  expect(answer.headers.get('vary')).toContain('origin')
})

test.each([
  ['another origin', [page], 'https://evil.example', channels],
  ['any origin by default', undefined, page, channels],
  ['a request to the control API, with any allowed origin', ['*'], page, '/_mock/health'],
  ['a request to the control API of a sandbox', ['*'], page, '/t/a/_mock/anything'],
])('%s cannot read an answer', async (_what, cors, origin, path) => {
  const mock = await testMock({ providers: ['kollus-live'] })
  const { url } = await mock.listen({ cors })
  const answer = await fetch(url + path, { headers: { origin } })
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
})

test('a mock with a certificate serves HTTPS and WSS, writes such addresses, and can cut a connection', async () => {
  const mock = await testMock()
  const { key, cert } = await createCertificate(['localhost', '127.0.0.1'])
  const { url } = await mock.listen({ tls: { key, cert } })
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
  const { accessToken } = await mock.grant('kollus-live')
  const headers = { authorization: `Bearer ${accessToken}` }
  const body = await new Promise<string>((resolve, reject) => {
    get(`${url}${channels}?page=1`, { ca: cert, headers }, (answer) => {
      let text = ''
      answer.on('data', (part: Buffer) => (text += part.toString())).on('end', () => resolve(text))
    }).on('error', reject)
  })
  expect((JSON.parse(body) as { links: { first: string } }).links.first).toBe(`${url}${channels}?page=1`)

  const socket = new WebSocket(`${url.replace('https', 'wss')}/dlive/ws`, 'graphql-ws', { ca: cert })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.terminate()

  mock.faults.add({ operation: 'kollus-live.listChannels', action: 'drop' })
  const cut = new Promise((resolve) => {
    request(url + channels, { ca: cert, headers })
      .on('error', resolve)
      .end()
  })
  expect(await cut).toMatchObject({ code: 'ECONNRESET' })
})
