import { siteOf } from '../accounts/site.js'
import { base64url } from '../core/signing/base64url.js'
import type { Random } from '../core/time/random.js'
import type { Reply } from '../core/http/reply.js'
import type { OAuthDialect, TokenSet } from '../oauth/dialect.js'
import { errorResponse } from '../oauth/error-response.js'
import type { DLivePolicy } from './policy.js'
import type { DLiveWorld } from './world.js'

/** The headers of go-oauth2 (inferred). */
const headers = { 'content-type': 'application/json;charset=UTF-8', 'cache-control': 'no-store', pragma: 'no-cache' }

/** Go's zero time. The documented response to a code contains it. */
const zeroTime = '0001-01-01T00:00:00Z'

/**
 * DLive's OAuth dialect. Documented: the token responses, Basic authentication, at least one scope, and access tokens without `Bearer` in the
 * header. Error responses are not documented: they are those of go-oauth2, the library that DLive most likely used (inferred).
 */
export const oauthDialect: Partial<OAuthDialect<DLiveWorld>> = {
  policy: ({ policy }) => ({
    clientAuthentication: ['client_secret_basic'],
    requiredParameters: ['redirect_uri', 'scope'],
    redirectsResponseType: policy.rfcStatuses,
    clientScopes: false,
    // `Bearer` is inferred.
    authorizationForms: ['bare', 'Bearer'],
  }),

  consent: () => ({ approve: 'Authorize', deny: 'Deny', chooseScopes: false }),

  createAccessToken: ({ family }, { policy, random }) =>
    policy.accessTokens === 'jwt' ? likeJwt({ aud: family.clientId, sub: family.userId }, random) : random.secret(43),
  createRefreshToken: ({ random }) => ticket(random),
  createCode: ({ random }) => ticket(random),
  // The format in public code (inferred).
  createClientId: (_ordinal, { random }) => String(1_000_000_000 + random.int(4_000_000_000)),
  createClientSecret: ({ random }) => random.secret(32),

  // Tokens of a bot do not expire (https://docs.dlive.tv/api/bot/bot-account).
  accessLifetime: (userId, { users, state }) =>
    state.accounts.get(users.get(userId)?.account ?? '')?.role === 'Bot' ? Infinity : undefined,

  /** The fields of the form, and with `lenientTokenRequest` also of the query, as in Go. Ignores bodies of other types (inferred). */
  tokenParameters(call, { policy }) {
    const type = call.header('content-type') ?? ''
    const isForm = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)
    const form = new URLSearchParams(isForm ? call.text : '')
    const further = policy.lenientTokenRequest ? [...call.search].filter(([name]) => !form.has(name)) : []
    for (const [name, value] of further) form.append(name, value)
    return form
  },

  tokens: (tokens, grant, { policy }) => ({
    status: 200,
    headers,
    body: {
      access_token: tokens.accessToken,
      token_type: 'Bearer',
      ...lifetime(tokens, grant === 'authorization_code', policy),
      ...(tokens.refreshToken !== null && { refresh_token: tokens.refreshToken }),
      ...(grant === 'refresh_token' && { scope: tokens.scopes.join(' ') }),
    },
  }),

  refuse(failure, { policy }) {
    const body = errorResponse(failure)
    const challenge = policy.rfcStatuses && body.error === 'invalid_client'
    return {
      status: statusOf(body.error, policy),
      headers: { ...headers, ...(challenge && { 'www-authenticate': 'Basic realm="DLive"' }) },
      body,
    }
  },

  async showFailure(failure, world) {
    const { failurePage } = await import('../oauth/failure-page.js')
    const status = statusOf(errorResponse(failure).error, world.policy)
    return { status, ...failurePage({ site: siteOf(world), failure }) }
  },
}

/** The response of the token endpoint to other methods. It is documented that only POST is allowed; the status is inferred. */
export const postOnly: Reply = {
  status: 400,
  headers,
  body: { error: 'invalid_request', error_description: 'The token endpoint accepts only POST.' },
  reason: 'not by POST',
}

/** The status of an error: as in go-oauth2, or as in RFC 6749, section 5.2. */
function statusOf(error: string, { rfcStatuses }: DLivePolicy): number {
  if (error === 'invalid_client') return 401
  if (rfcStatuses) return 400
  if (error === 'access_denied') return 403
  return error === 'invalid_request' || error === 'invalid_scope' ? 400 : 401
}

/** The expiry in a token response. The documented samples differ, so the policy determines it. */
function lifetime({ expiresIn, expiresAt }: TokenSet, isForCode: boolean, { responseProfile }: DLivePolicy) {
  const documented = responseProfile === 'documented'
  const hasSeconds = documented ? !isForCode : responseProfile !== 'neither'
  const hasTime = documented ? isForCode : responseProfile === 'both'
  const time = documented || expiresAt === null ? zeroTime : new Date(expiresAt).toISOString().replace('.000Z', 'Z')
  return { ...(hasSeconds && expiresIn !== null && { expires_in: expiresIn }), ...(hasTime && { expiry: time }) }
}

/** 16 random bytes as base64url in upper case: 22 characters (inferred: go-oauth2). */
const ticket = (random: Random): string => base64url(bytes(16, random)).toUpperCase()

/** A token in the format of a JWT with HS256, as one sample begins. The signature is random, and there is no expiry in it. */
function likeJwt(claims: object, random: Random): string {
  const part = (value: object) => base64url(new TextEncoder().encode(JSON.stringify(value)))
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.${base64url(bytes(32, random))}`
}

const bytes = (count: number, random: Random): Uint8Array => Uint8Array.from({ length: count }, () => random.int(256))
