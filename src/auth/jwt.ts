/** The last epoch millisecond that `Date` supports. */
export const LATEST = 8.64e15

/**
 * The `exp` claim of a token that is a JWT (RFC 7519, section 4.1.4), in epoch milliseconds; undefined for anything else.
 * The signature is not verified: the client uses the time only to renew or warn early.
 */
export function jwtExpiry(token: string): number | undefined {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(token)?.[1]
  if (!payload) return undefined
  try {
    const { exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { exp?: unknown }
    return typeof exp === 'number' && exp > 0 && exp * 1000 <= LATEST ? exp * 1000 : undefined
  } catch {
    return undefined
  }
}
