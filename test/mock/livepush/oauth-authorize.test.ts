import { describe, expect, test } from 'vitest'
import type { Mock } from '../../../mock/index.js'
import { testMock } from '../../support/mock.js'
import { Browser } from '../sign-in.js'
import { authorizeUrl, codeFor, exchangeCode, withToken } from './caller.js'

const callback = 'http://localhost:3000/callback'
const console = '/livepush/console'

/** A browser with alice logged in, on the consent page. */
async function atConsent(mock: Mock, fields = {}) {
  const browser = new Browser(mock, console)
  await browser.logIn('alice')
  const url = authorizeUrl(mock, fields)
  const shown = await browser.get(url)
  return { browser, url, shown }
}

/** The scopes of the token from a consent, tested by calls. */
async function scopesBehind(mock: Mock, location: string) {
  const { body } = await exchangeCode(mock, new URL(location).searchParams.get('code')!)
  const call = withToken(mock, body.access_token)
  const opens = async (method: string, path: string) => (await call(method, path)).status !== 403
  return {
    'streams.read': await opens('GET', '/octopus/streams/mine'),
    'streams.create': await opens('POST', '/octopus/streams'),
  }
}

describe('the sign-in pages', () => {
  test('lead over the console’s log-in to consent on another host, and back with code and state', async () => {
    const mock = await testMock()
    const browser = new Browser(mock, console)
    const first = await browser.get(authorizeUrl(mock, { state: 'a&b=c ü' }))
    expect(first.status).toBe(302)
    const login = new URL(first.headers.get('location')!, mock.url)
    expect(login.pathname).toBe(`${console}/login`)
    const next = login.searchParams.get('next')!
    expect((await browser.logIn('alice', next)).headers.get('location')).toBe(next)

    const consent = await browser.get(next)
    expect(consent.status).toBe(200)
    for (const shown of ['Demo app', 'Create streams.', 'Read streams.', '>Allow', '>Deny'])
      expect(browser.page.replaceAll(/>\s+/g, '>')).toContain(shown)
    const action = /action="([^"]*oauth2[^"]*)"/.exec(browser.page)![1]!.replaceAll('&amp;', '&')
    const form = { decision: 'approve', scope: 'streams.read' }
    const location = new URL((await browser.post(action, form)).headers.get('location')!)
    expect(location.origin + location.pathname).toBe(callback)
    expect([...location.searchParams.keys()].sort()).toEqual(['code', 'state'])
    expect(location.searchParams.get('state')).toBe('a&b=c ü')
  })

  test('ask for all scopes at once, so that a choice that the page does not offer changes nothing', async () => {
    const mock = await testMock()
    const { browser, url } = await atConsent(mock)
    expect(browser.page).not.toContain('type="checkbox"')
    const back = await browser.post(url, { decision: 'approve', scope: 'streams.read' })
    const behind = await scopesBehind(mock, back.headers.get('location')!)
    expect(behind).toEqual({ 'streams.read': true, 'streams.create': true })
  })

  test('let the user allow fewer scopes if the policy says so, and none that were not requested', async () => {
    const mock = await testMock({ policy: { livepush: { chooseScopes: true } } })
    const { browser, url } = await atConsent(mock, { scope: 'streams.read,streams.write' })
    const back = await browser.post(url, { decision: 'approve', scope: 'streams.read' })
    const behind = await scopesBehind(mock, back.headers.get('location')!)
    expect(behind).toEqual({ 'streams.read': true, 'streams.create': false })
    const all = await mock.approve(authorizeUrl(mock), { scopes: ['streams.read', 'billing.read'] })
    expect(await scopesBehind(mock, all)).toEqual({ 'streams.read': true, 'streams.create': false })
  })

  test('return to the client with an error in place of the code if the user denies', async () => {
    const mock = await testMock()
    const { browser, url } = await atConsent(mock)
    const back = await browser.post(url, { decision: 'deny' })
    expect(back.headers.get('location')).toBe(`${callback}?error=access_denied&state=st4te`)
    expect(await mock.approve(authorizeUrl(mock, { state: undefined }), { deny: true })).toBe(
      `${callback}?error=access_denied`,
    )
  })

  test('refuse a decision from another site, or for an altered request', async () => {
    const mock = await testMock()
    const { browser, url } = await atConsent(mock)
    expect((await browser.post(url, { decision: 'approve', form_token: 'forged' })).status).toBe(419)
    const altered = new URL(url)
    altered.searchParams.set('redirect_uri', 'https://evil.example/')
    expect((await browser.post(altered.href, { decision: 'approve' })).status).toBe(419)
  })

  test('keep their session separate from the other providers', async () => {
    const mock = await testMock()
    const browser = new Browser(mock, console)
    const answer = await browser.logIn('alice')
    expect(answer.headers.get('set-cookie')).toMatch(/; Path=\/livepush; HttpOnly; SameSite=Lax$/)
    expect((await browser.get('/kollus-live/console')).headers.get('location')).toMatch(/\/login/)
  })

  test.each(['https://evil.example/', '//evil.example', '/livepush/id/elsewhere', '/kollus-live/console/'])(
    'never redirect to %s after the log-in',
    async (next) => {
      const answer = await new Browser(await testMock(), console).logIn('alice', next)
      expect(answer.headers.get('location')).toBe(console)
    },
  )
})

describe('scopes', () => {
  test.each([
    ['a comma', 'streams.read,streams.create'],
    ['a space', 'streams.read streams.create'],
    ['a plus', 'streams.read+streams.create'],
    ['commas and spaces together', ' streams.read,  streams.create,'],
  ])('can be joined by %s', async (_, scope) => {
    const mock = await testMock()
    const behind = await scopesBehind(mock, await mock.approve(authorizeUrl(mock, { scope })))
    expect(behind).toEqual({ 'streams.read': true, 'streams.create': true })
  })

  test('can be joined in one way only if the policy says so', async () => {
    const mock = await testMock({ policy: { livepush: { oauth: { scopeSeparator: ' ' } } } })
    expect(await mock.approve(authorizeUrl(mock))).toBe(`${callback}?error=invalid_scope&state=st4te`)
    await codeFor(mock, { scope: 'streams.read streams.create' })
  })

  test.each(['streams.read,streams.all', 'streams', 'STREAMS.READ', 'streams.read;streams.create', 'toString'])(
    'like %s are an error to the client, with its state',
    async (scope) => {
      const mock = await testMock()
      const { shown } = await atConsent(mock, { scope })
      expect([shown.status, shown.headers.get('location')]).toEqual([
        302,
        `${callback}?error=invalid_scope&state=st4te`,
      ])
    },
  )
})

describe('a request that may not come from the app', () => {
  test.each([
    ['an unknown client', { client_id: 'unknown' }, 'No app has this client_id.'],
    ['the client id of another provider', { client_id: '1' }, 'No app has this client_id.'],
    ['no client', { client_id: undefined }, 'The request lacks client_id.'],
    ['an unregistered redirect URI', { redirect_uri: `${callback}/` }, 'The redirect_uri is not registered'],
    ['a redirect URI with an extra query', { redirect_uri: `${callback}?a=b` }, 'The redirect_uri is not registered'],
    ['a javascript: redirect URI', { redirect_uri: 'javascript:alert(1)' }, 'The redirect_uri is not registered'],
    ['no response type', { response_type: undefined }, 'The response_type of the request must be code'],
    ['another response type', { response_type: 'token' }, 'The response_type of the request must be code'],
  ])('with %s ends on a page and is not redirected', async (_, fields, text) => {
    const mock = await testMock()
    const { shown, browser } = await atConsent(mock, fields)
    expect([shown.status, shown.headers.get('location')]).toEqual([400, null])
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
    })
    expect(browser.page).toContain(text)
    expect(browser.page).not.toContain('javascript:')
    await expect(mock.approve(authorizeUrl(mock, fields))).rejects.toThrow(
      /Livepush refuses this authorization request/,
    )
  })
})

test('a challenge is ignored, and its verifier is neither required nor checked', async () => {
  const mock = await testMock()
  const challenge = { code_challenge: 'short', code_challenge_method: 'S512' }
  expect((await exchangeCode(mock, await codeFor(mock, challenge))).status).toBe(200)
  expect((await exchangeCode(mock, await codeFor(mock), { code_verifier: 'v' })).status).toBe(200)
})

test('an app that was created in the console can sign users in', async () => {
  const mock = await testMock()
  const browser = new Browser(mock, console)
  await browser.logIn('alice')
  await browser.get(`${console}/apps/new`)
  const made = await browser.post(`${console}/apps`, { name: 'Mine', redirect_uri: 'https://mine.example/cb' })
  await browser.get(made.headers.get('location')!)
  const [page] = [...browser.page.matchAll(/href="([^"]*\/apps\/[a-z0-9]{24})"/g)].slice(-1)
  await browser.get(page![1]!)
  const shown = [...browser.page.matchAll(/<code>([^<]+)<\/code>/g)].map(([, text]) => text)
  const client_id = page![1]!.split('/').pop()!
  const client_secret = shown.find((text) => /^[A-Za-z0-9]{40}$/.test(text!))!
  const app = { client_id, redirect_uri: 'https://mine.example/cb' }
  expect((await exchangeCode(mock, await codeFor(mock, app), { ...app, client_secret })).status).toBe(200)
})
