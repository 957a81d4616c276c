import type { Call } from '../core/http/call.js'
import { RefusalError } from '../core/http/reply.js'
import type { Viewer } from '../graphql/access.js'
import type { Context } from '../graphql/executor.js'
import type { OAuthServer } from '../oauth/server.js'
import type { Account } from './entities.js'
import { graphqlDialect } from './graphql-dialect.js'
import type { DLivePolicy } from './policy.js'
import type { State } from './state.js'

/** What is known of a caller once it has been let in. */
export interface Caller extends Viewer {
  /** Whose token it is; null for an app's own. */
  readonly account: Account | null
}

/** What resolvers are given. */
export interface DLiveContext extends Context {
  readonly viewer: Caller | null
}

export interface Gate {
  readonly server: OAuthServer
  readonly state: State
  readonly policy: DLivePolicy
}

/** Whoever an `authorization` is of, or null: missing, unknown and dead tokens are not told apart (inferred). */
export function callerOf(
  { server, state }: Pick<Gate, 'server' | 'state'>,
  authorization: string | null,
): Caller | null {
  const token = server.bearer(authorization)
  if (!token) return null
  const user = token.family.userId === null ? null : server.directory.user(token.family.userId)
  const account = (user && state.accounts.get(user.account)) ?? null
  return { isUser: account !== null, scopes: token.scopes, account }
}

/**
 * What stands before every GraphQL call. Scopes are the fields' own affair; here only calls without a live token are refused, and
 * which server allows those is policy. Throws a `RefusalError`.
 */
export function authorize({ policy, ...gate }: Gate, call: Call<never, Caller | null>): Caller | null {
  if (call.operation.scopes === null) return null
  if (policy.throttle) throw new RefusalError(graphqlDialect.throttled(policy.throttle))
  const authorization = call.header('authorization')
  const caller = callerOf(gate, authorization)
  if (caller) {
    if (caller.account) call.account = caller.account.username
    return caller
  }
  const isAllowed = policy.anonymousReads[serverOf(call.request.url)]
  const isPresented = authorization !== null && authorization.trim() !== ''
  if (policy.unauthenticated === 'status' && (isPresented || !isAllowed))
    throw new RefusalError(graphqlDialect.unauthenticated(401))
  if (!isAllowed) throw new RefusalError(graphqlDialect.unauthenticated(200))
  return null
}

/** Both servers have the same operations: which one was called stands in the path, behind the provider. */
const serverOf = (url: string) => (url.split(/[/?#]/, 5)[4] === 'graphigo' ? 'graphigo' : 'api')
