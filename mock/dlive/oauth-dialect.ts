import type { OAuthProfile } from '../../specs/profile.js'
import { base64url } from '../core/signing/base64url.js'
import type { Call } from '../core/http/call.js'
import type { Random } from '../core/time/random.js'
import type { Reply } from '../core/http/reply.js'
import { withQuery } from '../oauth/authorize.js'
import { errorAnswer } from '../oauth/error-answer.js'
import type { Failure } from '../oauth/failure.js'
import { oauthPolicy, type OAuthPolicy } from '../oauth/policy.js'
import type { OAuthDialect, TokenSet } from '../oauth/server.js'
import type { DLivePolicy } from './policy.js'

const product = 'DLive'

/** As go-oauth2 sends them (inferred). */
const headers = { 'content-type': 'application/json;charset=UTF-8', 'cache-control': 'no-store', pragma: 'no-cache' }

/** How Go prints a time that was never set; it stands in the documented answer to a code. */
const zeroTime = '0001-01-01T00:00:00Z'

/**
 * What of RFC 6749 DLive leaves out or wants besides. Documented: Basic, at least one scope, and access tokens that stand bare in
 * their header; the rest is inferred, so that `Bearer` is taken as well.
 */
export function dliveOAuthPolicy(profile: OAuthProfile, policy: DLivePolicy): OAuthPolicy {
  return oauthPolicy(profile, {
    clientAuthentication: [profile.clientAuthentication],
    requiredParameters: ['redirect_uri', 'scope'],
    redirectsResponseType: policy.rfcStatuses,
    clientScopes: false,
    authorizationForms: ['bare', 'Bearer'],
    ...policy.oauth,
  })
}

/**
 * DLive's OAuth on the wire. The tokens' answers are those of the vendor's page; refusals are not documented, and are those of the
 * library the service most likely ran, go-oauth2 (inferred).
 */
export function dliveDialect(
  policy: DLivePolicy,
  { random, consolePath }: { readonly random: Random; readonly consolePath: string },
): OAuthDialect {
  const refuse = (failure: Failure): Reply => {
    const body = errorAnswer(failure)
    const challenge = policy.rfcStatuses && body.error === 'invalid_client'
    return {
      status: statusOf(body.error, policy.rfcStatuses),
      headers: { ...headers, ...(challenge && { 'www-authenticate': 'Basic realm="DLive"' }) },
      body,
    }
  }
  return {
    product,
    consent: { approve: 'Authorize', deny: 'Deny', chooseScopes: false },
    createAccessToken: ({ family }) =>
      policy.accessTokens === 'jwt' ? likeJwt({ aud: family.clientId, sub: family.userId }, random) : random.secret(43),
    createRefreshToken: () => ticket(random),
    createCode: () => ticket(random),
    // As in public code (inferred).
    createClientId: () => String(1_000_000_000 + random.int(4_000_000_000)),
    createClientSecret: () => random.secret(32),

    tokens: (tokens, grant) => ({
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

    refuse,

    async showFailure(failure): Promise<Reply> {
      const { failurePage } = await import('../oauth/failure-page.js')
      return { status: refuse(failure).status, ...failurePage({ product, consolePath, failure }) }
    },

    redirectFailure: (failure, redirectUri, state) =>
      withQuery(redirectUri, { ...errorAnswer(failure), ...(state !== null && { state }) }),
  }
}

/**
 * What a token request says: its form, and with `lenientTokenRequest` also what stands in the query only, where Go looks next. A body of
 * another type is not read (inferred).
 */
export function tokenParameters(
  call: Pick<Call, 'header' | 'text' | 'search'>,
  { lenientTokenRequest }: DLivePolicy,
): URLSearchParams {
  const isForm = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(call.header('content-type') ?? '')
  const form = new URLSearchParams(isForm ? call.text : '')
  const further = lenientTokenRequest ? [...call.search].filter(([name]) => !form.has(name)) : []
  for (const [name, value] of further) form.append(name, value)
  return form
}

/** What the token endpoint says to any method but POST: documented is only that POST is the one (the status is inferred). */
export const postOnly: Reply = {
  status: 400,
  headers,
  body: { error: 'invalid_request', error_description: 'The token endpoint takes POST only.' },
  reason: 'not by POST',
}

/** Statuses as go-oauth2 has them, or as RFC 6749, 5.2. */
function statusOf(error: string, isRfc: boolean): number {
  if (error === 'invalid_client') return 401
  if (isRfc) return 400
  if (error === 'access_denied') return 403
  return error === 'invalid_request' || error === 'invalid_scope' ? 400 : 401
}

/** How the answer says when the token ends, or does not: the samples of the page do not agree. */
function lifetime({ expiresIn, expiresAt }: TokenSet, isForCode: boolean, { responseProfile }: DLivePolicy) {
  const documented = responseProfile === 'documented'
  const hasSeconds = documented ? !isForCode : responseProfile !== 'neither'
  const hasTime = documented ? isForCode : responseProfile === 'both'
  const time = documented || expiresAt === null ? zeroTime : new Date(expiresAt).toISOString().replace('.000Z', 'Z')
  return { ...(hasSeconds && expiresIn !== null && { expires_in: expiresIn }), ...(hasTime && { expiry: time }) }
}

/** 22 characters, as 16 bytes come out that are put into upper-case base64url (inferred: go-oauth2). */
const ticket = (random: Random): string => base64url(bytes(16, random)).toUpperCase()

/** In the shape of a JWT with HS256, as one sample begins. It is opaque: nobody can check the signature, and no end is in it. */
function likeJwt(claims: object, random: Random): string {
  const part = (value: object) => base64url(new TextEncoder().encode(JSON.stringify(value)))
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.${base64url(bytes(32, random))}`
}

const bytes = (count: number, random: Random): Uint8Array => Uint8Array.from({ length: count }, () => random.int(256))
