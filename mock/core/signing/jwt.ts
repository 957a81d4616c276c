import { base64url } from './base64url.js'
import type { SigningKey } from './rsa-key.js'

const encoder = new TextEncoder()
const encode = (value: unknown) => base64url(encoder.encode(JSON.stringify(value)))

/** A JWT signed with RS256 (RFC 7515, RFC 7518 section 3.3). */
export async function signJwt(claims: Readonly<Record<string, unknown>>, { privateKey }: SigningKey): Promise<string> {
  const signed = `${encode({ typ: 'JWT', alg: 'RS256' })}.${encode(claims)}`
  const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', privateKey, encoder.encode(signed))
  return `${signed}.${base64url(new Uint8Array(signature))}`
}
