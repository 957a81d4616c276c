import { createHash, createPublicKey, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { as, bearer, kollusLiveMock, read } from './caller.js'
import { askToken, codeFor, exchangeCode, refresh } from './sign-in.js'

const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
const now = Date.UTC(2026, 0, 15) / 1000
const year = 31_622_400

describe('a code', () => {
  test('is exchanged for a pair of tokens, with the known headers and fields', async () => {
    const mock = await kollusLiveMock()
    const { status, headers, body } = await exchangeCode(mock, await codeFor(mock))
    expect(status).toBe(200)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/json; charset=UTF-8',
      'cache-control': 'no-store',
      pragma: 'no-cache',
    })
    expect(body).toEqual({
      token_type: 'Bearer',
      expires_in: year,
      access_token: expect.stringMatching(/^eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9\.[\w-]+\.[\w-]+$/) as string,
      refresh_token: expect.stringMatching(/^def50200[0-9a-f]{300,}$/) as string,
    })
  })

  test('is opaque and long, and starts as Defuse ciphertexts do', async () => {
    expect(await codeFor(await kollusLiveMock())).toMatch(/^def50200[0-9a-f]{300,}$/)
  })

  test('lives for 600 seconds, to the millisecond', async () => {
    const mock = await kollusLiveMock()
    const code = await codeFor(mock)
    await mock.clock.advance(599_999)
    expect((await exchangeCode(mock, code)).status).toBe(200)
    const late = await codeFor(mock)
    await mock.clock.advance(600_000)
    expect((await exchangeCode(mock, late)).status).toBe(400)
  })

  test('is exchanged by exactly one of many requests at once', async () => {
    const mock = await kollusLiveMock()
    const code = await codeFor(mock)
    const answers = await Promise.all(Array.from({ length: 8 }, () => exchangeCode(mock, code)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 400)])
  })

  test('that was refused for another reason can still be exchanged', async () => {
    const mock = await kollusLiveMock()
    const code = await codeFor(mock)
    expect((await exchangeCode(mock, code, { redirect_uri: 'http://localhost/' })).status).toBe(400)
    expect((await exchangeCode(mock, code)).status).toBe(200)
  })

  test.each(['plain', 'S256', undefined])('with a challenge by method %s accepts its verifier', async (method) => {
    const mock = await kollusLiveMock()
    const code_verifier = 'aZ0-._~'.repeat(7)
    const hash = createHash('sha256').update(code_verifier).digest('base64url')
    const code_challenge = method === 'S256' ? hash : code_verifier
    const code = await codeFor(mock, { code_challenge, code_challenge_method: method })
    expect((await exchangeCode(mock, code, { code_verifier: 'x'.repeat(43) })).status).toBe(400)
    expect((await exchangeCode(mock, code, { code_verifier })).status).toBe(200)
  })

  test('ignores a scope in its request, which one sample sends', async () => {
    const mock = await kollusLiveMock()
    const { body } = await exchangeCode(mock, await codeFor(mock, { scope: 'live:control' }), { scope: 'nonsense' })
    expect(decode(body.access_token.split('.')[1])['scopes']).toEqual(['live:control'])
  })
})

describe('an access token', () => {
  test('is a JWT with the header and claims of the framework, verified with the published key', async () => {
    const mock = await kollusLiveMock()
    const { body } = await exchangeCode(mock, await codeFor(mock, { scope: 'live:statistics' }))
    const [head, claims, signature] = body.access_token.split('.')
    expect(decode(head)).toEqual({ typ: 'JWT', alg: 'RS256' })
    expect(decode(claims)).toEqual({
      aud: '3',
      jti: expect.stringMatching(/^[0-9a-f]{80}$/) as string,
      iat: now,
      nbf: now,
      exp: now + year,
      sub: '1',
      scopes: ['live:statistics'],
    })
    const key = createPublicKey({ key: await mock.kollusLive.publicKey(), format: 'jwk' } as never)
    const check = (signed: string) =>
      verify('RSA-SHA256', Buffer.from(signed), key, Buffer.from(signature, 'base64url'))
    expect(check(`${head}.${claims}`)).toBe(true)
    expect(check(`${head}.x${claims}`)).toBe(false)
  })

  test('works until the millisecond of its expiry', async () => {
    const mock = await kollusLiveMock()
    const call = await as(mock)
    await mock.clock.advance(year * 1000 - 1)
    expect((await call('GET', '/channels')).status).toBe(200)
    await mock.clock.advance(1)
    expect((await call('GET', '/channels')).status).toBe(401)
  })

  test.each([
    ['none', undefined],
    ['empty', ''],
    ['without a token', 'Bearer'],
    ['garbage', 'Bearer garbage'],
    ['of another scheme', 'Basic YTpi'],
    ['a bare token', '<token>'],
    ['with an altered token', 'Bearer <token>x'],
    ['with two tokens', 'Bearer <token> <token>'],
    ['with the token of another mock', 'Bearer <foreign>'],
  ])('in an authorization header that is %s is refused', async (_, header) => {
    const mock = await kollusLiveMock({ limits: false })
    const { accessToken } = await mock.grant('kollus-live')
    const foreign = await (await kollusLiveMock({ randomSeed: 'another' })).grant('kollus-live')
    const authorization = header?.replaceAll('<token>', accessToken).replace('<foreign>', foreign.accessToken)
    const call = bearer(mock, null)
    const answer = await call('GET', '/channels', undefined, authorization === undefined ? {} : { authorization })
    expect([answer.status, answer.body]).toEqual([401, { message: 'Unauthenticated.' }])
  })

  test('can have the scheme in any case', async () => {
    const mock = await kollusLiveMock()
    const { accessToken } = await mock.grant('kollus-live')
    const call = bearer(mock, null)
    const answer = await call('GET', '/channels', undefined, { authorization: `bearer ${accessToken}` })
    expect(answer.status).toBe(200)
  })

  test('is not a refresh token: the API refuses a refresh token', async () => {
    const mock = await kollusLiveMock()
    const { refreshToken } = await mock.grant('kollus-live')
    expect((await bearer(mock, refreshToken)('GET', '/channels')).status).toBe(401)
  })
})

describe('a refresh', () => {
  test('revokes both old tokens and returns a new pair', async () => {
    const mock = await kollusLiveMock()
    const old = await mock.grant('kollus-live')
    const { body } = await refresh(mock, old.refreshToken!)
    expect(body.access_token).not.toBe(old.accessToken)
    expect(body.refresh_token).not.toBe(old.refreshToken)
    expect((await bearer(mock, old.accessToken)('GET', '/channels')).status).toBe(401)
    expect((await bearer(mock, body.access_token)('GET', '/channels')).status).toBe(200)
    expect((await refresh(mock, old.refreshToken!)).status).toBe(401)
    expect((await refresh(mock, body.refresh_token)).status).toBe(200)
  })

  test('counts its lifetime from the refresh', async () => {
    const mock = await kollusLiveMock()
    const { refreshToken } = await mock.grant('kollus-live')
    await mock.clock.advance('360d')
    const { body } = await refresh(mock, refreshToken!)
    expect(body.expires_in).toBe(year)
    expect(decode(body.access_token.split('.')[1])['exp']).toBe(now + 360 * 86_400 + year)
  })

  test('succeeds for exactly one of many requests with the same token', async () => {
    const mock = await kollusLiveMock()
    const { refreshToken } = await mock.grant('kollus-live')
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(mock, refreshToken!)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(7)
  })

  test('can narrow the scopes for good: they are never widened again', async () => {
    const mock = await kollusLiveMock()
    const { refreshToken } = await mock.grant('kollus-live')
    const narrowed = await refresh(mock, refreshToken!, { scope: 'live:statistics' })
    expect(decode(narrowed.body.access_token.split('.')[1])['scopes']).toEqual(['live:statistics'])
    expect((await bearer(mock, narrowed.body.access_token)('GET', '/channels')).status).toBe(403)
    const widened = await refresh(mock, narrowed.body.refresh_token, { scope: 'live:control live:statistics' })
    expect([widened.status, widened.body.error]).toEqual([400, 'invalid_scope'])
    const same = await refresh(mock, narrowed.body.refresh_token)
    expect(decode(same.body.access_token.split('.')[1])['scopes']).toEqual(['live:statistics'])
  })

  test('that is refused for its scope leaves the token unchanged', async () => {
    const mock = await kollusLiveMock()
    const { refreshToken } = await mock.grant('kollus-live', { scopes: ['live:control'] })
    expect((await refresh(mock, refreshToken!, { scope: 'live:statistics' })).status).toBe(400)
    expect((await refresh(mock, refreshToken!)).status).toBe(200)
  })

  test('accepts refresh_code for refresh_token if the policy is lenient', async () => {
    const mock = await kollusLiveMock(
      { policy: { 'kollus-live': { lenientRefreshCode: true } } },
      { requests: ['exchangeToken 200'] },
    )
    const { refreshToken } = await mock.grant('kollus-live')
    const answer = await askToken(mock, { grant_type: 'refresh_code', refresh_token: refreshToken! })
    expect(answer.status).toBe(200)
  })
})

describe('the refresh policy', () => {
  const withPolicy = async (policy: 'keep' | 'rotate' | 'rotate-and-revoke-family' | 'grace') => {
    const mock = await kollusLiveMock({ limits: false, policy: { 'kollus-live': { oauth: { refresh: policy } } } })
    const first = await mock.grant('kollus-live')
    const { body: second } = await refresh(mock, first.refreshToken!)
    const works = async (token: string) => (await bearer(mock, token)('GET', '/channels')).status === 200
    return { mock, first, second, works }
  }

  test('keep leaves both old tokens valid, and returns the same refresh token', async () => {
    const { mock, first, second, works } = await withPolicy('keep')
    expect(second.refresh_token).toBe(first.refreshToken)
    expect(await works(first.accessToken)).toBe(true)
    expect((await refresh(mock, first.refreshToken!)).status).toBe(200)
  })

  test('rotate keeps the new pair valid if the old refresh token is reused', async () => {
    const { mock, first, second, works } = await withPolicy('rotate')
    expect((await refresh(mock, first.refreshToken!)).status).toBe(401)
    expect(await works(second.access_token)).toBe(true)
  })

  test('rotate-and-revoke-family ends the whole family if the old refresh token is reused', async () => {
    const { mock, first, second, works } = await withPolicy('rotate-and-revoke-family')
    const other = await mock.grant('kollus-live')
    expect(await works(second.access_token)).toBe(true)
    expect((await refresh(mock, first.refreshToken!)).status).toBe(401)
    expect(await works(second.access_token)).toBe(false)
    expect((await refresh(mock, second.refresh_token)).status).toBe(401)
    expect(await works(other.accessToken)).toBe(true)
  })

  test('grace accepts the old refresh token again for a minute, and both pairs are valid', async () => {
    const { mock, first, second, works } = await withPolicy('grace')
    await mock.clock.advance(59_999)
    const { status, body: third } = await refresh(mock, first.refreshToken!)
    expect(status).toBe(200)
    expect(await works(second.access_token)).toBe(true)
    expect(await works(third.access_token)).toBe(true)
    await mock.clock.advance(1)
    expect((await refresh(mock, first.refreshToken!)).status).toBe(401)
  })

  test('can set each lifetime', async () => {
    const lifetimes = { authorizationCode: 10, accessToken: 60, refreshToken: 120 }
    const mock = await kollusLiveMock({ policy: { 'kollus-live': { oauth: { lifetimes } } } })
    const { accessToken, refreshToken, expiresAt } = await mock.grant('kollus-live')
    expect(expiresAt).toBe((now + 60) * 1000)
    await mock.clock.advance('1m')
    expect((await bearer(mock, accessToken)('GET', '/channels')).status).toBe(401)
    expect((await refresh(mock, refreshToken!)).body.expires_in).toBe(60)
  })
})

describe('client credentials', () => {
  test('return a token without a refresh token, which acts for the owner of the client', async () => {
    const mock = await kollusLiveMock()
    const { body } = await askToken(mock, { grant_type: 'client_credentials', scope: '  live:control   live:control ' })
    expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'token_type'])
    expect(decode(body.access_token.split('.')[1])).toMatchObject({ sub: '', aud: '3', scopes: ['live:control'] })
    expect((await bearer(mock, body.access_token)('GET', '/channels')).status).toBe(200)
  })

  test('are refused by the API if the policy requires a user', async () => {
    const mock = await kollusLiveMock({ policy: { 'kollus-live': { clientCredentials: false } } })
    const { body } = await askToken(mock, { grant_type: 'client_credentials', scope: 'live:control' })
    expect((await bearer(mock, body.access_token)('GET', '/channels')).status).toBe(401)
    expect((await (await as(mock))('GET', '/channels')).status).toBe(200)
  })

  test('without a scope open nothing', async () => {
    const mock = await kollusLiveMock()
    const { body } = await askToken(mock, { grant_type: 'client_credentials' })
    expect((await bearer(mock, body.access_token)('GET', '/channels')).status).toBe(403)
  })
})

describe('the token endpoint', () => {
  const post = async (
    mock: Awaited<ReturnType<typeof kollusLiveMock>>,
    body: string,
    headers: Record<string, string>,
  ) => read(await mock.fetch(`${mock.url}/kollus-live/console/oauth/token`, { method: 'POST', body, headers }))

  test('accepts the credentials in an authorization header, percent-encoded as RFC 6749 requires', async () => {
    const mock = await kollusLiveMock()
    const { clientSecret } = mock.credentials('kollus-live')
    const encoded = clientSecret.replaceAll(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
    const answer = await askToken(
      mock,
      { grant_type: 'client_credentials', client_id: undefined, client_secret: undefined },
      { authorization: `basic ${btoa(`3:${encoded}`)}` },
    )
    expect(answer.status).toBe(200)
  })

  test.each(['Basic', 'Basic !!!', `Basic ${btoa('%E0%A4%A:x')}`])(
    'refuses a header %s that cannot be read',
    async (authorization) => {
      const mock = await kollusLiveMock()
      const answer = await askToken(mock, { grant_type: 'client_credentials', client_id: undefined }, { authorization })
      expect(answer.status).toBeOneOf([400, 401])
    },
  )

  test('accepts JSON, as Laravel does, with numbers for numbers and null for missing fields', async () => {
    const mock = await kollusLiveMock({}, { requests: ['exchangeToken 200'] })
    const { clientSecret } = mock.credentials('kollus-live')
    const fields = { grant_type: 'client_credentials', client_id: 3, client_secret: clientSecret, scope: null }
    const answer = await post(mock, JSON.stringify(fields), { 'content-type': 'application/json' })
    expect(answer.status).toBe(200)
    expect(decode(answer.body.access_token.split('.')[1])['scopes']).toEqual([])
  })

  test.each(['', '{', 'null', '[]', '"text"', '1'])('refuses the JSON %s', async (text) => {
    const answer = await post(await kollusLiveMock(), text, { 'content-type': 'application/json' })
    expect([answer.status, answer.body.error]).toEqual([400, 'unsupported_grant_type'])
  })

  test('refuses an empty form', async () => {
    const answer = await post(await kollusLiveMock(), '', { 'content-type': 'application/x-www-form-urlencoded' })
    expect([answer.status, answer.body.error]).toEqual([400, 'unsupported_grant_type'])
  })
})

describe('tokens from mock.grant', () => {
  test('follow the rules of a sign-in, with the same refresh', async () => {
    const mock = await kollusLiveMock()
    const { accessToken, refreshToken, expiresAt } = await mock.grant('kollus-live')
    expect(expiresAt).toBe((now + year) * 1000)
    expect(decode(accessToken.split('.')[1]!)['scopes']).toEqual(['live:control', 'live:statistics'])
    expect((await refresh(mock, refreshToken!)).status).toBe(200)
  })

  test('are refused for an unknown account or scope, with the known ones', async () => {
    const mock = await kollusLiveMock()
    await expect(mock.grant('kollus-live', { account: 'bob' })).rejects.toThrow(/no account 'bob'.*alice/)
    await expect(mock.grant('kollus-live', { scopes: ['live:all'] })).rejects.toThrow(
      /no scope 'live:all'; its scopes are live:control, live:statistics/,
    )
    await expect(mock.grant('kollus-live', { scopes: ['toString'] })).rejects.toThrow(/no scope 'toString'/)
  })
})
