import type { RateLimit } from '../../specs/profile.js'
import type { Call } from '../core/http/call.js'
import type { Limits } from '../core/limits.js'
import { RefusalError } from '../core/http/reply.js'
import type { AccessToken } from '../oauth/families.js'
import type { OAuthServer } from '../oauth/server.js'
import { laravel } from './rest-dialect.js'
import type { KollusLivePolicy } from './policy.js'
import { roles, type Role, type ServiceAccount, type State } from './state.js'

/** What is known of a caller once it has been let in. */
export interface Caller {
  readonly serviceAccount: ServiceAccount
  readonly role: Role
}

export interface Gate {
  readonly server: OAuthServer
  readonly state: State
  readonly policy: KollusLivePolicy
  readonly limits: Limits
  /** The limits that are switched on. */
  readonly active: readonly RateLimit[]
  readonly now: () => number
}

/**
 * The least role for an operation [ROLES: super administrators alone create, delete and hide channels; administrators edit
 * and see statistics; operators read; creators run their own broadcast; every role views and edits what a broadcast says of
 * itself, syndication included]. That API tokens have their user's role is inferred.
 */
const leastRole: Readonly<Record<string, Role>> = {
  createChannel: 'super administrator',
  deleteChannel: 'super administrator',
  trashChannel: 'super administrator',
  restoreChannel: 'super administrator',
  listSyndications: 'creator',
  createSyndication: 'creator',
  getSyndication: 'creator',
  updateSyndication: 'creator',
  deleteSyndication: 'creator',
  getBroadcast: 'creator',
  updateBroadcast: 'creator',
  startDuplicateRecording: 'creator',
  stopDuplicateRecording: 'creator',
}

/**
 * What stands before every operation: 401, 429, 404 for the service account, 403 for scope and role. What the operation
 * itself refuses comes after: 404 for a resource, 422, 409. Stock Laravel checks in this neighbourhood; the order is inferred.
 */
export function authorize(gate: Gate, call: Call<never, Caller | null>): Caller | null {
  if (call.operation.scopes === null) {
    if (call.id === gate.server.profile.oauth!.token) throttle(gate, call, 'token', call.address)
    return null
  }
  const token = authenticate(gate, call)
  throttle(gate, call, 'api', token.family.userId ?? call.address)
  const serviceAccount = findServiceAccount(gate, call)
  if (!call.operation.scopes.every((scope) => token.scopes.includes(scope)))
    throw new RefusalError(laravel.missingScope())
  return { serviceAccount, role: requireMember(gate, call, token, serviceAccount) }
}

function authenticate({ server, policy }: Gate, call: Call<never, Caller | null>): AccessToken {
  const token = server.bearer(call.header('authorization'))
  const refused = !token || (token.family.userId === null && !policy.clientCredentials)
  if (!refused) {
    call.account = server.directory.user(token.family.userId ?? '')?.account
    return token
  }
  const wantsJson = /[/+]json/.test(call.header('accept') ?? '')
  if (policy.loginRedirect && !wantsJson) {
    throw new RefusalError({
      status: 302,
      headers: { location: '/kollus-live/console/login' },
      reason: 'token, and no Accept',
    })
  }
  throw new RefusalError({ ...laravel.unauthenticated(), reason: 'token' })
}

/** Laravel's `throttle`: its headers are on every reply that comes after it. */
function throttle({ limits, active, now }: Gate, call: Call<never, Caller | null>, bucket: string, who: string): void {
  const own = active.filter((limit) => limit.bucket === bucket)
  const shown = limits.hit(own, who, now())
  if (!shown) return
  call.headers['x-ratelimit-limit'] = String(shown.limit)
  call.headers['x-ratelimit-remaining'] = String(shown.remaining)
  if (!shown.allowed) throw new RefusalError(laravel.tooManyAttempts(shown, now()))
}

function findServiceAccount({ state }: Gate, call: Call<never, Caller | null>): ServiceAccount {
  const key = (call.path as { service_account_key: string }).service_account_key
  const found = state.serviceAccounts.get(key)
  if (!found) throw new RefusalError(laravel.noResult('ServiceAccount', key))
  return found
}

function requireMember(
  { server, state }: Gate,
  call: Call<never, Caller | null>,
  token: AccessToken,
  tenant: ServiceAccount,
): Role {
  // A client that acts for itself does so for whoever registered it.
  const userId = token.family.userId ?? server.directory.client(token.family.clientId)?.ownerId
  const member = state.members.get(userId ?? '')
  if (member?.serviceAccount !== tenant) throw new RefusalError(laravel.unauthorized('other service account'))
  const needed = leastRole[call.id] ?? (isPlainRead(call) ? 'operator' : 'administrator')
  if (roles.indexOf(member.role) > roles.indexOf(needed))
    throw new RefusalError(laravel.unauthorized(`role ${member.role}`))
  return member.role
}

const isPlainRead = ({ operation }: Call<never, Caller | null>): boolean =>
  operation.method === 'GET' && !operation.scopes!.includes('live:statistics')
