import { sign, type Hash } from '../core/signing/signing-key.js'
import { toCloudFrontBase64 } from './cloudfront-base64.js'

/** The validity of a signed URL, in epoch seconds. */
export interface Validity {
  readonly until: number
  readonly from?: number | undefined
}

/** The key and the hash of a signature. */
export interface Signer {
  readonly keyPairId: string
  readonly hash: Hash
}

/**
 * The policy without spaces, with its keys in the order of AWS's own signer. CloudFront rebuilds a canned policy from the URL, so every byte
 * must be the same.
 */
export function policyText(resource: string, { until, from }: Validity): string {
  const condition = {
    DateLessThan: { 'AWS:EpochTime': until },
    ...(from !== undefined && { DateGreaterThan: { 'AWS:EpochTime': from } }),
  }
  return JSON.stringify({ Statement: [{ Resource: resource, Condition: condition }] })
}

/** Signs a URL with a canned policy: for this URL only, until `until`. */
export async function signCanned(url: string, until: number, signer: Signer): Promise<string> {
  return signed(url, `Expires=${until}`, policyText(url, { until }), signer)
}

/** Signs a URL with a custom policy, which is part of the URL: for all of `resource`, in which `*` matches any text and `?` any character. */
export async function signCustom(url: string, resource: string, validity: Validity, signer: Signer): Promise<string> {
  const policy = policyText(resource, validity)
  return signed(url, `Policy=${toCloudFrontBase64(new TextEncoder().encode(policy))}`, policy, signer)
}

async function signed(url: string, first: string, policy: string, { keyPairId, hash }: Signer): Promise<string> {
  const signature = toCloudFrontBase64(await sign(hash, policy))
  const algorithm = hash === 'SHA-256' ? '&Hash-Algorithm=SHA256' : ''
  const join = url.includes('?') ? '&' : '?'
  return `${url}${join}${first}&Signature=${signature}&Key-Pair-Id=${keyPairId}${algorithm}`
}
