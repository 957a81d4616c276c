import { UsageError } from '../errors/index.js'
import { isText, type OptionRules } from '../options.js'
import { base64Url, encodeBase64 } from './base64.js'

/** The signature over a text: HMAC-SHA1 with the server's secret, base64url without padding. */
export async function policySignature(secret: string, text: string): Promise<string> {
  if (typeof secret !== 'string' || secret === '')
    throw new UsageError("secret is empty: it is the SecretKey of SignedPolicy in the server's Server.xml.")
  const bytes = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-1' }
  const key = await crypto.subtle.importKey('raw', bytes.encode(secret), algorithm, false, ['sign'])
  return encodeBase64(new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes.encode(text))), base64Url)
}

/** The names of the two query parameters, which a server may have changed (`PolicyQueryKeyName`, `SignatureQueryKeyName`). */
export interface PolicyKeys {
  /** Default: `policy`. */
  readonly policyKey?: string | undefined
  /** Default: `signature`. */
  readonly signatureKey?: string | undefined
}

export const policyKeyRules: OptionRules<PolicyKeys> = { policyKey: isText, signatureKey: isText }

/** Both names; throws a `UsageError` if one is not a name, or both are the same. */
export function policyKeys({ policyKey = 'policy', signatureKey = 'signature' }: PolicyKeys): Required<PolicyKeys> {
  if (policyKey === signatureKey || ![policyKey, signatureKey].every((name) => /^[\w.~-]+$/.test(name)))
    throw new UsageError('policyKey and signatureKey are two different names of query parameters.')
  return { policyKey, signatureKey }
}
