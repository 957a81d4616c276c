import { isPublic } from '../clients.js'
import { OAuthError } from '../failure.js'
import { requestedScopes, type GrantHandler } from './grant.js'

/**
 * RFC 6749, section 4.4. There is a refresh token only if nothing else could be refreshed (section 4.4.3). A client that cannot name scopes
 * gets all.
 */
export const clientCredentials: GrantHandler = (request) => {
  const { client, families, rules, takesScopes, now } = request
  // RFC 6749, section 4.4: only a confidential client can use this grant.
  if (isPublic(client)) throw new OAuthError({ kind: 'invalid_client', basic: false })
  const asked = () => (takesScopes ? requestedScopes(request) : rules.scopes)
  const scopes = rules.policy.clientScopes ? asked() : []
  const withRefresh = rules.refreshesClientTokens
  return families.issue(families.family(client.id, null, scopes), scopes, now, { withRefresh })
}
