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
      return { error: 'invalid_client', error_description: 'The client id or the secret is wrong.' }
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

const refreshTokenProblems = {
  unknown: 'The refresh token is unknown.',
  expired: 'The refresh token has expired.',
  revoked: 'The refresh token has been revoked.',
  foreign: 'The refresh token was issued to another client.',
}
