import type { Authorization, Profile } from '../../../specs/profile.js'
import type { Call } from '../http/call.js'

/** Whether a call has every API key of a way of authorization (OpenAPI, "Security Scheme Object"). */
export function hasApiKeys(
  call: Call<never>,
  { keys = [] }: Authorization,
  profile: Profile,
  credentials: Readonly<Record<string, string>>,
): boolean {
  return keys.every((option) => {
    const place = profile.keys?.[option]
    if (!place) return false
    const { in: where, name } = place
    const sent = where === 'header' ? call.header(name) : where === 'query' ? call.search.get(name) : call.cookie(name)
    return sent !== null && sent === credentials[option]
  })
}

/** Whether an operation takes a user name and a password (RFC 7617). */
export const isBasic = ({ scopes, authorizationScheme }: Authorization, profile: Profile): boolean =>
  scopes !== null && /^basic$/i.test(authorizationScheme ?? profile.authorizationScheme)

/** A user name and a password as they are sent: in UTF-8, joined by a colon, in base64. */
export const basicPair = (username: string, password: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)))
