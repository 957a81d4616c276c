import { beforeEach, describe, expect, test } from 'vitest'
import { defineProvider, type Mock } from '../../mock/index.js'
import { Browser } from '../mock/sign-in.js'
import { testMock } from '../support/mock.js'
import { telegraph as spec } from './generated/telegraph/mock.js'

/** The mock's side of the device authorization grant (RFC 8628): its codes, and the page where a user types them. */
const definition = defineProvider(spec)
const page = '/telegraph/console/device'

let mock: Mock
let clientId: string

beforeEach(async () => {
  mock = await testMock({ providers: [definition], clock: 'manual' })
  clientId = mock.credentials(definition).clientId
})

interface Codes {
  readonly device_code: string
  readonly user_code: string
  readonly verification_uri: string
  readonly verification_uri_complete: string
}

async function begin(at = mock.url): Promise<Codes> {
  const body = new URLSearchParams({ client_id: clientId, scope: 'wires.read wires.write' })
  return (await (await mock.fetch(`${at}/telegraph/id/device`, { method: 'POST', body })).json()) as Codes
}

/** Polls once. Returns the error, or the scopes of the tokens. */
async function poll(device_code: string, fields: Record<string, unknown> = {}): Promise<unknown> {
  const grant_type = 'urn:ietf:params:oauth:grant-type:device_code'
  const response = await mock.fetch(`${mock.url}/telegraph/id/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: clientId, grant_type, device_code, ...fields }),
  })
  const { error, scope } = (await response.json()) as Record<string, unknown>
  return error ?? scope
}

async function loggedIn(account = 'alice'): Promise<Browser> {
  const browser = new Browser(mock, '/telegraph/console')
  await browser.logIn(account)
  return browser
}

/** A snapshot as text, as it is stored. */
const through = () => mock.restore(JSON.parse(JSON.stringify(mock.snapshot())) as ReturnType<Mock['snapshot']>)

describe('a device authorization survives a snapshot', () => {
  test('before its user has decided, with the pace of its polls', async () => {
    const codes = await begin()
    expect([await poll(codes.device_code), await poll(codes.device_code)]).toEqual([
      'authorization_pending',
      'slow_down',
    ])
    through()
    await mock.clock.advance('9999ms')
    expect(await poll(codes.device_code)).toBe('slow_down')
    through()
    await mock.clock.advance('15s')
    expect(await poll(codes.device_code)).toBe('authorization_pending')
    const browser = await loggedIn()
    await browser.get(codes.verification_uri_complete)
    through()
    await browser.post(codes.verification_uri_complete, { decision: 'approve' })
    through()
    expect(await poll(codes.device_code)).toEqual(['wires.read', 'wires.write'])
  })

  test('after its user has decided, once', async () => {
    const [allowed, denied] = [await begin(), await begin()]
    await mock.approve(allowed.verification_uri_complete, { scopes: ['wires.read'] })
    await mock.approve(denied.verification_uri_complete, { deny: true })
    through()
    expect([await poll(allowed.device_code), await poll(denied.device_code)]).toEqual([['wires.read'], 'access_denied'])
    through()
    expect([await poll(allowed.device_code), await poll(denied.device_code)]).toEqual([
      'invalid_grant',
      'access_denied',
    ])
  })

  test('after its end, which a reset forgets', async () => {
    const { device_code } = await begin()
    await mock.clock.advance(1_799_999)
    expect(await poll(device_code)).toBe('authorization_pending')
    await mock.clock.advance(1)
    through()
    expect(await poll(device_code)).toBe('expired_token')
    mock.reset()
    expect(await poll(device_code)).toBe('invalid_grant')
  })
})

test('a device code gives tokens to its client only, and only as text', async () => {
  const { device_code, verification_uri_complete } = await begin()
  await mock.approve(verification_uri_complete)
  expect(await poll('unknown')).toBe('invalid_grant')
  expect(await poll('')).toBe('invalid_request')
  expect(await poll(device_code, { client_id: 'other' })).toBe('invalid_client')
  for (const wrong of [[device_code], { a: 1 }, null, 7])
    expect(await poll(device_code, { device_code: wrong })).toMatch(/^invalid_/)
  expect(await poll(device_code)).toEqual(['wires.read', 'wires.write'])
})

describe('the page for the code', () => {
  test.each([
    ['as the device shows it', (code: string) => code],
    ['in small letters without the hyphen', (code: string) => code.toLowerCase().replace('-', '')],
    ['with blanks', (code: string) => ` ${code.replace('-', ' - ')} `],
  ])('takes a code %s, and shows it to compare (RFC 8628, section 3.3.1)', async (_, typed) => {
    const { user_code } = await begin()
    const browser = await loggedIn()
    const answer = await browser.get(`${page}?${new URLSearchParams({ user_code: typed(user_code) })}`)
    expect(answer.status).toBe(200)
    expect(browser.page).toContain(`<strong>${user_code}</strong>`)
    expect(browser.page).toMatch(/Check that your device shows/)
    expect(browser.page).toContain('See wires.')
    // Its form does not lead to another site.
    expect(answer.headers.get('content-security-policy')).toContain("form-action 'self'")
  })

  test.each(['', 'BCDF-GHJK', '----', '"><script>', '방송', '\0', 'x'.repeat(10_000), '%E0%A4%A', '__proto__'])(
    'refuses the code %j at the field, and keeps the input',
    async (typed) => {
      await begin()
      const browser = await loggedIn()
      const answer = await browser.get(`${page}?${new URLSearchParams({ user_code: typed })}`)
      expect(answer.status).toBe(422)
      expect(browser.page).toMatch(/<input id="user_code"[^>]*autofocus=""[^>]*aria-invalid="true"/)
      expect(browser.page).toContain('id="user_code-error">This code is wrong or has ended.')
      expect(browser.page).not.toContain('<script')
      expect(browser.page.includes(' value="BCDF-GHJK"')).toBe(typed === 'BCDF-GHJK')
    },
  )

  test('refuses a code that has ended or was decided, also in a form that was open: nothing changes', async () => {
    const [late, decided] = [await begin(), await begin()]
    const browser = await loggedIn()
    await browser.get(decided.verification_uri_complete)
    await browser.post(decided.verification_uri_complete, { decision: 'deny' })
    expect(browser.page).toContain('Device refused')
    // The same form again, and a reload.
    await browser.get(late.verification_uri_complete)
    const again = await browser.post(decided.verification_uri_complete, { decision: 'approve' })
    expect(again.status).toBe(422)
    expect(browser.page).toContain('This code is wrong or has ended.')
    expect((await browser.get(decided.verification_uri_complete)).status).toBe(422)
    expect(await poll(decided.device_code)).toBe('access_denied')

    await browser.get(late.verification_uri_complete)
    await mock.clock.advance('30m')
    expect((await browser.post(late.verification_uri_complete, { decision: 'approve' })).status).toBe(422)
    expect(await poll(late.device_code)).toBe('expired_token')
  })

  test('decides nothing without a log-in, from another site, or with a body that is too large', async () => {
    const { verification_uri_complete: uri, device_code, user_code } = await begin()
    const stranger = new Browser(mock, '/telegraph/console')
    expect((await stranger.post(uri, { decision: 'approve' })).status).toBe(419)
    const login = (await stranger.get(uri)).headers.get('location')!
    expect(new URL(login, mock.url).searchParams.get('next')).toBe(`${page}?user_code=${user_code}`)
    const browser = await loggedIn()
    await browser.get(uri)
    expect((await browser.post(uri, { decision: 'approve' }, { origin: 'https://evil.example' })).status).toBe(419)
    expect((await browser.post(uri, { decision: 'approve', form_token: 'x' })).status).toBe(419)
    expect((await browser.post(uri, { decision: 'x'.repeat(2_000_000) })).status).toBe(413)
    expect((await browser.get(`${uri}&user_code=other`)).status).toBe(200)
    expect(await poll(device_code)).toBe('authorization_pending')
    // Any other decision denies.
    await browser.post(uri, { decision: 'APPROVE' })
    expect(await poll(device_code)).toBe('access_denied')
  })

  test('answers HEAD, and takes no other method', async () => {
    const { verification_uri_complete: uri, device_code } = await begin()
    const { cookie } = await loggedIn()
    const head = await mock.fetch(uri, { method: 'HEAD', headers: { cookie } })
    expect([head.status, await head.text(), head.headers.get('cache-control')]).toEqual([200, '', 'no-store'])
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS'])
      expect((await mock.fetch(uri, { method, headers: { cookie } })).status).toBe(404)
    expect(await poll(device_code)).toBe('authorization_pending')
  })

  test('of a sandbox knows the codes of that sandbox only', async () => {
    const sandbox = mock.sandbox('one')
    const inside = await begin(sandbox.url)
    expect(new URL(inside.verification_uri).pathname).toBe(`/t/one${page}`)
    await expect(mock.approve(inside.verification_uri_complete)).rejects.toThrow(/no device authorization/)
    const browser = await loggedIn()
    expect((await browser.get(`${page}?user_code=${inside.user_code}`)).status).toBe(422)
    await sandbox.approve(inside.verification_uri_complete)
  })
})
