import type { Call } from '../core/http/call.js'
import { RefusalError } from '../core/http/reply.js'
import type { Viewer } from '../graphql/access.js'
import { throttled, unauthenticated } from './dialect.js'
import type { Account } from './entities.js'
import type { DLiveWorld } from './world.js'

/** The caller of an authorized call. */
export interface Caller extends Viewer {
  /** Null for a token of the app itself. */
  readonly account: Account | null
}

/** The caller with an `Authorization` header. Null for a missing, unknown or expired token (inferred: DLive does not distinguish them). */
export function callerOf({ oauth, users, state }: DLiveWorld, authorization: string | null): Caller | null {
  const token = oauth.bearer(authorization)
  if (!token) return null
  const user = users.get(token.family.userId ?? '')
  const account = (user && state.accounts.get(user.account)) ?? null
  return { isUser: account !== null, scopes: oauth.families.scopesOf(token), account }
}

/**
 * Authorizes every GraphQL call: 403 or 429 if the policy says so, then a refusal of calls without a valid token, unless the policy allows
 * anonymous reads at the server. Scopes are checked for each field. Throws a `RefusalError`.
 */
export function authorize(call: Call<never>, world: DLiveWorld): Caller | null {
  const { policy, prefix, profile } = world
  if (call.operation.scopes === null) return null
  if (policy.throttle) throw new RefusalError(throttled(policy.throttle))
  const authorization = call.header('authorization')
  const caller = callerOf(world, authorization)
  if (caller) {
    call.account = caller.account?.username
    return caller
  }
  // Both servers have the same operations, so only the path distinguishes them.
  const isGraphigo = new URL(call.request.url).pathname.startsWith(`${prefix}/${profile.provider}/graphigo`)
  const isAllowed = policy.anonymousReads[isGraphigo ? 'graphigo' : 'api']
  const isPresented = authorization !== null && authorization.trim() !== ''
  if (policy.unauthenticated === 'status' && (isPresented || !isAllowed)) throw new RefusalError(unauthenticated(401))
  if (!isAllowed) throw new RefusalError(unauthenticated(200))
  return null
}
