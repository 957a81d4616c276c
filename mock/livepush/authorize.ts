import type { Call } from '../core/http/call.js'
import { RefusalError } from '../core/http/reply.js'
import type { OAuthServer } from '../oauth/server.js'
import type { LivepushPolicy } from './policy.js'
import type { RestDialect } from './rest-dialect.js'
import type { Account, State } from './state.js'

/** What is known of a caller once it has been let in. */
export interface Caller {
  readonly account: Account
}

export interface Gate {
  readonly server: OAuthServer
  readonly state: State
  readonly rest: RestDialect
  readonly policy: LivepushPolicy
}

/**
 * What stands before every operation: 401 for the token, 403 for its scopes. What the operation itself refuses comes after: 404 for
 * what is not the caller's, 400. The order is inferred, as 403 is.
 */
export function authorize({ server, state, rest, policy }: Gate, call: Call<never, Caller | null>): Caller | null {
  const { scopes } = call.operation
  if (scopes === null) return null
  const token = server.bearer(call.header('authorization'))
  const account = state.accounts.get(token?.family.userId ?? '')
  if (!token || !account) throw new RefusalError(rest.unauthenticated())
  call.account = account.user.account
  const missing = scopes.find((scope) => policy.enforceScopes && !token.scopes.includes(scope))
  if (missing !== undefined) throw new RefusalError(rest.missingScope(missing))
  return { account }
}
