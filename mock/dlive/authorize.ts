import type { Call } from '../core/http/call.js'
import { RefusalError } from '../core/http/reply.js'
import type { Viewer } from '../graphql/access.js'
import { throttled, unauthenticated } from './dialect.js'
import type { Account } from './entities.js'
import type { DLiveWorld } from './world.js'

/** What is known of a caller who was let in. */
export interface Caller extends Viewer {
  /** Null for a token of the app itself. */
  readonly account: Account | null
}

/** The owner of an `authorization`, or null: missing, unknown and dead tokens are not told apart (inferred). */
export function callerOf({ oauth, users, state }: DLiveWorld, authorization: string | null): Caller | null {
  const token = oauth.bearer(authorization)
  if (!token) return null
  const user = users.get(token.family.userId ?? '')
  const account = (user && state.accounts.get(user.account)) ?? null
  return { isUser: account !== null, scopes: oauth.families.scopesOf(token), account }
}

/**
 * What stands before every GraphQL call: 403 or 429 if the policy says so, then a refusal of calls without a live token, unless the
 * policy lets the server answer them. Scopes are checked field by field. Throws a `RefusalError`.
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
  // Both servers have the same operations, so only the path tells which of them was called.
  const isGraphigo = new URL(call.request.url).pathname.startsWith(`${prefix}/${profile.provider}/graphigo`)
  const isAllowed = policy.anonymousReads[isGraphigo ? 'graphigo' : 'api']
  const isPresented = authorization !== null && authorization.trim() !== ''
  if (policy.unauthenticated === 'status' && (isPresented || !isAllowed)) throw new RefusalError(unauthenticated(401))
  if (!isAllowed) throw new RefusalError(unauthenticated(200))
  return null
}
