import type { Call } from '../core/http/call.js'
import { RefusalError } from '../core/http/reply.js'
import { dialect } from './dialect.js'
import type { Account } from './state.js'
import type { LivepushWorld } from './world.js'

/** The caller of an authorized call. Null if the operation takes no token. */
export type Caller = { readonly account: Account } | null

/**
 * Authorizes every operation: 401 for the token, then 403 for its scopes. The operation's own refusals come after: 404 for resources of other
 * accounts, and 400. The order and the 403 are inferred.
 */
export function authorize(call: Call<never>, world: LivepushWorld): Caller {
  const { scopes } = call.operation
  if (scopes === null) return null
  const token = world.oauth.bearer(call.header('authorization'))
  const account = world.state.accounts.get(token?.family.userId ?? '')
  if (!token || !account) throw new RefusalError(dialect.unauthenticated(world))
  call.account = account.user.account
  const missing = scopes.find((scope) => world.policy.enforceScopes && !token.scopes.includes(scope))
  if (missing !== undefined) throw new RefusalError(dialect.insufficientScope(missing))
  return { account }
}
