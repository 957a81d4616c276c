/**
 * Why the OAuth server refuses, in RFC 6749's terms and finer than its error codes, because providers differ in what they
 * call the same failure. The server says which; a dialect says how it looks on the wire.
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
  | { readonly kind: 'access_denied' }

/** A failure on its way to the code that answers the request. */
export class OAuthError extends Error {
  readonly failure: OAuthFailure

  constructor(failure: OAuthFailure) {
    super(describe(failure))
    this.failure = failure
  }
}

/** The failure in a few words, for the journal. */
export function describe(failure: OAuthFailure): string {
  if ('problem' in failure) return `${failure.kind}: ${failure.problem}`
  if ('parameter' in failure)
    return `${failure.kind === 'missing_parameter' ? 'missing' : 'repeated'} ${failure.parameter}`
  return failure.kind
}
