import { UsageError } from '../errors/index.js'

/** The parameters of an authorization request that the sign-in sets itself (RFC 6749, section 4.1.1; RFC 7636, section 4.3). */
const RESERVED = new Set([
  'response_type',
  'client_id',
  'client_secret',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
])

/**
 * The further parameters of an authorization request: those of the profile, replaced by those of the call. Throws `UsageError` for a
 * parameter that the sign-in sets itself, and for a value that is not text.
 */
export function authorizationParameters(
  always: Readonly<Record<string, string>> = {},
  given: Readonly<Record<string, string | undefined>> = {},
): readonly (readonly [name: string, value: string])[] {
  if (typeof given !== 'object' || given === null)
    throw new UsageError("begin() takes parameters as an object, such as { prompt: 'login' }.")
  return Object.entries({ ...always, ...given }).flatMap(([name, value]) => {
    if (value === undefined) return []
    if (RESERVED.has(name)) throw new UsageError(`begin() sets the parameter ${name} itself: leave it out.`)
    if (typeof value !== 'string') throw new UsageError(`begin() needs the parameter ${name} to be text.`)
    return [[name, value] as const]
  })
}
