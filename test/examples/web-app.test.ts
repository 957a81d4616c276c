import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startExample } from '../support/example.js'
import { freePort } from '../support/free-port.js'
import { testMock } from '../support/mock.js'

/** A browser of one user: it keeps cookies, and follows no redirect. */
function browser(origin: string) {
  const cookies = new Map<string, string>()
  return async (path: string) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(new URL(path, origin), { redirect: 'manual', headers: { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      cookies.set(name!, value!)
    }
    const { status, headers } = response
    return { status, text: await response.text(), location: headers.get('location') ?? '' }
  }
}

describe.each(['hono', 'express'])('the web application on %s', (name) => {
  async function start() {
    const mock = await testMock({ providers: ['livepush'], clock: 'system' })
    const { url } = await mock.listen()
    const folder = mkdtempSync(join(tmpdir(), 'onair-web-app-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const { clientId, clientSecret, redirectUri } = mock.credentials('livepush')
    const app = startExample(`web-app/${name}.ts`, {
      LIVEPUSH_CLIENT_ID: clientId,
      LIVEPUSH_CLIENT_SECRET: clientSecret,
      LIVEPUSH_REDIRECT_URI: redirectUri,
      ONAIR_URL: url,
      ONAIR_STORE: join(folder, 'tokens.json'),
      PORT: String(await freePort()),
    })
    const [origin] = await app.printed(/http:\S+/)
    return { mock, app, origin, visit: browser(origin) }
  }
  /** The path and query of an address. */
  const pathOf = (address: string) => address.replace(/^https?:\/\/[^/]+/, '')

  test('shows a user’s streams once the user has connected Livepush', async () => {
    const { mock, app, origin, visit } = await start()
    expect(await visit('/')).toMatchObject({ status: 403, text: expect.stringContaining('<a href="/connect">') })

    const denied = await mock.approve((await visit('/connect')).location, { deny: true })
    expect((await visit(pathOf(denied))).text).toContain('You did not allow access')

    const allowed = await mock.approve((await visit('/connect')).location)
    expect(await visit(pathOf(allowed))).toMatchObject({ status: 302, location: '/' })
    expect(await visit('/')).toMatchObject({ status: 200, text: expect.stringContaining('Main stage') })
    // The next user has not connected.
    expect(await browser(origin)('/')).toMatchObject({ status: 403 })

    expect((await visit(pathOf(allowed))).text).toContain('Please start again')
    mock.faults.add({ operation: 'livepush.listStreams', action: 'status', status: 400 })
    expect(await visit('/')).toMatchObject({ status: 502, text: expect.stringContaining('try again later') })
    expect(app.said()).toContain('livepush.listStreams')
    expect(app.said()).not.toMatch(/not-a-real-secret|code=/)
  })

  test('refuses a sign-in that was begun in another browser, and exchanges nothing', async () => {
    const { mock, origin, visit } = await start()
    const callback = await mock.approve((await visit('/connect')).location)
    const other = browser(origin)
    await other('/connect')
    expect(await other(pathOf(callback))).toMatchObject({ status: 403 })
    expect(await browser(origin)(pathOf(callback))).toMatchObject({ status: 403 })
    expect(mock.journal.requests({ operation: 'livepush.exchangeToken' })).toEqual([])
  })
})
