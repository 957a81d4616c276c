import { describe, expect, test } from 'vitest'
import type { Mock } from '../../../mock/index.js'
import { Browser } from '../sign-in.js'
import { dlive } from './caller.js'
import { authorizeUrl, callback, codeFor, exchangeCode, sees } from './sign-in.js'

const console = '/dlive/console'

/** A browser with alice logged in, and its last answer. */
async function asked(mock: Mock, fields = {}) {
  const browser = new Browser(mock, console)
  await browser.logIn('alice')
  const url = authorizeUrl(mock, fields)
  const shown = await browser.get(url)
  const location = shown.headers.get('location')
  return { browser, url, shown, back: location === null ? null : Object.fromEntries(new URL(location).searchParams) }
}

const description = expect.stringMatching(/\w\.$/) as string

describe('the sign-in pages', () => {
  test('lead from the log-in to consent, and back with a code and the state', async () => {
    const mock = await dlive()
    const browser = new Browser(mock, console)
    const first = await browser.get(authorizeUrl(mock, { state: 'a&b=c ü' }))
    const login = new URL(first.headers.get('location')!, mock.url)
    expect([first.status, login.pathname]).toEqual([302, `${console}/login`])
    const next = login.searchParams.get('next')!
    await browser.logIn('alice', next)
    expect((await browser.get(next)).status).toBe(200)
    expect(browser.page.replaceAll(/>\s+/g, '>')).toContain('>Authorize')

    const form = { decision: 'approve' }
    const location = new URL((await browser.post(mock.url + next, form)).headers.get('location')!)
    expect(location.origin + location.pathname).toBe(callback)
    expect(Object.fromEntries(location.searchParams)).toEqual({
      code: expect.stringMatching(/^[A-Z0-9_-]{22}$/) as string,
      state: 'a&b=c ü',
    })
    const { body } = await exchangeCode(mock, location.searchParams.get('code')!)
    expect(await sees(mock, body.access_token)).toEqual({ email: true, phone: true })
  })

  test('return no state if none was sent', async () => {
    const mock = await dlive()
    const back = new URL(await mock.approve(authorizeUrl(mock, { state: undefined })))
    expect([...back.searchParams.keys()]).toEqual(['code'])
  })

  test('return an error in place of the code if the user denies', async () => {
    const mock = await dlive()
    const { browser, url } = await asked(mock)
    const denied = new URL((await browser.post(url, { decision: 'deny' })).headers.get('location')!)
    expect(denied.origin + denied.pathname).toBe(callback)
    expect(Object.fromEntries(denied.searchParams)).toEqual({
      error: 'access_denied',
      error_description: description,
      state: 'st4te',
    })
    const stateless = new URL(await mock.approve(authorizeUrl(mock, { state: undefined }), { deny: true }))
    expect([...stateless.searchParams.keys()]).toEqual(['error', 'error_description'])
  })

  test('ignore unknown parameters, such as a challenge', async () => {
    const mock = await dlive()
    const code = await codeFor(mock, { force_verify: 'true', code_challenge: 'short', code_challenge_method: 'S512' })
    expect((await exchangeCode(mock, code, { code_verifier: 'v' })).status).toBe(200)
  })
})

describe('scopes', () => {
  test.each([
    ['a space', 'identity%20email:read'],
    ['a plus', 'identity+email%3Aread'],
    ['blanks', '%20identity%20%20email:read%20'],
  ])('can be joined by %s', async (_, scope) => {
    const mock = await dlive()
    const url = `${authorizeUrl(mock, { scope: undefined })}&scope=${scope}`
    const code = new URL(await mock.approve(url)).searchParams.get('code')!
    const { body } = await exchangeCode(mock, code)
    expect(await sees(mock, body.access_token)).toEqual({ email: true, phone: false })
  })

  test.each([
    ['that are missing', undefined],
    ['that are empty', ''],
    ['that consist of spaces', ' '],
    ['joined by a comma', 'identity,email:read'],
    ['that are unknown', 'identity everything'],
    ['in capitals', 'IDENTITY'],
    ['like toString', 'toString'],
  ])('%s are refused with an error to the client, with its state', async (_, scope) => {
    const mock = await dlive()
    const { shown, back } = await asked(mock, { scope })
    expect(shown.status).toBe(302)
    expect(back).toEqual({ error: 'invalid_scope', error_description: description, state: 'st4te' })
  })
})

describe('a request that may not come from the app', () => {
  const rows: [string, Record<string, string | undefined>, number][] = [
    ['an unknown client', { client_id: '1234567890' }, 401],
    ['no client', { client_id: undefined }, 400],
    ['an unregistered redirect URI', { redirect_uri: `${callback}/` }, 400],
    ['a redirect URI with an extra query', { redirect_uri: `${callback}?a=b` }, 400],
    ['a javascript: redirect URI', { redirect_uri: 'javascript:alert(1)' }, 400],
    ['no redirect URI', { redirect_uri: undefined }, 400],
    ['no response type', { response_type: undefined }, 401],
    ['another response type', { response_type: 'token' }, 401],
  ]

  test.each(rows)('with %s ends on a page and is not redirected', async (_, fields, status) => {
    const mock = await dlive()
    const { shown, back, browser } = await asked(mock, fields)
    expect([shown.status, back]).toEqual([status, null])
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
    })
    expect(browser.page).not.toContain('javascript:')
    await expect(mock.approve(authorizeUrl(mock, fields))).rejects.toThrow(/DLive refuses this authorization request/)
  })

  test('has the statuses of RFC 6749 if the policy says so, and a wrong response type returns to the client', async () => {
    const mock = await dlive({ rfcStatuses: true })
    for (const response_type of [undefined, 'token']) {
      const { back } = await asked(mock, { response_type })
      expect(back).toEqual({ error: 'unsupported_response_type', error_description: description, state: 'st4te' })
    }
    const { shown } = await asked(mock, { response_type: 'token', redirect_uri: 'https://evil.example/' })
    expect([shown.status, shown.headers.get('location')]).toEqual([400, null])
  })
})
