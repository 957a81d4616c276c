import type { Call } from '../core/http/call.js'
import { RefusalError } from '../core/http/reply.js'
import { dialect } from './dialect.js'
import type { Account } from './state.js'
import type { LivepushWorld } from './world.js'

/** What is known of a caller who was let in; null where an operation takes no token. */
export type Caller = { readonly account: Account } | null

/**
 * What stands before every operation: 401 for the token, 403 for its scopes. What the operation itself refuses comes after: 404 for
 * what is not the caller's, 400. The order is inferred, as 403 is.
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
