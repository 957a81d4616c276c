import { base64url, fromBase64url } from '../../core/signing/base64url.js'

/** The tokens of players: HS256 with the security key's UTF-8 bytes (https://docs.kollus.com/en/dev-guide/live/player/jwt/). */

/** Why a token is refused: it is no JWT that this key signed, or its payload is no JSON object. */
type TokenProblem = 'signature' | 'payload'

/** The payload of a token, or the problem. */
export async function readToken(
  token: string,
  securityKey: string,
): Promise<Readonly<Record<string, unknown>> | TokenProblem> {
  const parts = token.split('.')
  if (parts.length !== 3) return 'signature'
  const [head, payload, signature] = parts.map(canonicalBytes)
  if (!head || !payload || !signature || objectOf(head)?.['alg'] !== 'HS256') return 'signature'
  const key = await keyOf(securityKey, 'verify')
  // The received bytes: samples write the header in several ways.
  const signed = text.encode(token.slice(0, token.lastIndexOf('.')))
  if (!(await crypto.subtle.verify('HMAC', key, signature, signed))) return 'signature'
  return objectOf(payload) ?? 'payload'
}

/** The payload of a token. The signature is not verified. */
export function readUnverified(token: string): Readonly<Record<string, unknown>> | null {
  const payload = canonicalBytes(token.split('.')[1] ?? '')
  return payload && objectOf(payload)
}

/** A token for the mock's own pages. */
export async function writeToken(payload: Readonly<Record<string, unknown>>, securityKey: string): Promise<string> {
  const signed = [{ alg: 'HS256', typ: 'JWT' }, payload]
    .map((part) => base64url(text.encode(JSON.stringify(part))))
    .join('.')
  const key = await keyOf(securityKey, 'sign')
  return `${signed}.${base64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, text.encode(signed))))}`
}

const text = new TextEncoder()

const keyOf = (securityKey: string, use: 'sign' | 'verify'): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', text.encode(securityKey), { name: 'HMAC', hash: 'SHA-256' }, false, [use])

/**
 * The bytes of base64url in the form that an encoder writes only: `atob` also takes blanks, padding and spare bits, so that one signature would
 * have several texts. Null for any other text.
 */
function canonicalBytes(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const bytes = fromBase64url(text)
    return base64url(bytes) === text ? bytes : null
  } catch {
    return null
  }
}

function objectOf(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
