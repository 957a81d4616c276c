import { fromBase64, toBase64url } from '../base64.js'
import { isSame } from '../constant-time.js'
import { UsageError } from '../errors/index.js'

/**
 * The tokens of Kollus's players: HS256, keyed with the UTF-8 bytes of the security key as they are.
 * https://docs.kollus.com/en/dev-guide/live/player/jwt/
 */

const bytes = new TextEncoder()
const header = toBase64url(bytes.encode('{"alg":"HS256","typ":"JWT"}'))

/** A payload as a token. Throws a `UsageError`, which does not contain the key, if the key is empty. */
export async function signKollusJwt(payload: object, securityKey: string): Promise<string> {
  const signed = `${header}.${toBase64url(bytes.encode(JSON.stringify(payload)))}`
  return `${signed}.${await signatureOf(signed, securityKey)}`
}

export type KollusJwtRefusal = 'malformed_token' | 'wrong_algorithm' | 'bad_signature' | 'malformed_payload'

/**
 * The payload of a token. The signature is verified over the received text, because vendor samples write the header in several ways. The
 * algorithm is compared with HS256 and never used to choose one.
 */
export async function readKollusJwt(
  token: string,
  securityKey: string,
): Promise<Readonly<Record<string, unknown>> | KollusJwtRefusal> {
  const [head, payload, signature, ...more] = token.split('.')
  const said = more.length === 0 && payload !== undefined && signature !== undefined && objectOf(head!)
  if (!said) return 'malformed_token'
  if (said.alg !== 'HS256') return 'wrong_algorithm'
  if (!isSame(signature, await signatureOf(`${head}.${payload}`, securityKey))) return 'bad_signature'
  return objectOf(payload) ?? 'malformed_payload'
}

async function signatureOf(text: string, securityKey: string): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes.encode(nonEmptyKey(securityKey)), algorithm, false, ['sign'])
  return toBase64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes.encode(text))))
}

function nonEmptyKey(securityKey: string): string {
  if (typeof securityKey === 'string' && securityKey !== '') return securityKey
  throw new UsageError('securityKey is empty. The console shows it: Settings → Basic info → Service account.')
}

function objectOf(part: string): Readonly<Record<string, unknown>> | undefined {
  if (!/^[\w-]+$/.test(part)) return undefined
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(
      fromBase64(part.replaceAll('-', '+').replaceAll('_', '/')),
    )
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
