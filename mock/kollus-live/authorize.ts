import type { Call } from '../core/http/call.js'
import { RefusalError } from '../core/http/reply.js'
import type { AccessToken } from '../oauth/families.js'
import { dialect, notFound, unauthorized } from './dialect.js'
import { roles, type Role, type ServiceAccount } from './state.js'
import type { KollusLiveWorld } from './world.js'

/** The caller of an authorized call. Null if the operation takes no token. */
export type Caller = { readonly serviceAccount: ServiceAccount } | null

/**
 * The lowest role for an operation [ROLES: only super administrators create, delete and hide channels; administrators edit and see
 * statistics; operators read; creators run their own broadcast; every role views and edits the details of a broadcast and its
 * syndications]. That API tokens have their user's role is inferred.
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
 * Authorizes every operation, in this order: 401, 429, 404 for the service account, 403 for scope and role. The operation's own refusals come
 * after: 404 for a resource, 422, 409. Laravel's default order is similar; the order is inferred.
 */
export function authorize(call: Call<never>, world: KollusLiveWorld): Caller {
  const { profile, oauth } = world
  const { scopes } = call.operation
  if (scopes === null) {
    if (call.id === profile.oauth!.token) throttle(call, world, 'token', call.address)
    return null
  }
  const token = authenticate(call, world)
  throttle(call, world, 'api', token.family.userId ?? call.address)
  const serviceAccount = findServiceAccount(call, world)
  const granted = oauth.families.scopesOf(token)
  if (!scopes.every((scope) => granted.includes(scope))) throw new RefusalError(dialect.insufficientScope())
  requireRole(call, world, token, serviceAccount)
  return { serviceAccount }
}

function authenticate(call: Call<never>, { oauth, users, policy, consolePath }: KollusLiveWorld): AccessToken {
  const token = oauth.bearer(call.header('authorization'))
  if (token && (token.family.userId !== null || policy.clientCredentials)) {
    call.account = users.get(token.family.userId ?? '')?.account
    return token
  }
  const wantsJson = /[/+]json/.test(call.header('accept') ?? '')
  if (!policy.loginRedirect || wantsJson) throw new RefusalError(dialect.unauthenticated())
  const headers = { location: `${consolePath}/login` }
  throw new RefusalError({ status: 302, headers, reason: 'token, and no Accept' })
}

/** Laravel's `throttle`: it adds headers to every later reply. */
function throttle(call: Call<never>, world: KollusLiveWorld, bucket: 'api' | 'token', who: string): void {
  const window = world.limits.hit(bucket, who)
  if (!window) return
  call.headers['x-ratelimit-limit'] = String(window.limit)
  call.headers['x-ratelimit-remaining'] = String(window.remaining)
  if (!window.allowed) throw new RefusalError(dialect.tooManyRequests(window, world))
}

function findServiceAccount({ path }: Call<never>, { state }: KollusLiveWorld): ServiceAccount {
  const key = (path as { service_account_key: string }).service_account_key
  const found = state.serviceAccounts.get(key)
  if (!found) throw notFound('ServiceAccount', key)
  return found
}

function requireRole(
  { id, operation }: Call<never>,
  { oauth, state }: KollusLiveWorld,
  { family: { userId, clientId } }: AccessToken,
  serviceAccount: ServiceAccount,
): void {
  // A client with client credentials has the rights of the user who registered it.
  const member = state.members.get(userId ?? oauth.clients.get(clientId)?.ownerId ?? '')
  if (member?.serviceAccount !== serviceAccount) throw unauthorized('other service account')
  const isPlainRead = operation.method === 'GET' && !operation.scopes!.includes('live:statistics')
  const needed = leastRole[id] ?? (isPlainRead ? 'operator' : 'administrator')
  if (roles.indexOf(member.role) > roles.indexOf(needed)) throw unauthorized(`role ${member.role}`)
}
