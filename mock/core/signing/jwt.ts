import { base64url } from './base64url.js'
import { sign } from './signing-key.js'

const encode = (value: unknown) => base64url(new TextEncoder().encode(JSON.stringify(value)))

/** A JWT signed with RS256 (RFC 7515, RFC 7518 section 3.3). */
export async function signJwt(claims: Readonly<Record<string, unknown>>): Promise<string> {
  const signed = `${encode({ typ: 'JWT', alg: 'RS256' })}.${encode(claims)}`
  return `${signed}.${base64url(await sign('SHA-256', signed))}`
}
