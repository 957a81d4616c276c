import { OAuthError } from '../failure.js'
import { requestedScopes, required, type GrantHandler } from './grant.js'

/** RFC 6749, section 6. A refresh can narrow the scopes, but not widen them. */
export const refreshToken: GrantHandler = (request) => {
  const { client, parameters, families, now } = request
  const token = families.exchangeable(required(parameters, 'refresh_token'), client.id, now)
  const asked = requestedScopes(request)
  const allowed = families.refreshable(token)
  const beyond = asked.find((scope) => !allowed.includes(scope))
  if (beyond !== undefined) throw new OAuthError({ kind: 'invalid_scope', scope: beyond })
  return families.exchange(token, asked.length > 0 ? asked : allowed, now)
}
