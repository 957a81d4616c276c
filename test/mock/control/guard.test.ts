import { describe, expect, test } from 'vitest'
import { Hono } from 'hono'
import type { ControlEnv } from '../../../mock/control/env.js'
import { readControlForm } from '../../../mock/control/guard.js'
import { ConnectError, connectMock } from '../../../mock/index.js'
import { failure } from '../../support/failure.js'
import { testMock } from '../../support/mock.js'

const refusal = async (call: Promise<unknown>) => (await failure(call)) as Error
const html = { accept: 'text/html' }
const manual = { redirect: 'manual' } as const

describe('a mock that other machines can reach', () => {
  /** It listens on every address, and is called at one of this machine. */
  async function exposed() {
    const server = await (await testMock()).listen({ host: '0.0.0.0' })
    return { url: server.url, token: server.controlToken! }
  }

  test('requires its token below /_mock, except for its health', async () => {
    const { url, token } = await exposed()
    expect(token).toMatch(/^[0-9a-f]{32}$/)
    expect((await fetch(`${url}/_mock/health`)).status).toBe(200)
    expect((await fetch(`${url}/livepush/octopus/streams/mine`)).status).toBe(401)
    for (const path of [
      '/_mock/',
      '/_mock/api/clock',
      '/t/x/_mock/api/clock',
      '/_mock/api/openapi.json',
      '/_mock/livepush',
    ]) {
      const response = await fetch(url + path)
      expect([path, response.status, response.headers.get('www-authenticate')]).toEqual([
        path,
        401,
        'Bearer realm="onair mock"',
      ])
    }
    const authorization = (value: string) => ({ headers: { authorization: `Bearer ${value}` } })
    expect((await fetch(`${url}/_mock/api/clock`, authorization(`${token.slice(0, -1)}x`))).status).toBe(401)
    expect((await fetch(`${url}/_mock/api/clock`, authorization(token))).status).toBe(200)
  })

  test('accepts a browser with the token in its address, once, or by its log-in page', async () => {
    const { url, token } = await exposed()
    const away = await fetch(`${url}/_mock/`, { headers: html, ...manual })
    expect([away.status, away.headers.get('location')]).toEqual([302, '/_mock/login'])
    const post = (text: string) =>
      fetch(`${url}/_mock/login`, { method: 'POST', body: new URLSearchParams({ token: text }), ...manual })
    const wrong = await post('wrong')
    expect([wrong.status, (await wrong.text()).includes('This is not the token of this mock.')]).toEqual([422, true])
    for (const entered of [await post(token), await fetch(`${url}/_mock/?token=${token}`, manual)]) {
      expect([entered.status, entered.headers.get('location')]).toEqual([303, '/_mock/'])
      const [cookie, ...attributes] = entered.headers.get('set-cookie')!.split('; ')
      expect(attributes).toEqual(['Path=/', 'HttpOnly', 'SameSite=Strict'])
      expect((await fetch(`${url}/t/a/_mock/api/clock`, { headers: { cookie: cookie! } })).status).toBe(200)
    }
  })

  test('accepts connectMock with its token only', async () => {
    const { url, token } = await exposed()
    expect(await (await connectMock(url, { token })).sandboxes()).toEqual([])
    const refused = await refusal((await connectMock(url)).sandboxes())
    expect(refused).toBeInstanceOf(ConnectError)
    expect(refused.message).toContain('Send the token that the mock printed')
  })
})

describe('on loopback', () => {
  test('needs no token, and a page of another site can change nothing', async () => {
    const mock = await testMock()
    const { url, controlToken } = await mock.listen()
    expect(controlToken).toBeUndefined()
    const reset = (headers: Record<string, string>) => fetch(`${url}/_mock/api/reset`, { method: 'POST', headers })
    expect((await reset({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await reset({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await reset({ origin: url })).status).toBe(204)
    expect((await reset({})).status).toBe(204)
  })
})

test('cuts off a form of unknown length at 64 MiB', async () => {
  const app = new Hono<ControlEnv>().post('/', async (c) => {
    const form = await readControlForm(c)
    return form instanceof Response ? form : c.text('read')
  })
  const part = new Uint8Array(8 * 1_048_576).fill(97)
  let sent = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent++
      controller.enqueue(part)
    },
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const response = await app.request('/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit)
  expect(response.status).toBe(413)
  expect(sent).toBeLessThan(12)
})

test('the root redirects browsers to the dashboard, and lists the addresses to other clients', async () => {
  const mock = await testMock()
  for (const prefix of ['', '/t/a']) {
    const browser = await mock.fetch(`${mock.url}${prefix}/`, { headers: html, ...manual })
    expect([browser.status, browser.headers.get('location')]).toEqual([302, `${prefix}/_mock/`])
    expect(await (await mock.fetch(`${mock.url}${prefix}/`)).json()).toMatchObject({
      dashboard: `${prefix}/_mock/`,
      controlApi: `${prefix}/_mock/api/openapi.json`,
      health: `${prefix}/_mock/health`,
    })
  }
})

describe('connectMock', () => {
  test('says what to start if nothing listens', async () => {
    const { url, close } = await (await testMock()).listen()
    await close()
    const refused = await refusal(connectMock(url))
    expect(refused).toBeInstanceOf(ConnectError)
    expect(refused.message).toBe(`No mock answers at ${url}. Start one: npx onair mock`)
  })

  test('detects another server and another version', async () => {
    const answer = (body: object) => async () => Response.json(body)
    const page = new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } })
    const other = await refusal(connectMock('http://127.0.0.1:1', { fetch: answer({ ok: true }) }))
    expect(other.message).toBe('The server at http://127.0.0.1:1 is not an onair mock. Check the address.')
    const site = await refusal(connectMock('http://127.0.0.1:1', { fetch: async () => page }))
    expect(site.message).toBe('The server at http://127.0.0.1:1 is not an onair mock. Check the address.')
    const health = { status: 'ok', version: '99.0.0', now: 0, providers: [] }
    const newer = await refusal(connectMock('http://127.0.0.1:1/', { fetch: answer(health) }))
    expect(newer.message).toContain('is onair 99.0.0')
  })

  test('refuses an invalid sandbox name in the words of the mock', async () => {
    const { url } = await (await testMock()).listen()
    const refused = await refusal((await connectMock(url)).sandbox('a b').clock.now())
    expect(refused).toBeInstanceOf(RangeError)
    expect(refused.message).toContain('name of a sandbox has 1 to 64 letters, digits, - and _')
  })
})
