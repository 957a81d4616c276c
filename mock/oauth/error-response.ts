import type { OAuthFailure } from './failure.js'

/** The error response of RFC 6749, sections 4.1.2.1 and 5.2. */
export interface ErrorResponse {
  readonly error: string
  readonly error_description: string
}

/** The error response for a failure, for providers that follow the RFC. */
export function errorResponse(failure: OAuthFailure): ErrorResponse {
  switch (failure.kind) {
    case 'unsupported_grant_type':
    case 'unsupported_response_type':
      return { error: failure.kind, error_description: 'The type is not supported.' }
    case 'missing_parameter':
      return { error: 'invalid_request', error_description: `${failure.parameter} is missing.` }
    case 'repeated_parameter':
      return { error: 'invalid_request', error_description: `${failure.parameter} occurs more than once.` }
    case 'invalid_client':
      return { error: 'invalid_client', error_description: 'The credentials of the client are wrong.' }
    case 'invalid_redirect_uri':
      return { error: 'invalid_request', error_description: 'The redirect URI is not registered.' }
    case 'invalid_scope':
      return { error: 'invalid_scope', error_description: 'The scope is unknown or not allowed.' }
    case 'access_denied':
      return { error: 'access_denied', error_description: 'The user denied the request.' }
    case 'code':
      return { error: 'invalid_grant', error_description: codeProblems[failure.problem] }
    case 'refresh_token':
      return { error: 'invalid_grant', error_description: refreshTokenProblems[failure.problem] }
    case 'device_code':
      return deviceCodeProblems[failure.problem]
    case 'verifier':
      return { error: 'invalid_grant', error_description: 'The code verifier is wrong.' }
  }
}

const codeProblems = {
  unknown: 'The code is unknown.',
  expired: 'The code has expired.',
  used: 'The code has been used.',
  foreign: 'The code was issued to another client.',
  redirect_uri: 'The redirect URI is not that of the authorization request.',
}

/** RFC 8628, section 3.5. */
const deviceCodeProblems = {
  unknown: { error: 'invalid_grant', error_description: 'The device code is unknown.' },
  foreign: { error: 'invalid_grant', error_description: 'The device code was issued to another client.' },
  used: { error: 'invalid_grant', error_description: 'The device code has been used.' },
  expired: { error: 'expired_token', error_description: 'The device code has expired.' },
  denied: { error: 'access_denied', error_description: 'The user denied the request.' },
  pending: { error: 'authorization_pending', error_description: 'The user has not decided yet.' },
  slow_down: { error: 'slow_down', error_description: 'Poll 5 seconds less often.' },
} as const

const refreshTokenProblems = {
  unknown: 'The refresh token is unknown.',
  expired: 'The refresh token has expired.',
  revoked: 'The refresh token has been revoked.',
  foreign: 'The refresh token was issued to another client.',
}
