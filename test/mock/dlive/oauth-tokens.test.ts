import { describe, expect, test } from 'vitest'
import type { Mock } from '../../../mock/index.js'
import { testMock } from '../../support/mock.js'
import { read, type Answer } from '../caller.js'
import { dlive, type Policy } from './caller.js'
import { askToken, basic, codeFor, exchangeCode, refresh, sees, tokenPath } from './sign-in.js'

const text = (pattern: RegExp) => expect.stringMatching(pattern) as string
const jwt = text(/^eyJhbGciOiJIUzI1NiIsInR5cCI[\w-]+\.[\w-]+\.[\w-]{43}$/)
const ticket = text(/^[A-Z0-9_-]{22}$/)
const month = 2_592_000
const all = { email: true, phone: true }

const asApp = (mock: Mock) => askToken(mock, { grant_type: 'client_credentials' })

describe('an answer of the token endpoint', () => {
  test('for a code has the fields of the page, with an expiry in Go’s format without meaning', async () => {
    const mock = await dlive()
    const { status, headers, body } = await exchangeCode(mock, await codeFor(mock))
    expect(status).toBe(200)
    expect(body).toEqual({
      access_token: jwt,
      token_type: 'Bearer',
      expiry: '0001-01-01T00:00:00Z',
      refresh_token: ticket,
    })
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/json;charset=UTF-8',
      'cache-control': 'no-store',
      pragma: 'no-cache',
    })
  })

  test('for a refresh token has seconds and scopes, and is a new pair', async () => {
    const mock = await dlive()
    const { refreshToken } = await mock.grant('dlive', { scopes: ['identity', 'email:read'] })
    const { status, body } = await refresh(mock, refreshToken!)
    expect(status).toBe(200)
    expect(body).toEqual({
      access_token: jwt,
      expires_in: month,
      refresh_token: ticket,
      scope: 'identity email:read',
      token_type: 'Bearer',
    })
    expect(body.refresh_token).not.toBe(refreshToken)
  })

  test('for the app itself is an access token only, for any requested scopes', async () => {
    const mock = await dlive()
    for (const scope of [undefined, 'identity email:read', 'nonsense']) {
      const { status, body } = await askToken(mock, { grant_type: 'client_credentials', scope })
      expect(status).toBe(200)
      expect(body).toEqual({ access_token: jwt, expires_in: month, token_type: 'Bearer' })
      expect(await sees(mock, body.access_token)).toBe('nothing')
    }
  })

  test.each([
    ['documented', { expiry: '0001-01-01T00:00:00Z' }, { expires_in: month }],
    ['expires_in', { expires_in: month }, { expires_in: month }],
    [
      'both',
      { expires_in: month, expiry: '2026-02-14T00:00:00Z' },
      { expires_in: month, expiry: '2026-02-14T00:00:00Z' },
    ],
    ['neither', {}, {}],
  ] as const)('states its expiry by the profile %s', async (responseProfile, forCode, otherwise) => {
    const mock = await dlive({ responseProfile })
    const fields = ({ body: { expires_in, expiry } }: Answer) => ({
      ...(expires_in !== undefined && { expires_in }),
      ...(expiry !== undefined && { expiry }),
    })
    const first = await exchangeCode(mock, await codeFor(mock))
    expect(fields(first)).toEqual(forCode)
    expect(fields(await refresh(mock, first.body.refresh_token))).toEqual(otherwise)
    expect(fields(await asApp(mock))).toEqual(otherwise)
  })

  test('can have opaque tokens', async () => {
    const mock = await dlive({ accessTokens: 'opaque' })
    const { body } = await exchangeCode(mock, await codeFor(mock))
    expect(body.access_token).toEqual(text(/^[A-Za-z0-9]{43}$/))
    expect(await sees(mock, body.access_token)).toEqual(all)
  })

  test('is never the same twice, and the same in another mock with the same seed', async () => {
    const run = async () => {
      const mock = await dlive()
      const values: string[] = []
      for (let n = 0; n < 5; n++) {
        const code = await codeFor(mock)
        const { body } = await exchangeCode(mock, code)
        values.push(code, body.access_token, body.refresh_token)
      }
      return values
    }
    const values = await run()
    expect(new Set(values).size).toBe(values.length)
    expect(await run()).toEqual(values)
  })
})

describe('an access token', () => {
  test('is accepted bare and after Bearer, or in one form only', async () => {
    const tried = async (policy: Policy) => {
      const mock = await dlive(policy)
      const { accessToken } = await mock.grant('dlive')
      const forms = [accessToken, `Bearer ${accessToken}`, `bearer  ${accessToken}`, `Basic ${accessToken}`, 'Bearer']
      const seen: boolean[] = []
      for (const form of forms) seen.push((await sees(mock, form)) !== 'nothing')
      return seen
    }
    expect(await tried({})).toEqual([true, true, true, false, false])
    expect(await tried({ oauth: { authorizationForms: ['bare'] } })).toEqual([true, false, false, false, false])
    expect(await tried({ oauth: { authorizationForms: ['Bearer'] } })).toEqual([false, true, true, false, false])
  })

  test('lives 30 days, and is refused if it was altered', async () => {
    const mock = await dlive()
    const { accessToken, expiresAt } = await mock.grant('dlive')
    expect(expiresAt).toBe(mock.clock.now() + month * 1000)
    expect(await sees(mock, `${accessToken}x`)).toBe('nothing')
    expect(await sees(mock, accessToken.slice(0, -1))).toBe('nothing')
    await mock.clock.advance(month * 1000 - 1)
    expect(await sees(mock, accessToken)).toEqual(all)
    await mock.clock.advance(1)
    expect(await sees(mock, accessToken)).toBe('nothing')
  })

  test('of a bot never expires, and no answer says that it does', async () => {
    const mock = await dlive({ responseProfile: 'both' })
    await mock.dlive.markAsBot({ username: 'alice' })
    const granted = await mock.grant('dlive')
    expect(granted.expiresAt).toBeNull()
    const first = await exchangeCode(mock, await codeFor(mock))
    expect(first.body).not.toHaveProperty('expires_in')
    expect(first.body.expiry).toBe('0001-01-01T00:00:00Z')
    const next = await refresh(mock, first.body.refresh_token)
    expect(next.body).not.toHaveProperty('expires_in')
    await mock.clock.advance('100y')
    for (const token of [granted.accessToken, first.body.access_token, next.body.access_token]) {
      expect(await sees(mock, token)).toEqual(all)
    }
    expect((await refresh(mock, next.body.refresh_token)).body.error).toBe('invalid_grant')
  })

  test('ends, with its refresh token, when its user becomes a bot, and no other user’s does', async () => {
    const mock = await dlive()
    const [alice, bob] = [await mock.grant('dlive'), await mock.grant('dlive', { account: 'bob' })]
    await mock.dlive.markAsBot({ username: 'alice' })
    expect(await sees(mock, alice.accessToken)).toBe('nothing')
    expect((await refresh(mock, alice.refreshToken!)).body.error).toBe('invalid_grant')
    expect(await sees(mock, bob.accessToken)).toEqual(all)
  })
})

describe('a refresh', () => {
  test('keeps earlier access tokens valid, or ends them if the policy says so', async () => {
    for (const keepsAccessTokens of [true, false]) {
      const mock = await dlive({ oauth: { keepsAccessTokens } })
      const { accessToken, refreshToken } = await mock.grant('dlive')
      const { body } = await refresh(mock, refreshToken!)
      expect(await sees(mock, accessToken)).toEqual(keepsAccessTokens ? all : 'nothing')
      expect(await sees(mock, body.access_token)).toEqual(all)
    }
  })

  test('works once, and a second attempt ends nothing', async () => {
    const mock = await dlive()
    const { refreshToken } = await mock.grant('dlive')
    const { body } = await refresh(mock, refreshToken!)
    const replayed = await refresh(mock, refreshToken!)
    expect([replayed.status, replayed.body]).toEqual([401, { error: 'invalid_grant', error_description: text(/\.$/) }])
    expect(await sees(mock, body.access_token)).toEqual(all)
    expect((await refresh(mock, body.refresh_token)).status).toBe(200)
  })

  test('succeeds for exactly one of many at once', async () => {
    const mock = await dlive()
    const { refreshToken } = await mock.grant('dlive')
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(mock, refreshToken!)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 401)])
  })

  test.each(['restart', 'keep'] as const)(
    'gives a token that lives a year, by a clock that it will %s',
    async (refreshClock) => {
      const mock = await dlive({ oauth: { refreshClock } })
      const { refreshToken } = await mock.grant('dlive')
      await mock.clock.advance('364d')
      const next = await refresh(mock, refreshToken!)
      expect(next.status).toBe(200)
      await mock.clock.advance('1d')
      const later = await refresh(mock, next.body.refresh_token)
      expect(later.status).toBe(refreshClock === 'restart' ? 200 : 401)
      if (refreshClock === 'keep') return
      await mock.clock.advance('365d')
      expect((await refresh(mock, later.body.refresh_token)).status).toBe(401)
    },
  )

  test('refuses an access token, and a token of another app', async () => {
    const mock = await dlive()
    const { accessToken, refreshToken } = await mock.grant('dlive')
    expect((await refresh(mock, accessToken)).body.error).toBe('invalid_grant')
    const other = await anotherApp(mock)
    const fields = { grant_type: 'refresh_token', refresh_token: refreshToken! }
    expect((await askToken(mock, fields, basic(mock, other))).body.error).toBe('invalid_grant')
    expect((await refresh(mock, refreshToken!)).status).toBe(200)
  })

  test('ignores the redirect URI that one client sends', async () => {
    const mock = await dlive()
    const { refreshToken } = await mock.grant('dlive')
    const { redirectUri: redirect_uri } = mock.credentials('dlive')
    const fields = { grant_type: 'refresh_token', refresh_token: refreshToken!, redirect_uri }
    expect((await askToken(mock, fields)).status).toBe(200)
  })
})

describe('narrowing', () => {
  const scopes = ['identity', 'email:read', 'phone:read']
  const narrow = { email: true, phone: false }

  test('removes the scope from the whole grant, for earlier and later tokens, and from no other grant', async () => {
    const mock = await dlive()
    const before = await mock.grant('dlive', { scopes })
    const other = await mock.grant('dlive', { scopes })
    const { body } = await refresh(mock, before.refreshToken!, 'identity email:read')
    expect(body.scope).toBe('identity email:read')
    expect(await sees(mock, body.access_token)).toEqual(narrow)
    expect(await sees(mock, before.accessToken)).toEqual(narrow)
    expect(await sees(mock, other.accessToken)).toEqual(all)
  })

  test('persists through later refreshes, and a removed scope cannot be requested', async () => {
    const mock = await dlive()
    const { refreshToken } = await mock.grant('dlive', { scopes })
    const narrowed = await refresh(mock, refreshToken!, 'email:read')
    const later = await refresh(mock, narrowed.body.refresh_token)
    expect(later.body.scope).toBe('email:read')
    const wider = await refresh(mock, later.body.refresh_token, 'identity email:read')
    expect([wider.status, wider.body.error]).toEqual([400, 'invalid_scope'])
  })

  test('lasts until the next refresh if the policy says so: earlier tokens get the scopes back', async () => {
    const mock = await dlive({ oauth: { restoreScopesOnDefaultRefresh: true } })
    const { accessToken, refreshToken } = await mock.grant('dlive', { scopes })
    const narrowed = await refresh(mock, refreshToken!, 'email:read')
    expect(await sees(mock, accessToken)).toEqual(narrow)
    const restored = await refresh(mock, narrowed.body.refresh_token)
    expect(restored.body.scope).toBe('identity email:read phone:read')
    for (const token of [accessToken, narrowed.body.access_token, restored.body.access_token]) {
      expect(await sees(mock, token)).toEqual(all)
    }
  })

  test('applies to the new tokens only if the policy says so', async () => {
    const mock = await dlive({ oauth: { narrowing: 'token' } })
    const { accessToken, refreshToken } = await mock.grant('dlive', { scopes })
    const { body } = await refresh(mock, refreshToken!, 'email:read')
    expect(await sees(mock, accessToken)).toEqual(all)
    expect(await sees(mock, body.access_token)).toEqual(narrow)
  })

  test.each(['identity language:read', 'identity nonsense', 'identity,email:read', 'email:READ'])(
    'to %s is refused, and the refresh token stays valid',
    async (scope) => {
      const mock = await dlive()
      const { refreshToken } = await mock.grant('dlive', { scopes })
      const { status, body } = await refresh(mock, refreshToken!, scope)
      expect([status, body]).toEqual([400, { error: 'invalid_scope', error_description: text(/\.$/) }])
      expect((await refresh(mock, refreshToken!, '')).body.scope).toBe(scopes.join(' '))
    },
  )
})

/** An approved application of bob's. */
async function anotherApp(mock: Mock) {
  const { Browser } = await import('../sign-in.js')
  const browser = new Browser(mock, '/dlive/console')
  await browser.logIn('bob')
  await browser.get('/dlive/console/applications/new')
  await browser.post('/dlive/console/applications', {
    appName: 'Another',
    appDomains: 'other.example',
    redirectUri: 'https://other.example/back',
    policyUrl: 'https://other.example/privacy',
    contactEmail: 'dev@other.example',
  })
  await browser.get('/dlive/console/applications')
  const approve = /action="([^"]*\/approve)"/.exec(browser.page)![1]!
  await browser.post(approve, {})
  await browser.get('/dlive/console/applications')
  const shown = /<code>(\d{10})<\/code>[\s\S]*?<code>([A-Za-z0-9]{32})<\/code>/.exec(browser.page)!
  return { clientId: shown[1]!, clientSecret: shown[2]!, redirectUri: 'https://other.example/back' }
}

interface Row {
  readonly name: string
  readonly ask: (mock: Mock) => Promise<Answer>
  readonly error: string
  /** By go-oauth2, and by RFC 6749. */
  readonly statuses: readonly [number, number]
}

const bad = (name: string, ask: Row['ask']): Row => ({ name, ask, error: 'invalid_request', statuses: [400, 400] })
const dead = (name: string, ask: Row['ask']): Row => ({ name, ask, error: 'invalid_grant', statuses: [401, 400] })
const stranger = (name: string, ask: Row['ask']): Row => ({ name, ask, error: 'invalid_client', statuses: [401, 401] })
const otherGrant = (name: string, ask: Row['ask']): Row => ({
  name,
  ask,
  error: 'unsupported_grant_type',
  statuses: [401, 400],
})
const fromCode =
  (fields: Record<string, string | undefined>): Row['ask'] =>
  async (mock) =>
    exchangeCode(mock, await codeFor(mock), fields)
const withHeaders =
  (
    headers: (mock: Mock) => Record<string, string>,
    fields: (mock: Mock) => Record<string, string> = () => ({}),
  ): Row['ask'] =>
  (mock) =>
    askToken(mock, { grant_type: 'client_credentials', ...fields(mock) }, headers(mock))

const rows: readonly Row[] = [
  otherGrant('no grant type', (mock) => askToken(mock, {})),
  ...['password', 'implicit', 'Refresh_Token', 'constructor'].map((grant_type) =>
    otherGrant(`the grant ${grant_type}`, (mock) => askToken(mock, { grant_type })),
  ),
  bad('no code', fromCode({ code: undefined })),
  bad('no redirect URI', fromCode({ redirect_uri: undefined })),
  bad('no refresh token', (mock) => askToken(mock, { grant_type: 'refresh_token' })),
  stranger(
    'no client',
    withHeaders(() => ({})),
  ),
  stranger(
    'an unknown client',
    withHeaders((mock) => basic(mock, { clientId: '1234567890' })),
  ),
  stranger(
    'a wrong secret',
    withHeaders((mock) => basic(mock, { clientSecret: 'wrong' })),
  ),
  stranger(
    'no secret',
    withHeaders((mock) => basic(mock, { clientSecret: '' })),
  ),
  stranger(
    'a header that is not base64',
    withHeaders(() => ({ authorization: 'Basic §§' })),
  ),
  stranger(
    'a bearer token in place of the client',
    withHeaders(() => ({ authorization: 'Bearer abc' })),
  ),
  stranger(
    'the client in the body',
    withHeaders(
      () => ({}),
      (mock) => {
        const { clientId: client_id, clientSecret: client_secret } = mock.credentials('dlive')
        return { client_id, client_secret }
      },
    ),
  ),
  dead('an unknown code', (mock) => exchangeCode(mock, 'nothing')),
  dead('a used code', async (mock) => {
    const code = await codeFor(mock)
    await exchangeCode(mock, code)
    return exchangeCode(mock, code)
  }),
  dead('an expired code', async (mock) => {
    const code = await codeFor(mock)
    await mock.clock.advance('10m')
    return exchangeCode(mock, code)
  }),
  dead('another redirect URI than the code was asked with', fromCode({ redirect_uri: 'http://localhost:3000/' })),
  dead('the code of another app', async (mock) => {
    const { redirectUri: redirect_uri, ...other } = await anotherApp(mock)
    const fields = { grant_type: 'authorization_code', code: await codeFor(mock), redirect_uri }
    return askToken(mock, fields, basic(mock, other))
  }),
  dead('an unknown refresh token', (mock) => refresh(mock, 'nothing')),
  dead('a code for a refresh token', async (mock) => refresh(mock, await codeFor(mock))),
  dead('an expired refresh token', async (mock) => {
    const { refreshToken } = await mock.grant('dlive')
    await mock.clock.advance('365d')
    return refresh(mock, refreshToken!)
  }),
]

describe('a token request', () => {
  test.each(rows)('with $name is refused as go-oauth2 does', async ({ ask, error, statuses }) => {
    const { status, headers, body } = await ask(await dlive())
    expect([status, body]).toEqual([statuses[0], { error, error_description: text(/\w\.$/) }])
    expect(headers.get('content-type')).toBe('application/json;charset=UTF-8')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.has('www-authenticate')).toBe(false)
  })

  test.each(rows)('with $name is refused as RFC 6749 says if the policy says so', async ({ ask, error, statuses }) => {
    const { status, headers, body } = await ask(await dlive({ rfcStatuses: true }))
    expect([status, body.error]).toEqual([statuses[1], error])
    expect(headers.has('www-authenticate')).toBe(error === 'invalid_client')
  })

  test('can have the client in its body if the policy says so', async () => {
    const mock = await testMock(
      { providers: ['dlive'], policy: { dlive: { oauth: { clientAuthentication: ['client_secret_post'] } } } },
      { requests: ['exchangeToken 200'] },
    )
    const { clientId: client_id, clientSecret: client_secret } = mock.credentials('dlive')
    const fields = { grant_type: 'client_credentials', client_id, client_secret }
    expect((await askToken(mock, fields, {})).status).toBe(200)
    expect((await asApp(mock)).body.error).toBe('invalid_request')
  })

  test.each(['GET', 'PUT', 'DELETE', 'HEAD'])('by %s is refused', async (method) => {
    const mock = await dlive()
    const url = `${mock.url}${tokenPath}?grant_type=client_credentials`
    const { status, body } = await read(await mock.fetch(url, { method, headers: basic(mock) }))
    expect(status).toBe(400)
    if (method !== 'HEAD') expect(body.error).toBe('invalid_request')
  })

  test('can have its parameters in the address, or in a body that is not a form, only if the policy says so', async () => {
    const ask = async (policy: Policy, query: string, type: string, body: string) => {
      const mock = await testMock(
        { providers: ['dlive'], policy: { dlive: policy } },
        { requests: ['exchangeToken 200'] },
      )
      const headers = { ...basic(mock), 'content-type': type }
      const answer = await read(await mock.fetch(`${mock.url}${tokenPath}${query}`, { method: 'POST', headers, body }))
      return answer.status === 200 ? 200 : answer.body.error
    }
    const query = '?grant_type=client_credentials'
    const form = 'application/x-www-form-urlencoded'
    const unread = 'unsupported_grant_type'
    expect(await ask({}, query, 'application/json', '{}')).toBe(unread)
    expect(await ask({}, query, form, '')).toBe(unread)
    expect(await ask({}, '', 'application/json', '{"grant_type":"client_credentials"}')).toBe(unread)
    expect(await ask({}, '', 'text/plain', 'grant_type=client_credentials')).toBe(unread)
    expect(await ask({}, '', `${form}; charset=utf-8`, 'grant_type=client_credentials')).toBe(200)
    const lenientTokenRequest = true
    expect(await ask({ lenientTokenRequest }, query, 'application/json', '{}')).toBe(200)
    expect(await ask({ lenientTokenRequest }, query, form, 'grant_type=password')).toBe(unread)
  })

  test('leaves no secret in the journal', async () => {
    const mock = await dlive()
    const code = await codeFor(mock)
    const { body } = await exchangeCode(mock, code)
    await refresh(mock, body.refresh_token)
    await asApp(mock)
    const entries = mock.journal.requests({ operation: 'dlive.exchangeToken' })
    const grants = ['authorization_code', 'refresh_token', 'client_credentials']
    expect(entries.map(({ grantType }) => grantType)).toEqual(grants)
    const written = JSON.stringify(mock.journal.requests())
    const secrets = [code, body.access_token, body.refresh_token, mock.credentials('dlive').clientSecret]
    for (const secret of secrets) expect(written).not.toContain(secret)
  })
})

test('client ids have ten digits and secrets 32 letters and digits, as in public code', async () => {
  const mock = await dlive()
  expect(mock.credentials('dlive')).toMatchObject({
    clientId: text(/^[1-9]\d{9}$/),
    clientSecret: text(/^[A-Za-z0-9]{32}$/),
  })
  const other = await anotherApp(mock)
  expect(other.clientId).not.toBe(mock.credentials('dlive').clientId)
})
