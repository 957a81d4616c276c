import type { OAuthFailure } from './failure.js'

/** A failure as RFC 6749, sections 4.1.2.1 and 5.2, has it on the wire. */
export interface ErrorResponse {
  readonly error: string
  readonly error_description: string
}

/** The code of a failure, with a sentence for people; for providers that keep to the RFC, or are thought to. */
export function errorResponse(failure: OAuthFailure): ErrorResponse {
  switch (failure.kind) {
    case 'unsupported_grant_type':
    case 'unsupported_response_type':
      return { error: failure.kind, error_description: 'It is not one that is supported.' }
    case 'missing_parameter':
      return { error: 'invalid_request', error_description: `${failure.parameter} is missing.` }
    case 'repeated_parameter':
      return { error: 'invalid_request', error_description: `${failure.parameter} is given more than once.` }
    case 'invalid_client':
      return { error: 'invalid_client', error_description: 'The client id or the secret is wrong.' }
    case 'invalid_redirect_uri':
      return { error: 'invalid_request', error_description: 'The redirect URI is not registered.' }
    case 'invalid_scope':
      return { error: 'invalid_scope', error_description: 'There is no such scope to be had.' }
    case 'access_denied':
      return { error: 'access_denied', error_description: 'The user said no.' }
    case 'code':
      return { error: 'invalid_grant', error_description: codeProblems[failure.problem] }
    case 'refresh_token':
      return { error: 'invalid_grant', error_description: refreshTokenProblems[failure.problem] }
    case 'verifier':
      return { error: 'invalid_grant', error_description: 'The code verifier is wrong.' }
  }
}

const codeProblems = {
  unknown: 'There is no such code.',
  expired: 'The code has expired.',
  used: 'The code has been used.',
  foreign: 'The code was given to another client.',
  redirect_uri: 'The redirect URI is not the one that the code was asked with.',
}

const refreshTokenProblems = {
  unknown: 'There is no such refresh token.',
  expired: 'The refresh token has expired.',
  revoked: 'The refresh token has been revoked.',
  foreign: 'The refresh token was given to another client.',
}
