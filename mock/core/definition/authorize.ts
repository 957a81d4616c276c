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
 * Authorizes a call, in this order: 401 for the API keys, 401 for the token or the password, 429 for the limits, 403 for the scopes. A definition can replace it. A provider
 * without OAuth accepts only the access token of its credentials. Throws a `RefusalError`.
 */
export function authorize(call: Call<never>, world: AnyWorld, dialect: Dialect): Caller {
  const { oauth, profile, credentials, users } = world
  const { scopes, authorizationScheme = profile.authorizationScheme } = call.operation
  if (!hasApiKeys(call, profile, credentials)) throw new RefusalError(dialect.unauthenticated(world))
  if (scopes === null) {
    if (takesTokenRequests(call.id, profile.oauth)) throttle(call, world, dialect, 'token', call.address)
    return { token: null, user: null }
  }
  const authorization = call.header('authorization')
  if (!oauth || isBasic(call.operation, profile)) {
    const [, scheme = '', token] = /^(?:(\S+) +)?(\S+)$/.exec(authorization ?? '') ?? []
    const { accessToken, username, password } = credentials
    const pair = username === undefined || password === undefined ? accessToken : basicPair(username, password)
    const wanted = isBasic(call.operation, profile) ? pair : accessToken
    const isKnown =
      scheme.toLowerCase() === authorizationScheme.toLowerCase() && token !== undefined && token === wanted
    if (!isKnown) throw new RefusalError(dialect.unauthenticated(world))
    throttle(call, world, dialect, 'api', call.address)
    return { token: null, user: null }
  }
  const token = oauth.bearer(authorization, authorizationScheme)
  if (!token) throw new RefusalError(dialect.unauthenticated(world))
  const idHeader = profile.oauth?.clientIdHeader
  if (idHeader !== undefined && call.header(idHeader) !== token.family.clientId)
    throw new RefusalError({ ...dialect.unauthenticated(world), reason: `${idHeader} is not the token's client` })
  const user = users.get(token.family.userId ?? '') ?? null
  call.account = user?.account
  throttle(call, world, dialect, 'api', user?.id ?? call.address)
  const granted = oauth.families.scopesOf(token)
  const missing = scopes.find((scope) => !granted.includes(scope))
  if (missing !== undefined) throw new RefusalError(dialect.insufficientScope(missing, world))
  return { token, user }
}

function throttle(call: Call<never>, world: AnyWorld, dialect: Dialect, bucket: 'api' | 'token', who: string) {
  const window = world.limits.hit(bucket, who, call.operation.points)
  if (window && !window.allowed) throw new RefusalError(dialect.tooManyRequests(window, world))
}
