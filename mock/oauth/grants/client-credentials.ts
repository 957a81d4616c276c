import { isPublic } from '../clients.js'
import { OAuthError } from '../failure.js'
import { requestedScopes, type GrantHandler } from './grant.js'

/** RFC 6749, section 4.4. There is no refresh token (section 4.4.3). */
export const clientCredentials: GrantHandler = (request) => {
  const { client, families, rules, now } = request
  // RFC 6749, section 4.4: only a confidential client can use this grant.
  if (isPublic(client)) throw new OAuthError({ kind: 'invalid_client', basic: false })
  const scopes = rules.policy.clientScopes ? requestedScopes(request) : []
  return families.issue(families.family(client.id, null, scopes), scopes, now, { withRefresh: false })
}
