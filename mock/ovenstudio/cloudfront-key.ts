import { rsaKeyPair } from '../core/signing/rsa-key.js'

/** What a signature is over: CloudFront takes SHA-1 unless `Hash-Algorithm=SHA256` stands in the URL (CF-CODE in the spec). */
export type Hash = 'SHA-1' | 'SHA-256'

/** The key pair of a distribution's trusted key group. */
export interface CloudFrontKey {
  sign(hash: Hash, text: string): Promise<Uint8Array>
  verify(hash: Hash, text: string, signature: Uint8Array<ArrayBuffer>): Promise<boolean>
  /** The private half as PKCS #8 in PEM, for tests that sign for themselves. */
  privateKeyPem(): Promise<string>
}

const encoder = new TextEncoder()
const rsa = (hash: Hash) => ({ name: 'RSASSA-PKCS1-v1_5', hash })

/** The RSA-2048 pair that belongs to a seed: made when first used, the same in every run, never committed. */
export function cloudFrontKey(seed: string): CloudFrontKey {
  const pair = () => rsaKeyPair(seed)
  const imported = new Map<string, Promise<CryptoKey>>()
  const key = (usage: 'sign' | 'verify', hash: Hash): Promise<CryptoKey> => {
    const name = `${usage} ${hash}`
    let found = imported.get(name)
    if (!found) {
      const { kty, n, e, ...half } = pair()
      const jwk = { kty: kty!, n: n!, e: e!, ...(usage === 'sign' && half) }
      imported.set(name, (found = crypto.subtle.importKey('jwk', jwk, rsa(hash), false, [usage])))
    }
    return found
  }
  return {
    async sign(hash, text) {
      return new Uint8Array(await crypto.subtle.sign(rsa(hash).name, await key('sign', hash), encoder.encode(text)))
    },
    async verify(hash, text, signature) {
      return crypto.subtle.verify(rsa(hash).name, await key('verify', hash), signature, encoder.encode(text))
    },
    async privateKeyPem() {
      const extractable = await crypto.subtle.importKey('jwk', pair(), rsa('SHA-1'), true, ['sign'])
      const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', extractable))
      const lines = btoa(String.fromCharCode(...pkcs8)).match(/.{1,64}/g)!
      return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`
    },
  }
}
