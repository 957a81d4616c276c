import { type CloudFrontHash, type CloudFrontKey, isSignedBy, publicVerifyingKey } from './cloudfront-key.js'
import { type CloudFrontPolicy, decodeCloudFront, readPolicy, writePolicy } from './cloudfront-policy.js'
import { covers } from './cloudfront-resource.js'
import { type CloudFrontUrl, sentUrl, splitSignedUrl } from './cloudfront-url.js'
import { systemClock } from '../clock.js'
import { UsageError } from '../errors/index.js'
import { checkOptions, isText, type OptionRules } from '../options.js'
import { epochMs } from '../epoch-ms.js'
import { isWithin } from './ipv4-range.js'

/** The options of the verification. */
export interface VerifySignedUrlOptions {
  /** Public keys by their ids: `CryptoKey`s, or PEM (`BEGIN PUBLIC KEY`). */
  readonly keys: Readonly<Record<string, CloudFrontKey>>
  /** The time to check against (a number is epoch milliseconds). Default: now. */
  readonly now?: Date | number | undefined
  /** The address of the caller, also as `::ffff:203.0.113.7`. Without it a URL for certain IPv4 addresses is refused. */
  readonly ip?: string | undefined
}

const rules: OptionRules<VerifySignedUrlOptions> = { keys: true, now: true, ip: isText }

/** Why a signed URL is refused, in the order of the checks. */
export type SignedUrlRefusal =
  | 'malformed_url'
  | 'duplicate_parameter'
  | 'missing_key_pair_id'
  | 'unknown_key'
  | 'unknown_hash'
  | 'missing_signature'
  | 'missing_policy'
  | 'malformed_policy'
  | 'bad_signature'
  | 'resource_mismatch'
  | 'ip_mismatch'
  | 'not_yet'
  | 'expired'

/** What a signed URL allows, or why it is refused. Times are epoch milliseconds. */
export type SignedUrlVerdict =
  | { readonly ok: true; readonly until: number; readonly from?: number; readonly resource: string }
  | { readonly ok: false; readonly reason: SignedUrlRefusal }

/**
 * Whether CloudFront would accept the signature of `url`. A refusal is a value; only a wrong option (an invalid key, `now` in seconds)
 * throws a `UsageError`.
 *
 * - The order of the checks is inferred; CloudFront answers 403 to each.
 * - It is valid while `now < DateLessThan`, and `now > DateGreaterThan` if there is one; in milliseconds, which is inferred.
 * - Parameters of a player (`_HLS_msn`) can be before or after the signing ones: a resource that ends in `*` covers them.
 * - A `url` that is not written as a client sends it (host in capitals, dot segments, a default port) is refused, not corrected.
 * - A custom policy without a `Resource` covers every URL (`resource` is then `*`). One for `0.0.0.0/0` or without an address accepts any
 *   caller.
 * - A public `CryptoKey` for RSA that cannot be exported verifies only the hash that it was made for.
 *
 * @example
 * const verdict = await verifySignedUrl(request.url, { keys: { [keyPairId]: publicKey } })
 * if (!verdict.ok) console.log(verdict.reason)
 */
export async function verifySignedUrl(url: string, options: VerifySignedUrlOptions): Promise<SignedUrlVerdict> {
  checkOptions('verifySignedUrl', options, rules)
  const { keys, ip, now: moment = systemClock.now() } = { ...options }
  if (typeof keys !== 'object' || keys === null)
    throw new UsageError('verifySignedUrl needs keys: the public keys by their ids, { [keyPairId]: publicKey }.')
  const now = epochMs(moment, 'now')
  if (typeof url !== 'string' || sentUrl(url) !== url) return refuse('malformed_url')
  const signed = splitSignedUrl(url)
  const { base, parameters, repeated } = signed
  if (repeated) return refuse('duplicate_parameter')

  const id = parameters['Key-Pair-Id']
  if (!id) return refuse('missing_key_pair_id')
  if (!Object.hasOwn(keys, id)) return refuse('unknown_key')
  const hash = hashOf(signed)
  if (!hash) return refuse('unknown_hash')
  if (!parameters.Signature) return refuse('missing_signature')
  if (!parameters.Policy && !parameters.Expires) return refuse('missing_policy')

  const bytes = policyBytes(signed)
  if (!bytes) return refuse('malformed_policy')
  const signature = decodeCloudFront(parameters.Signature)
  const key = await publicVerifyingKey(keys[id]!, hash)
  if (!signature || !key || !(await isSignedBy(key, hash, signature, bytes))) return refuse('bad_signature')
  const policy = readPolicy(bytes)
  if (!policy) return refuse('malformed_policy')

  // A canned policy was made for exactly this URL. As a pattern, its `?` and `*` would match the same.
  if (parameters.Policy && !covers(policy.resource, base)) return refuse('resource_mismatch')
  return inForce(policy, now, ip)
}

function hashOf({ parameters }: CloudFrontUrl): CloudFrontHash | undefined {
  const name = parameters['Hash-Algorithm']
  if (name === undefined) return 'SHA-1'
  return name === 'SHA256' ? 'SHA-256' : undefined
}

/**
 * The signed bytes: those of a custom policy, or a rebuilt canned policy. A URL with both is refused, because it is undefined which one
 * counts.
 */
function policyBytes({ base, parameters: { Policy, Expires } }: CloudFrontUrl): Uint8Array<ArrayBuffer> | undefined {
  if (Policy !== undefined) return Expires === undefined ? decodeCloudFront(Policy) : undefined
  // As signers write it, without leading zeros: another spelling would make the same policy.
  return /^[1-9]\d{0,12}$/.test(Expires ?? '') ? writePolicy({ resource: base, lessThan: Number(Expires) }) : undefined
}

function inForce(
  { resource, lessThan, greaterThan, ip }: CloudFrontPolicy,
  now: number,
  asking?: string,
): SignedUrlVerdict {
  if (ip && !isWithin(asking, ip)) return refuse('ip_mismatch')
  const until = lessThan * 1000
  const from = greaterThan === undefined ? undefined : greaterThan * 1000
  if (from !== undefined && now <= from) return refuse('not_yet')
  if (now >= until) return refuse('expired')
  return { ok: true, until, ...(from !== undefined && { from }), resource }
}

const refuse = (reason: SignedUrlRefusal): SignedUrlVerdict => ({ ok: false, reason })
