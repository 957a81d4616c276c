import { sign, type Hash } from '../core/signing/signing-key.js'
import { toCloudFrontBase64 } from './cloudfront-base64.js'

/** How long a signed URL works. Epoch seconds. */
export interface Validity {
  readonly until: number
  readonly from?: number | undefined
}

/** What a URL is signed with. */
export interface Signer {
  readonly keyPairId: string
  readonly hash: Hash
}

/**
 * The policy, without any blank, and with its keys in the order of AWS's own signer: of a canned policy CloudFront makes the same
 * text again from the URL, so that every byte counts.
 */
export function policyText(resource: string, { until, from }: Validity): string {
  const condition = {
    DateLessThan: { 'AWS:EpochTime': until },
    ...(from !== undefined && { DateGreaterThan: { 'AWS:EpochTime': from } }),
  }
  return JSON.stringify({ Statement: [{ Resource: resource, Condition: condition }] })
}

/** A URL with a canned policy: it works as it stands, until `until`, and says nothing but when that is. */
export async function signCanned(url: string, until: number, signer: Signer): Promise<string> {
  return signed(url, `Expires=${until}`, policyText(url, { until }), signer)
}

/** A URL with a custom policy, which stands in it: it works for all of `resource`, where `*` is any run and `?` any one character. */
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
