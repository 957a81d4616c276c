import { base64url } from '../core/signing/base64url.js'

/** OvenMediaEngine's signature of webhooks and of signed policies: HMAC-SHA1, base64url without padding. */
export async function hmacSha1(secret: string, text: string): Promise<string> {
  const bytes = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-1' }
  const key = await crypto.subtle.importKey('raw', bytes.encode(secret), algorithm, false, ['sign'])
  return base64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes.encode(text))))
}
