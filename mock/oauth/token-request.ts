import type { OAuthProfile, TokenRequestField } from '../../specs/profile.js'

/** Parameter of RFC 6749 → the provider's name for it. */
type Names = Readonly<Partial<Record<TokenRequestField, string>>>

/** A token request in the terms of RFC 6749. */
export interface TokenRequest {
  readonly parameters: URLSearchParams
  /** Its names at the provider. Undefined: those of RFC 6749. */
  readonly names: Names | undefined
  /** It has no place for the client: the refresh token alone says whose it is. */
  readonly isAnonymous: boolean
}

/** Whether an operation takes token requests. */
export const takesTokenRequests = (id: string, oauth: OAuthProfile | null): boolean =>
  oauth !== null && (id === oauth.token || id === oauth.tokenRefresh)

/** The grants that an operation takes. */
export const grantsAt = (id: string, { token, tokenRefresh = token, grants }: OAuthProfile): OAuthProfile['grants'] =>
  grants.filter((grant) => (grant === 'refresh_token' ? tokenRefresh : token) === id)

/**
 * The parameters of a request to an operation, under the names of RFC 6749. If the provider's requests do not have `grant_type`, the operation
 * says it.
 */
export function readTokenRequest(oauth: OAuthProfile, id: string, sent: URLSearchParams): TokenRequest {
  for (const grant of grantsAt(id, oauth)) {
    const names: Names | undefined = oauth.requestFields?.[grant]
    if (!names || (names.grant_type !== undefined && sent.get(names.grant_type) !== grant)) continue
    const entries = Object.entries(names).flatMap(([name, own]) => sent.getAll(own).map((value) => [name, value]))
    const parameters = new URLSearchParams(entries)
    if (names.grant_type === undefined) parameters.set('grant_type', grant)
    const namesClient =
      'client_id' in names || 'api_key' in names || oauth.clientAuthentication === 'client_secret_basic'
    return { parameters, names, isAnonymous: grant === 'refresh_token' && !namesClient }
  }
  const parameters = new URLSearchParams(sent)
  // The provider knows a grant that has fields of its own by these alone.
  if (Object.hasOwn(oauth.requestFields ?? {}, sent.get('grant_type') ?? '')) parameters.delete('grant_type')
  return { parameters, names: undefined, isAnonymous: false }
}
