import { askedScopes, type GrantHandler } from './grant.js'

/** RFC 6749, 4.4. The client acts for itself, and gets no refresh token (4.4.3). */
export const clientCredentials: GrantHandler = (request) => {
  const { client, families, rules, now } = request
  const scopes = rules.policy.clientScopes ? askedScopes(request) : []
  return families.issue(families.family(client.id, null, scopes), scopes, now, { withRefresh: false })
}
