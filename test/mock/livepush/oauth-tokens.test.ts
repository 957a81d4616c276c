import { describe, expect, test } from 'vitest'
import type { Mock, TypesOf } from '../../../mock/index.js'
import { testMock } from '../../support/mock.js'
import { read, type Answer } from '../caller.js'
import { askToken, codeFor, exchangeCode, refresh, tokenPath, withToken } from './caller.js'

const text = (pattern: RegExp) => expect.stringMatching(pattern) as string
const opens = async (mock: Mock, token: string) =>
  (await withToken(mock, token)('GET', '/octopus/streams/mine')).status === 200

describe('a code', () => {
  test('returns opaque tokens in lower case, with an unusual token type', async () => {
    const mock = await testMock()
    const { status, headers, body } = await exchangeCode(mock, await codeFor(mock))
    expect(status).toBe(200)
    expect(body).toEqual({
      access_token: text(/^[a-z0-9]{30,}$/),
      refresh_token: text(/^[a-z0-9]{30,}$/),
      token_type: 'access_token',
      expires_in: 3600,
    })
    expect(headers.get('content-type')).toBe('application/json')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(await opens(mock, body.access_token)).toBe(true)
  })

  test('is exchanged by exactly one of many requests at once', async () => {
    const mock = await testMock()
    const code = await codeFor(mock)
    const answers = await Promise.all(Array.from({ length: 8 }, () => exchangeCode(mock, code)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 400)])
  })

  test('can return the usual token type', async () => {
    const mock = await testMock({ policy: { livepush: { tokenType: 'Bearer' } } })
    expect((await exchangeCode(mock, await codeFor(mock))).body.token_type).toBe('Bearer')
  })
})

describe('a refresh', () => {
  test('returns a new access token beside the old one, and the same refresh token, forever', async () => {
    const mock = await testMock()
    const { accessToken, refreshToken } = await mock.grant('livepush')
    const { body } = await refresh(mock, refreshToken!)
    expect(body.refresh_token).toBe(refreshToken)
    expect(await opens(mock, accessToken)).toBe(true)
    expect(await opens(mock, body.access_token)).toBe(true)
    await mock.clock.advance('100y')
    const later = await refresh(mock, refreshToken!)
    expect([later.status, later.body.expires_in]).toEqual([200, 3600])
    expect(await opens(mock, body.access_token)).toBe(false)
  })

  test('can invalidate the old tokens by policy', async () => {
    const mock = await testMock({ policy: { livepush: { oauth: { refresh: 'rotate' } } } })
    const { accessToken, refreshToken } = await mock.grant('livepush')
    const { body } = await refresh(mock, refreshToken!)
    expect(body.refresh_token).not.toBe(refreshToken)
    expect(await opens(mock, accessToken)).toBe(false)
    expect((await refresh(mock, refreshToken!)).body.error).toBe('invalid_grant')
    expect((await refresh(mock, body.refresh_token)).status).toBe(200)
  })

  test('uses configured lifetimes, an expiry of refresh tokens included', async () => {
    const lifetimes = { authorizationCode: 5, accessToken: 10, refreshToken: 20 }
    const mock = await testMock({ policy: { livepush: { oauth: { lifetimes } } } })
    const { refreshToken } = await mock.grant('livepush')
    await mock.clock.advance(19_999)
    expect((await refresh(mock, refreshToken!)).body.expires_in).toBe(10)
    await mock.clock.advance(1)
    expect((await refresh(mock, refreshToken!)).body.error_description).toMatch(/expired/)
  })
})

interface Row {
  readonly name: string
  readonly ask: (mock: Mock) => Promise<Answer>
  readonly error: string
  readonly status?: number
}

const rows: readonly Row[] = [
  { name: 'no grant type', ask: (mock) => askToken(mock, {}), error: 'unsupported_grant_type' },
  ...['client_credentials', 'password', 'refresh_code', 'constructor'].map((grant_type) => ({
    name: `the grant ${grant_type}`,
    ask: (mock: Mock) => askToken(mock, { grant_type }),
    error: 'unsupported_grant_type',
  })),
  { name: 'no code', ask: (mock) => exchangeCode(mock, ''), error: 'invalid_request' },
  {
    name: 'no redirect URI',
    ask: async (mock) => exchangeCode(mock, await codeFor(mock), { redirect_uri: undefined }),
    error: 'invalid_request',
  },
  {
    name: 'no refresh token',
    ask: (mock) => askToken(mock, { grant_type: 'refresh_token' }),
    error: 'invalid_request',
  },
  {
    name: 'no client',
    ask: async (mock) => exchangeCode(mock, await codeFor(mock), { client_id: undefined }),
    error: 'invalid_request',
  },
  {
    name: 'an unknown client',
    ask: async (mock) => exchangeCode(mock, await codeFor(mock), { client_id: 'unknown' }),
    error: 'invalid_client',
    status: 401,
  },
  {
    name: 'a wrong secret',
    ask: async (mock) => exchangeCode(mock, await codeFor(mock), { client_secret: 'wrong' }),
    error: 'invalid_client',
    status: 401,
  },
  {
    name: 'no secret',
    ask: async (mock) => exchangeCode(mock, await codeFor(mock), { client_secret: undefined }),
    error: 'invalid_client',
    status: 401,
  },
  { name: 'an unknown code', ask: (mock) => exchangeCode(mock, 'nothing'), error: 'invalid_grant' },
  {
    name: 'a used code',
    ask: async (mock) => {
      const code = await codeFor(mock)
      await exchangeCode(mock, code)
      return exchangeCode(mock, code)
    },
    error: 'invalid_grant',
  },
  {
    name: 'an expired code',
    ask: async (mock) => {
      const code = await codeFor(mock)
      await mock.clock.advance('10m')
      return exchangeCode(mock, code)
    },
    error: 'invalid_grant',
  },
  {
    name: 'another redirect URI than in the authorization request',
    ask: async (mock) => exchangeCode(mock, await codeFor(mock), { redirect_uri: 'http://localhost:3000/' }),
    error: 'invalid_grant',
  },
  { name: 'an unknown refresh token', ask: (mock) => refresh(mock, 'nothing'), error: 'invalid_grant' },
  {
    name: 'an access token in place of a refresh token',
    ask: async (mock) => refresh(mock, (await mock.grant('livepush')).accessToken),
    error: 'invalid_grant',
  },
]

describe('a token request', () => {
  test.each(rows)('with $name is refused as RFC 6749 says', async ({ ask, error, status = 400 }) => {
    const answer = await ask(await testMock())
    expect(answer.status).toBe(status)
    expect(answer.body).toEqual({ error, error_description: text(/\w\.$/) })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test.each(rows)(
    'with $name is refused with a page if the policy says so, which repeats nothing of it',
    async (row) => {
      const mock = await testMock({ policy: { livepush: { htmlErrors: true } } })
      const answer = await row.ask(mock)
      expect(answer.status).toBe(row.status ?? 400)
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(answer.body).toMatch(/^<!doctype html>/)
      expect(answer.body).not.toContain(mock.credentials('livepush').clientSecret)
    },
  )

  test('leaves no secret in the journal, although all of them were in its address', async () => {
    const mock = await testMock()
    const code = await codeFor(mock)
    const { body } = await exchangeCode(mock, code)
    await refresh(mock, body.refresh_token)
    const entries = mock.journal.requests({ operation: 'livepush.exchangeToken' })
    expect(entries.map(({ grantType, path }) => [grantType, path])).toEqual([
      ['authorization_code', tokenPath],
      ['refresh_token', tokenPath],
    ])
    const written = JSON.stringify(mock.journal.requests())
    const secrets = [code, body.access_token, body.refresh_token, mock.credentials('livepush').clientSecret]
    for (const secret of secrets) expect(written).not.toContain(secret)
  })
})

describe('a token request by POST', () => {
  const post = async (policy: Partial<TypesOf<'livepush'>['policy']>, basic: boolean) => {
    const mock = await testMock({ policy: { livepush: policy } }, { requests: ['exchangeToken 200'] })
    const { clientId, clientSecret, redirectUri } = mock.credentials('livepush')
    const client: Record<string, string> = basic ? {} : { client_id: clientId, client_secret: clientSecret }
    const headers = basic ? { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` } : undefined
    const code = await codeFor(mock)
    const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...client })
    const answer = await read(
      await mock.fetch(mock.url + tokenPath, { method: 'POST', body, ...(headers && { headers }) }),
    )
    return { mock, code, answer }
  }

  test.each([false, true])('is unsupported (Basic: %s), and the code can still be used', async (basic) => {
    const { mock, code, answer } = await post({}, basic)
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET'])
    expect((await exchangeCode(mock, code)).status).toBe(200)
  })

  test.each([false, true])('is accepted if the policy says so (Basic: %s), beside GET', async (basic) => {
    const { mock, answer } = await post({ postTokenRequest: true }, basic)
    expect([answer.status, answer.body.token_type]).toEqual([200, 'access_token'])
    expect((await exchangeCode(mock, await codeFor(mock))).status).toBe(200)
  })

  test('does not read parameters from the address', async () => {
    const mock = await testMock({ policy: { livepush: { postTokenRequest: true } } })
    const { refreshToken } = await mock.grant('livepush')
    const answer = await askToken(
      mock,
      { grant_type: 'refresh_token', refresh_token: refreshToken! },
      { method: 'POST' },
    )
    expect(answer.body.error).toBe('unsupported_grant_type')
  })

  test('and a Basic header on GET are ignored by default', async () => {
    const mock = await testMock()
    const { clientId, clientSecret } = mock.credentials('livepush')
    const { refreshToken } = await mock.grant('livepush')
    const answer = await askToken(
      mock,
      { grant_type: 'refresh_token', refresh_token: refreshToken!, client_id: undefined, client_secret: undefined },
      { headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` } },
    )
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request'])
  })
})
