import type { DeviceCodeProblem } from './device/device-codes.js'

/**
 * The reasons why the OAuth server refuses a request, in the terms of RFC 6749. They are more specific than its error codes, because providers
 * use different codes for the same failure. The dialect turns a failure into a response.
 */
export type OAuthFailure =
  | { readonly kind: 'unsupported_grant_type' }
  | { readonly kind: 'unsupported_response_type' }
  | { readonly kind: 'missing_parameter'; readonly parameter: string }
  | { readonly kind: 'repeated_parameter'; readonly parameter: string }
  | { readonly kind: 'invalid_client'; readonly basic: boolean }
  | { readonly kind: 'invalid_redirect_uri' }
  | { readonly kind: 'invalid_scope'; readonly scope: string }
  | { readonly kind: 'code'; readonly problem: 'unknown' | 'expired' | 'used' | 'foreign' | 'redirect_uri' }
  | { readonly kind: 'verifier'; readonly problem: 'malformed' | 'mismatch' | 'unexpected' }
  | { readonly kind: 'refresh_token'; readonly problem: 'unknown' | 'expired' | 'revoked' | 'foreign' }
  | { readonly kind: 'device_code'; readonly problem: DeviceCodeProblem }
  | { readonly kind: 'access_denied' }

/** A failure, thrown to the endpoint. */
export class OAuthError extends Error {
  readonly failure: OAuthFailure

  constructor(failure: OAuthFailure) {
    super(describe(failure))
    this.failure = failure
  }
}

/** A short description of a failure, for the journal. */
export function describe(failure: OAuthFailure): string {
  if ('problem' in failure) return `${failure.kind}: ${failure.problem}`
  if ('parameter' in failure)
    return `${failure.kind === 'missing_parameter' ? 'missing' : 'repeated'} ${failure.parameter}`
  return failure.kind
}
