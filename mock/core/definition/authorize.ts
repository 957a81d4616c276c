import type { Authorization } from '../../../specs/profile.js'
import { RefusalError } from '../http/reply.js'
import type { Call } from '../http/call.js'
import type { AccessToken } from '../../oauth/families.js'
import { takesTokenRequests } from '../../oauth/token-request.js'
import type { User } from '../../accounts/users.js'
import { basicPair, hasApiKeys, isBasic } from './api-keys.js'
import type { Dialect } from './dialect.js'
import type { AnyWorld } from './world.js'

/** The caller of an authorized call. Both fields are null if the operation takes no token. */
export interface Caller {
  readonly token: AccessToken | null
  /** Null for a token of the client itself (client credentials). */
  readonly user: User | null
}

/**
 * Authorizes a call, in this order: 401 for the API keys, 401 for the token or the password, 429 for the limits, 403 for the scopes. Of
 * alternatives, the first one whose keys and token the call has is used. A definition can replace it. A provider without OAuth accepts only
 * the access token of its credentials. Throws a `RefusalError`.
 */
export function authorize(call: Call<never>, world: AnyWorld, dialect: Dialect): Caller {
  const { operation } = call
  const ways = [operation, ...(operation.alternatives ?? [])]
  const refusals: string[] = []
  for (const way of ways) {
    const found = authenticate(call, way, world, ways.length > 1)
    if (typeof found === 'object') return checkAccess(call, way, found, { world, dialect })
    refusals.push(found)
  }
  const [reason] = refusals
  throw new RefusalError({ ...dialect.unauthenticated(world), ...(reason && { reason }) })
}

/** The caller by one way of authorization, or why there is none: `''` without further reason. */
function authenticate(call: Call<never>, way: Authorization, world: AnyWorld, isAlternative: boolean): Caller | string {
  const { oauth, profile, credentials, users } = world
  const { scopes, authorizationScheme = profile.authorizationScheme } = way
  const anonymous = { token: null, user: null }
  if (!hasApiKeys(call, way, profile, credentials)) return ''
  const authorization = call.header('authorization')
  // A wrong token is refused, and not read as a call without one.
  if (scopes === null) return isAlternative && way.keys === undefined && authorization !== null ? '' : anonymous
  if (!oauth || isBasic(way, profile)) {
    const [, scheme = '', token] = /^(?:(\S+) +)?(\S+)$/.exec(authorization ?? '') ?? []
    const { accessToken, username, password } = credentials
    const pair = username === undefined || password === undefined ? accessToken : basicPair(username, password)
    const wanted = isBasic(way, profile) ? pair : accessToken
    const isKnown =
      scheme.toLowerCase() === authorizationScheme.toLowerCase() && token !== undefined && token === wanted
    return isKnown ? anonymous : ''
  }
  const token = oauth.bearer(authorization, authorizationScheme)
  if (!token) return ''
  const idHeader = profile.oauth?.clientIdHeader
  if (idHeader !== undefined && call.header(idHeader) !== token.family.clientId)
    return `${idHeader} is not the token's client`
  return { token, user: users.get(token.family.userId ?? '') ?? null }
}

/** Counts an authenticated call against the limits, and checks its scopes. */
function checkAccess(
  call: Call<never>,
  { scopes }: Authorization,
  caller: Caller,
  { world, dialect }: { readonly world: AnyWorld; readonly dialect: Dialect },
): Caller {
  const { token, user } = caller
  if (scopes === null) {
    if (takesTokenRequests(call.id, world.profile.oauth)) throttle(call, world, dialect, 'token', call.address)
    return caller
  }
  if (user) call.account = user.account
  throttle(call, world, dialect, 'api', user?.id ?? call.address)
  if (!token) return caller
  const granted = world.oauth!.families.scopesOf(token)
  const missing = scopes.find((scope) => !granted.includes(scope))
  if (missing !== undefined) throw new RefusalError(dialect.insufficientScope(missing, world))
  return caller
}

function throttle(call: Call<never>, world: AnyWorld, dialect: Dialect, bucket: 'api' | 'token', who: string) {
  const window = world.limits.hit(bucket, who, call.operation.points)
  if (window && !window.allowed) throw new RefusalError(dialect.tooManyRequests(window, world))
}
