import { describe, expect, test } from 'vitest'
import { kollusLiveMock } from './caller.js'
import type { Mock } from '../../mock/index.js'
import type { Answer } from './caller.js'
import { read } from './caller.js'
import { anotherClient, askToken, authorizeUrl, codeFor, exchangeCode, refresh } from './sign-in.js'

/** The table of providers/kollus-live, section 2.7: league/oauth2-server 7.4 and 8.5 (L8), and 9.x (L9). */
interface Row {
  readonly name: string
  readonly ask: (mock: Mock) => Promise<Answer>
  readonly error: string
  readonly status?: number
  readonly hint?: string
  readonly description?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Where the newer generation differs. */
  readonly L9?: { readonly status?: number; readonly error?: string; readonly hint?: string }
}

const descriptions: Readonly<Record<string, string>> = {
  unsupported_grant_type: 'The authorization grant type is not supported by the authorization server.',
  invalid_request:
    'The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed.',
  invalid_client: 'Client authentication failed',
  invalid_scope: 'The requested scope is invalid, unknown, or malformed',
  invalid_grant:
    'The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
}

const required = 'Check that all required parameters have been provided'
const parameter = (name: string) => ({ error: 'invalid_request', hint: `Check the \`${name}\` parameter` })
const secret = (mock: Mock) => mock.credentials('kollus-live').clientSecret
const refreshToken = async (mock: Mock) => (await mock.grant('kollus-live')).refreshToken!
const deadRefresh = {
  error: 'invalid_request',
  status: 401,
  description: 'The refresh token is invalid.',
  L9: { status: 400, error: 'invalid_grant' },
}
const basic = (id: string, password: string) => ({ authorization: `Basic ${btoa(`${id}:${password}`)}` })
const verifier = 'v'.repeat(43)

const rows: readonly Row[] = [
  { name: 'no grant type', ask: (mock) => askToken(mock, {}), error: 'unsupported_grant_type', hint: required },
  {
    name: 'refresh_code, as on the seed page',
    ask: async (mock) => askToken(mock, { grant_type: 'refresh_code', refresh_token: await refreshToken(mock) }),
    error: 'unsupported_grant_type',
    hint: required,
  },
  {
    name: 'a grant that league has and Kollus does not document',
    ask: (mock) => askToken(mock, { grant_type: 'password', username: 'alice', password: 'alice' }),
    error: 'unsupported_grant_type',
    hint: required,
  },
  {
    name: 'a grant type with the name of an Object member',
    ask: (mock) => askToken(mock, { grant_type: 'constructor' }),
    error: 'unsupported_grant_type',
    hint: required,
  },
  {
    name: 'no client id',
    ask: (mock) => askToken(mock, { grant_type: 'client_credentials', client_id: undefined }),
    ...parameter('client_id'),
  },
  { name: 'no code', ask: (mock) => exchangeCode(mock, ''), ...parameter('code') },
  {
    name: 'no redirect URI',
    ask: async (mock) => exchangeCode(mock, await codeFor(mock), { redirect_uri: undefined }),
    ...parameter('redirect_uri'),
  },
  {
    name: 'no refresh token',
    ask: (mock) => askToken(mock, { grant_type: 'refresh_token' }),
    ...parameter('refresh_token'),
  },
  {
    name: 'no verifier for a challenge',
    ask: async (mock) =>
      exchangeCode(mock, await codeFor(mock, { code_challenge: verifier, code_challenge_method: 'plain' })),
    ...parameter('code_verifier'),
  },
  {
    name: 'an unknown client',
    ask: (mock) => askToken(mock, { grant_type: 'client_credentials', client_id: '99' }),
    error: 'invalid_client',
    status: 401,
  },
  {
    name: 'a wrong secret',
    ask: (mock) => askToken(mock, { grant_type: 'client_credentials', client_secret: `${secret(mock)}x` }),
    error: 'invalid_client',
    status: 401,
  },
  {
    name: 'no secret',
    ask: (mock) => askToken(mock, { grant_type: 'client_credentials', client_secret: undefined }),
    error: 'invalid_client',
    status: 401,
  },
  {
    name: 'a wrong secret in an authorization header',
    ask: (mock) => askToken(mock, { grant_type: 'client_credentials' }, basic('1', 'wrong')),
    error: 'invalid_client',
    status: 401,
    headers: { 'www-authenticate': 'Basic realm="OAuth"' },
  },
  {
    name: 'an unknown scope',
    ask: (mock) => askToken(mock, { grant_type: 'client_credentials', scope: 'live:control live:all' }),
    error: 'invalid_scope',
    hint: 'Check the `live:all` scope',
  },
  {
    name: 'scopes joined by a comma, as in one sample',
    ask: (mock) => askToken(mock, { grant_type: 'client_credentials', scope: 'live:control,live:statistics' }),
    error: 'invalid_scope',
    hint: 'Check the `live:control,live:statistics` scope',
  },
  {
    name: 'a space inside a scope, as on the seed page',
    ask: (mock) => askToken(mock, { grant_type: 'client_credentials', scope: 'live: statistics' }),
    error: 'invalid_scope',
    hint: 'Check the `live:` scope',
  },
  {
    name: 'an expired code',
    ask: async (mock) => {
      const code = await codeFor(mock)
      await mock.clock.advance('600s')
      return exchangeCode(mock, code)
    },
    error: 'invalid_request',
    hint: 'Authorization code has expired',
    L9: { error: 'invalid_grant' },
  },
  {
    name: 'a used code',
    ask: async (mock) => {
      const code = await codeFor(mock)
      await exchangeCode(mock, code)
      return exchangeCode(mock, code)
    },
    error: 'invalid_request',
    hint: 'Authorization code has been revoked',
    L9: { error: 'invalid_grant' },
  },
  {
    name: 'an unknown code',
    ask: (mock) => exchangeCode(mock, 'def50200abcdef'),
    error: 'invalid_request',
    hint: 'Cannot decrypt the authorization code',
    L9: { hint: 'Issue decrypting the authorization code' },
  },
  {
    name: 'the code of another client',
    ask: async (mock) => exchangeCode(mock, await codeFor(mock), await anotherClient(mock)),
    error: 'invalid_request',
    hint: 'Authorization code was not issued to this client',
  },
  {
    name: 'another redirect URI than in the authorization request',
    ask: async (mock) => exchangeCode(mock, await codeFor(mock), { redirect_uri: 'http://localhost:3000/callback/' }),
    error: 'invalid_request',
    hint: 'Invalid redirect URI',
  },
  {
    name: 'a verifier that does not match',
    ask: async (mock) =>
      exchangeCode(mock, await codeFor(mock, { code_challenge: verifier, code_challenge_method: 'plain' }), {
        code_verifier: 'w'.repeat(43),
      }),
    error: 'invalid_grant',
    hint: 'Failed to verify `code_verifier`.',
  },
  {
    name: 'a verifier that is too short',
    ask: async (mock) => exchangeCode(mock, await codeFor(mock, { code_challenge: verifier }), { code_verifier: 'v' }),
    error: 'invalid_request',
    hint: 'Code Verifier must follow the specifications of RFC-7636.',
  },
  {
    name: 'a verifier without a challenge',
    ask: async (mock) => exchangeCode(mock, await codeFor(mock), { code_verifier: verifier }),
    error: 'invalid_request',
    hint: 'code_verifier received when no code_challenge is present',
  },
  {
    name: 'an unknown refresh token',
    ask: (mock) => refresh(mock, 'def50200abcdef'),
    ...deadRefresh,
    hint: 'Cannot decrypt the refresh token',
  },
  {
    name: 'the refresh token of another client',
    ask: async (mock) => refresh(mock, await refreshToken(mock), await anotherClient(mock)),
    ...deadRefresh,
    hint: 'Token is not linked to client',
  },
  {
    name: 'an expired refresh token',
    ask: async (mock) => {
      const token = await refreshToken(mock)
      await mock.clock.advance('31622400s')
      return refresh(mock, token)
    },
    ...deadRefresh,
    hint: 'Token has expired',
  },
  {
    name: 'a used refresh token',
    ask: async (mock) => {
      const token = await refreshToken(mock)
      await refresh(mock, token)
      return refresh(mock, token)
    },
    ...deadRefresh,
    hint: 'Token has been revoked',
  },
  {
    name: 'a refresh with a scope that the token lacks',
    ask: async (mock) => {
      const { refreshToken: narrow } = await mock.grant('kollus-live', { scopes: ['live:control'] })
      return refresh(mock, narrow!, { scope: 'live:control live:statistics' })
    },
    error: 'invalid_scope',
    hint: 'Check the `live:statistics` scope',
  },
  {
    name: 'an authorization request with an unknown client',
    ask: async (mock) => read(await mock.fetch(authorizeUrl(mock, { client_id: '99' }))),
    error: 'invalid_client',
    status: 401,
  },
  {
    name: 'an authorization request with an unregistered redirect URI',
    ask: async (mock) =>
      read(await mock.fetch(authorizeUrl(mock, { redirect_uri: 'http://localhost:3000/callback/' }))),
    error: 'invalid_client',
    status: 401,
  },
  {
    name: 'an authorization request without a client',
    ask: async (mock) => read(await mock.fetch(authorizeUrl(mock, { client_id: undefined }))),
    ...parameter('client_id'),
  },
  {
    name: 'an authorization request with another response type',
    ask: async (mock) => read(await mock.fetch(authorizeUrl(mock, { response_type: 'token' }))),
    error: 'unsupported_grant_type',
    hint: required,
  },
]

describe.each(['L8', 'L9'] as const)('in profile %s', (errorProfile) => {
  test.each(rows)('$name is refused in the exact words', async ({ ask, L9, headers, ...row }) => {
    const mock = await kollusLiveMock({ policy: { 'kollus-live': { errorProfile } } })
    const answer = await ask(mock)
    const { status = 400, error, hint, description } = { ...row, ...(errorProfile === 'L9' && L9) }
    const text = description ?? descriptions[error]
    expect(answer.status).toBe(status)
    expect(answer.body).toEqual({
      error,
      error_description: text,
      ...(hint !== undefined && { hint }),
      ...(errorProfile === 'L8' && { message: text }),
    })
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(answer.headers.get('www-authenticate')).toBe(headers?.['www-authenticate'] ?? null)
  })
})

test('the grant type is checked before the client, the client before the grant', async () => {
  const mock = await kollusLiveMock()
  const wrong = { client_secret: 'wrong', code: 'wrong' }
  expect((await askToken(mock, { ...wrong, grant_type: 'wrong' })).body.error).toBe('unsupported_grant_type')
  expect((await askToken(mock, { ...wrong, grant_type: 'authorization_code' })).body.error).toBe('invalid_client')
  expect((await askToken(mock, { grant_type: 'authorization_code', code: 'wrong' })).body.hint).toMatch(/decrypt/)
})

describe('a repeated parameter (RFC 6749, 3.1 and 3.2)', () => {
  const twice = (parameters: URLSearchParams, name: string, value = parameters.get(name) ?? '') => {
    if (!parameters.has(name)) parameters.append(name, value)
    parameters.append(name, value)
  }

  test.each(['client_id', 'redirect_uri'])('in an authorization request, %s, is not redirected', async (name) => {
    for (const value of [undefined, 'https://evil.example/']) {
      const mock = await kollusLiveMock()
      const url = new URL(authorizeUrl(mock))
      twice(url.searchParams, name, value)
      const answer = await read(await mock.fetch(url))
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null])
      expect(answer.body).toMatchObject(parameter(name))
      await expect(mock.approve(url)).rejects.toThrow(`(repeated ${name})`)
    }
  })

  test.each(['response_type', 'scope', 'state', 'code_challenge', 'code_challenge_method'])(
    'in an authorization request, %s, is an error to the client',
    async (name) => {
      const mock = await kollusLiveMock()
      const url = new URL(authorizeUrl(mock))
      twice(url.searchParams, name)
      const answer = await mock.fetch(url)
      expect(answer.status).toBe(302)
      const location = new URL(answer.headers.get('location')!)
      expect(location.searchParams.get('error')).toBe('invalid_request')
      expect(location.searchParams.has('code')).toBe(false)
    },
  )

  test.each([
    'grant_type',
    'code',
    'redirect_uri',
    'client_id',
    'client_secret',
    'refresh_token',
    'scope',
    'code_verifier',
  ])('in a token request, %s, is refused, and the code stays valid', async (name) => {
    const mock = await kollusLiveMock()
    const code = await codeFor(mock)
    const {
      clientId: client_id,
      clientSecret: client_secret,
      redirectUri: redirect_uri,
    } = mock.credentials('kollus-live')
    const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri, client_id, client_secret })
    twice(body, name)
    const url = `${mock.url}/kollus-live/console/oauth/token`
    const answer = await read(await mock.fetch(url, { method: 'POST', body }))
    expect(answer).toMatchObject({ status: 400, body: parameter(name) })
    expect(mock.journal.requests({ status: 400 })).toMatchObject([{ reason: `repeated ${name}` }])
    expect((await exchangeCode(mock, code)).status).toBe(200)
  })

  test('that is not part of OAuth is accepted, because extensions may repeat their own (RFC 8707)', async () => {
    const mock = await kollusLiveMock()
    const url = new URL(authorizeUrl(mock))
    for (const resource of ['https://a.example', 'https://b.example']) url.searchParams.append('resource', resource)
    expect((await mock.fetch(url)).headers.get('location')).toMatch(/console\/login/)
  })
})
