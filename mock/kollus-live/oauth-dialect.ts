import { withQuery } from '../core/http/paths.js'
import type { Reply } from '../core/http/reply.js'
import { signJwt } from '../core/signing/jwt.js'
import type { Random } from '../core/time/random.js'
import type { OAuthDialect } from '../oauth/dialect.js'
import type { OAuthFailure } from '../oauth/failure.js'
import type { KollusLivePolicy } from './policy.js'
import type { KollusLiveWorld } from './world.js'

/** Codes and refresh tokens look like Defuse ciphertexts: hex that begins with the version header DE F5 02 00. */
const ciphertext = (random: Random, length: number) => `def50200${random.hex(length)}`

/**
 * The dialect of league/oauth2-server in Laravel Passport: L8 is 7.4 and 8.5, L9 is 9.x.
 * Source: league/oauth2-server 7.4.0, 8.5.5, 9.4.1, `src/Exception/OAuthServerException.php`. That Kollus behaves like this is inferred.
 */
export const oauthDialect: Partial<OAuthDialect<KollusLiveWorld>> = {
  policy: ({ policy }) => (policy.lenientRefreshCode ? { grantAliases: { refresh_code: 'refresh_token' } } : {}),
  consent: () => ({ approve: 'Authorize', deny: 'Cancel', chooseScopes: false }),
  createRefreshToken: ({ random }) => ciphertext(random, 712),
  createCode: ({ random }) => ciphertext(random, 616),

  /** An auto-increment id of the database. */
  createClientId: (_ordinal, { oauth }) =>
    String(Math.max(0, ...oauth.clients.all().map(({ id }) => Number(id) || 0)) + 1),

  createAccessToken({ id, family, scopes, issuedAt, expiresAt }) {
    const issued = Math.floor(issuedAt / 1000)
    return signJwt({
      aud: family.clientId,
      jti: id,
      iat: issued,
      nbf: issued,
      exp: Math.floor(expiresAt / 1000),
      sub: family.userId ?? '',
      scopes,
    })
  },

  /** Laravel reads JSON as well as forms. */
  tokenParameters(call) {
    if (!/\bjson\b/i.test(call.header('content-type') ?? '')) return new URLSearchParams(call.text)
    try {
      const body = JSON.parse(call.text) as Record<string, unknown>
      const parameters = Object.entries(body).filter(([, value]) => value !== null)
      return new URLSearchParams(parameters.map(([name, value]) => [name, String(value)]))
    } catch {
      return new URLSearchParams()
    }
  },

  tokens: ({ accessToken, refreshToken, expiresIn }) => ({
    status: 200,
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      'cache-control': 'no-store',
      pragma: 'no-cache',
    },
    body: {
      token_type: 'Bearer',
      expires_in: expiresIn,
      access_token: accessToken,
      ...(refreshToken !== null && { refresh_token: refreshToken }),
    },
  }),

  refuse: (failure, { policy }) => refuse(policy.errorProfile, failure),
  showFailure: (failure, { policy }) => refuse(policy.errorProfile, failure),

  redirectFailure(failure, redirectUri, state, { policy: { errorProfile } }) {
    const { error, error_description, hint, message } = refuse(errorProfile, failure).body
    // L8 appends a failed scope check to the bare URI, without the state. `makeRedirectUri` builds all other redirects; without a state it
    // returns `uri?`, so that the `&` of the next parameter remains.
    const isBare = errorProfile === 'L8' && failure.kind !== 'access_denied'
    const built = withQuery(redirectUri, state === null || isBare ? {} : { state })
    const query = new URLSearchParams({
      error,
      error_description,
      ...(hint && { hint }),
      ...(message && { message }),
    })
    return `${built}${isBare ? '' : '&'}${query.toString()}`
  },
}

interface LeagueError {
  readonly error: string
  readonly error_description: string
  readonly hint?: string
  readonly message?: string
}

const descriptions: Readonly<Record<string, string>> = {
  unsupported_grant_type: 'The authorization grant type is not supported by the authorization server.',
  invalid_request:
    'The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed.',
  invalid_client: 'Client authentication failed',
  invalid_scope: 'The requested scope is invalid, unknown, or malformed',
  invalid_grant:
    'The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
  access_denied: 'The resource owner or authorization server denied the request.',
}

function refuse(
  profile: KollusLivePolicy['errorProfile'],
  failure: OAuthFailure,
): Reply & { readonly body: LeagueError } {
  const { status, error, hint, description } = league(profile, failure)
  const error_description = description ?? descriptions[error]!
  const basic = failure.kind === 'invalid_client' && failure.basic
  return {
    status,
    ...(basic && { headers: { 'www-authenticate': 'Basic realm="OAuth"' } }),
    body: {
      error,
      error_description,
      ...(hint !== undefined && { hint }),
      ...(profile === 'L8' && { message: error_description }),
    },
  }
}

interface Row {
  readonly status: number
  readonly error: string
  readonly hint?: string
  readonly description?: string
}

const checkParameter = (name: string) => `Check the \`${name}\` parameter`

function league(profile: KollusLivePolicy['errorProfile'], failure: OAuthFailure): Row {
  switch (failure.kind) {
    // It has no device grant.
    case 'device_code':
    case 'unsupported_grant_type':
    case 'unsupported_response_type':
      return {
        status: 400,
        error: 'unsupported_grant_type',
        hint: 'Check that all required parameters have been provided',
      }
    case 'missing_parameter':
    case 'repeated_parameter':
      return { status: 400, error: 'invalid_request', hint: checkParameter(failure.parameter) }
    case 'invalid_client':
    case 'invalid_redirect_uri':
      return { status: 401, error: 'invalid_client' }
    case 'invalid_scope':
      return { status: 400, error: 'invalid_scope', hint: `Check the \`${failure.scope}\` scope` }
    case 'code':
      return { status: 400, ...codeErrors(profile)[failure.problem] }
    case 'verifier':
      return { status: 400, ...verifierErrors[failure.problem] }
    case 'refresh_token': {
      const error =
        profile === 'L8' ? { status: 401, error: 'invalid_request' } : { status: 400, error: 'invalid_grant' }
      return { ...error, hint: refreshTokenHints[failure.problem], description: 'The refresh token is invalid.' }
    }
    case 'access_denied':
      return { status: 401, error: 'access_denied', hint: 'The user denied the request' }
  }
}

function codeErrors(profile: KollusLivePolicy['errorProfile']) {
  const dead = profile === 'L8' ? 'invalid_request' : 'invalid_grant'
  const unreadable =
    profile === 'L8' ? 'Cannot decrypt the authorization code' : 'Issue decrypting the authorization code'
  return {
    expired: { error: dead, hint: 'Authorization code has expired' },
    used: { error: dead, hint: 'Authorization code has been revoked' },
    foreign: { error: 'invalid_request', hint: 'Authorization code was not issued to this client' },
    redirect_uri: { error: 'invalid_request', hint: 'Invalid redirect URI' },
    unknown: { error: 'invalid_request', hint: unreadable },
  }
}

const verifierErrors = {
  mismatch: { error: 'invalid_grant', hint: 'Failed to verify `code_verifier`.' },
  malformed: { error: 'invalid_request', hint: 'Code Verifier must follow the specifications of RFC-7636.' },
  unexpected: { error: 'invalid_request', hint: 'code_verifier received when no code_challenge is present' },
}

const refreshTokenHints = {
  unknown: 'Cannot decrypt the refresh token',
  foreign: 'Token is not linked to client',
  expired: 'Token has expired',
  revoked: 'Token has been revoked',
}
