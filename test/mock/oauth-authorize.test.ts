import { assert, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Mock, MockOptions } from '../../mock/index.js'
import { locationOf } from '../../mock/core/http/paths.js'
import { bearer, kollusLiveMock } from './caller.js'
import { authorizeUrl, askToken, Browser, exchangeCode } from './sign-in.js'

const callback = 'http://localhost:3000/callback'
const denied = (message: boolean) =>
  new URLSearchParams({
    error: 'access_denied',
    error_description: 'The resource owner or authorization server denied the request.',
    hint: 'The user denied the request',
    ...(message && { message: 'The resource owner or authorization server denied the request.' }),
  }).toString()
const badScope = (scope: string, message: boolean) =>
  new URLSearchParams({
    error: 'invalid_scope',
    error_description: 'The requested scope is invalid, unknown, or malformed',
    hint: `Check the \`${scope}\` scope`,
    ...(message && { message: 'The requested scope is invalid, unknown, or malformed' }),
  }).toString()

const withProfile = (errorProfile: 'L8' | 'L9'): MockOptions => ({ policy: { 'kollus-live': { errorProfile } } })

/** A browser with alice logged in, on the consent page. */
async function atConsent(mock: Mock, fields = {}) {
  const browser = new Browser(mock)
  await browser.logIn('alice')
  const url = authorizeUrl(mock, fields)
  const shown = await browser.get(url)
  return { browser, url, shown }
}

describe('the sign-in pages', () => {
  test('lead over the log-in page to consent, and back to the client with code and state', async () => {
    const mock = await kollusLiveMock()
    const browser = new Browser(mock)
    const url = new URL(authorizeUrl(mock, { state: 'a&b=c ü' }))

    const first = await browser.get(url.href)
    expect(first.status).toBe(302)
    const login = first.headers.get('location')!
    expect(login).toMatch(/^\/kollus-live\/console\/login\?next=/)
    await browser.get(login)
    const next = new URL(login, mock.url).searchParams.get('next')!
    const loggedIn = await browser.logIn('alice', next)
    expect([loggedIn.status, loggedIn.headers.get('location')]).toEqual([302, next])

    const consent = await browser.get(next)
    expect(consent.status).toBe(200)
    expect(browser.page).toContain('Demo app')
    expect(browser.page).toContain('live:statistics')
    const action = /action="([^"]*oauth[^"]*)"/.exec(browser.page)![1]!.replaceAll('&amp;', '&')
    const back = await browser.post(action, { decision: 'approve' })
    expect(back.status).toBe(302)
    const location = new URL(back.headers.get('location')!)
    expect(location.origin + location.pathname).toBe(callback)
    expect([...location.searchParams.keys()].sort()).toEqual(['code', 'state'])
    expect(location.searchParams.get('state')).toBe('a&b=c ü')
    expect((await exchangeCode(mock, location.searchParams.get('code')!)).status).toBe(200)
  })

  test('return access_denied to the client if the user cancels', async () => {
    const mock = await kollusLiveMock()
    const { browser, url } = await atConsent(mock)
    const back = await browser.post(url, { decision: 'deny' })
    expect(back.headers.get('location')).toBe(`${callback}?state=st4te&${denied(true)}`)
  })

  test('refuse a wrong or missing password', async () => {
    const mock = await kollusLiveMock()
    const browser = new Browser(mock)
    const refused = await browser.post('/kollus-live/console/login', { account: 'alice', password: 'wrong' })
    expect(refused.status).toBe(422)
    expect(browser.cookie).toBe('')
    expect((await browser.get(authorizeUrl(mock))).status).toBe(302)
  })

  test.each(['https://evil.example/', '//evil.example', '/kollus-live/console/\\evil', '/elsewhere'])(
    'never redirect to %s after the log-in',
    async (next) => {
      const mock = await kollusLiveMock()
      const answer = await new Browser(mock).logIn('alice', next)
      expect(answer.headers.get('location')).toBe('/kollus-live/console')
    },
  )

  test('refuse a decision without the form token of the session, or without a session', async () => {
    const mock = await kollusLiveMock()
    const { browser, url } = await atConsent(mock)
    expect((await browser.post(url, { decision: 'approve', form_token: 'forged' })).status).toBe(419)
    expect((await new Browser(mock).post(url, { decision: 'approve' })).status).toBe(419)
  })

  test('check the request again at the decision', async () => {
    const mock = await kollusLiveMock()
    const { browser, url } = await atConsent(mock)
    const altered = new URL(url)
    altered.searchParams.set('redirect_uri', 'https://evil.example/')
    const answer = await browser.post(altered.href, { decision: 'approve' })
    expect(answer.status).toBe(419)
    expect(answer.headers.get('location')).toBeNull()
  })

  test('show the log-in page again after a log-out', async () => {
    const mock = await kollusLiveMock()
    const { browser, url } = await atConsent(mock)
    expect((await browser.post('/kollus-live/console/logout', {})).status).toBe(302)
    expect((await browser.get(url)).status).toBe(302)
    expect((await browser.post(url, { decision: 'approve' })).status).toBe(419)
  })
})

describe('mock.approve', () => {
  test.each([
    ['with state', {}],
    ['without state', { state: undefined }],
    ['with an unknown scope', { scope: 'live:all' }],
    ['without a redirect URI, when only one is registered', { redirect_uri: undefined }],
    ['with a challenge', { code_challenge: 'c'.repeat(43), code_challenge_method: 'S256' }],
    ['with a challenge that is too short', { code_challenge: 'short' }],
    ['with an unknown challenge method', { code_challenge: 'c'.repeat(43), code_challenge_method: 'S512' }],
  ])('agrees with the pages on a request %s', async (_, fields) => {
    const liberties = { requests: 'redirect_uri' in fields ? ['authorize 200'] : [] }
    const [byPage, byCall] = [await kollusLiveMock({}, liberties), await kollusLiveMock()]
    for (const decision of ['approve', 'deny']) {
      const { browser, url, shown } = await atConsent(byPage, fields)
      const back = shown.status === 200 ? await browser.post(url, { decision }) : shown
      const location = new URL(back.headers.get('location')!)
      const called = new URL(await byCall.approve(url, { deny: decision === 'deny' }))
      for (const one of [location, called]) if (one.searchParams.has('code')) one.searchParams.set('code', 'code')
      expect(called.href).toBe(location.href)
    }
  })

  test('acts for the given account, which must exist', async () => {
    const mock = await kollusLiveMock()
    await mock.kollusLive.addAccount({ account: 'olga' })
    const url = await mock.approve(authorizeUrl(mock), { account: 'olga' })
    const { body } = await exchangeCode(mock, new URL(url).searchParams.get('code')!)
    const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString()) as { sub: string }
    expect(claims.sub).toBe('2')
    await expect(mock.approve(authorizeUrl(mock), { account: 'bob' })).rejects.toThrow(/no account 'bob'/)
  })

  test('allows no more than requested, and fewer scopes if the caller says so', async () => {
    const mock = await kollusLiveMock()
    const url = authorizeUrl(mock, { scope: 'live:control' })
    const back = await mock.approve(url, { scopes: ['live:statistics'] })
    const { body } = await exchangeCode(mock, new URL(back).searchParams.get('code')!)
    expect((await bearer(mock, body.access_token)('GET', '/channels')).status).toBe(403)
  })

  test.each([
    ['client_id', { client_id: '99' }, 'invalid_client'],
    ['redirect_uri', { redirect_uri: `${callback}?x` }, 'invalid_redirect_uri'],
    ['response_type', { response_type: undefined }, 'unsupported_response_type'],
  ])('throws if a wrong %s would leave the browser on an error page', async (_, fields, kind) => {
    const mock = await kollusLiveMock()
    await expect(mock.approve(authorizeUrl(mock, fields))).rejects.toThrow(
      `refuses this authorization request (${kind})`,
    )
  })

  test('lists the providers if the address belongs to none of them', async () => {
    const mock = await kollusLiveMock()
    await expect(mock.approve('https://login.example/oauth/authorize')).rejects.toThrow(/kollus-live/)
  })
})

describe('redirect URIs', () => {
  test.each([
    `${callback}/`,
    `${callback}?a=b`,
    'http://localhost:3001/callback',
    'https://localhost:3000/callback',
    'http://LOCALHOST:3000/callback',
    'http://localhost:3000/callback/../callback',
    '',
  ])('are compared exactly: %s is not the registered one', async (redirect_uri) => {
    const mock = await kollusLiveMock()
    const answer = await mock.fetch(authorizeUrl(mock, { redirect_uri }))
    expect(answer.status).toBe(401)
    expect(answer.headers.get('location')).toBeNull()
  })
})

describe('a location header', () => {
  test('is always valid for the platform, whose error would quote the code in it', async () => {
    assert(
      property(string({ unit: 'binary' }), string({ unit: 'grapheme' }), (one, other) => {
        const location = locationOf(`https://app.example/${one}?code=${other}`)
        expect(new Headers({ location }).get('location')).toMatch(/^[!-~]*$/)
      }),
    )
    expect(locationOf('https://app.example/cb?a=%20&b="ü\r\n')).toBe('https://app.example/cb?a=%20&b="%C3%BC%0D%0A')
  })

  test.each(['\u0000', '\u001b2J', '\u{1f4fa}'])(
    'after a log-in accepts %j in the address like any other',
    async (odd) => {
      const mock = await kollusLiveMock()
      const answer = await new Browser(mock).logIn('alice', `/kollus-live/console/${odd}`)
      expect([answer.status, answer.headers.get('location')]).toEqual([302, `/kollus-live/console/${encodeURI(odd)}`])
    },
  )
})

describe('the redirect of a failure', () => {
  test.each([
    ['L8', { state: undefined }, `${callback}?&${denied(true)}`],
    ['L9', { state: undefined }, `${callback}?&${denied(false)}`],
    ['L8', {}, `${callback}?state=st4te&${denied(true)}`],
    ['L9', {}, `${callback}?state=st4te&${denied(false)}`],
  ] as const)('%s denies %o with the exact URL that league builds', async (profile, fields, url) => {
    const mock = await kollusLiveMock(withProfile(profile))
    expect(await mock.approve(authorizeUrl(mock, fields), { deny: true })).toBe(url)
  })

  test.each([
    ['L8', {}, `${callback}?${badScope('live:all', true)}`],
    ['L8', { state: undefined }, `${callback}?${badScope('live:all', true)}`],
    ['L9', {}, `${callback}?state=st4te&${badScope('live:all', false)}`],
    ['L9', { state: undefined }, `${callback}?&${badScope('live:all', false)}`],
  ] as const)('%s refuses an unknown scope %o, and only L9 keeps the state', async (profile, fields, url) => {
    const mock = await kollusLiveMock(withProfile(profile))
    expect(await mock.approve(authorizeUrl(mock, { ...fields, scope: 'live:control live:all' }))).toBe(url)
  })

  test.each([
    ['live: statistics', 'live:'],
    ['live:control,live:statistics', 'live:control,live:statistics'],
    ['  live:control   live:nope ', 'live:nope'],
  ])('the scope %o is refused for %o', async (scope, named) => {
    const mock = await kollusLiveMock()
    expect(await mock.approve(authorizeUrl(mock, { scope }))).toBe(`${callback}?${badScope(named, true)}`)
  })
})

describe('scopes', () => {
  test('are split on runs of spaces and deduplicated', async () => {
    const mock = await kollusLiveMock()
    const { browser } = await atConsent(mock, { scope: '  live:control   live:control ' })
    expect(browser.page.match(/<code>live:control<\/code>/g)).toHaveLength(1)
  })
})

describe('earlier consent', () => {
  test('is asked for again, unless the policy skips it for exactly the same scopes', async () => {
    for (const skipConsent of [false, true]) {
      const mock = await kollusLiveMock({ policy: { 'kollus-live': { oauth: { skipConsent } } } })
      await mock.grant('kollus-live')
      const { shown } = await atConsent(mock)
      expect(shown.status).toBe(skipConsent ? 302 : 200)
      if (skipConsent) expect(new URL(shown.headers.get('location')!).searchParams.get('code')).toMatch(/^def50200/)
      expect((await atConsent(mock, { scope: 'live:control' })).shown.status).toBe(200)
    }
  })

  test('counts only while one of its tokens is valid', async () => {
    const mock = await kollusLiveMock({ policy: { 'kollus-live': { oauth: { skipConsent: true } } } })
    await mock.grant('kollus-live')
    await mock.clock.advance('366d')
    expect((await atConsent(mock)).shown.status).toBe(200)
  })
})

describe('a personal access token', () => {
  const home = '/kollus-live/console/settings/basic-info/service-account'
  const make = async (mock: Mock, scope = 'live:control') => {
    const browser = new Browser(mock)
    await browser.logIn('alice')
    await browser.get(`${home}/personal-access-tokens/new`)
    const made = await browser.post(`${home}/personal-access-tokens`, { name: 'CI', scope })
    await browser.get(home)
    return { made, token: /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(browser.page)?.[0], browser }
  }

  test('is created in the console, shown once, and has its scopes for a year', async () => {
    const mock = await kollusLiveMock()
    const { token, browser } = await make(mock)
    const call = bearer(mock, token!)
    expect((await call('GET', '/channels')).status).toBe(200)
    expect((await call('GET', '/statistics/viewer/5min-during-a-day?start_date=2026-01-15')).status).toBe(403)
    await browser.get(home)
    expect(browser.page).not.toContain(token)
    await mock.clock.advance('366d')
    expect((await call('GET', '/channels')).status).toBe(401)
  })

  test('has no refresh token, and cannot be exchanged', async () => {
    const mock = await kollusLiveMock()
    const { token } = await make(mock)
    const answer = await askToken(mock, { grant_type: 'refresh_token', refresh_token: token! })
    expect([answer.status, answer.body.hint]).toEqual([401, 'Cannot decrypt the refresh token'])
  })

  test.each(['live:all', 'toString'])('cannot have the unknown scope %s', async (scope) => {
    const { made, token } = await make(await kollusLiveMock(), scope)
    expect([made.status, token]).toEqual([422, undefined])
  })
})
