import { systemClock } from '../clock.js'
import { isSame } from '../constant-time.js'
import { UsageError } from '../errors/index.js'
import { checkOptions, isText, type OptionRules } from '../options.js'
import { base64Url, decodeBase64 } from './base64.js'
import { epochMs } from '../epoch-ms.js'
import { ipv4Range, isWithin } from './ipv4-range.js'
import { type PolicyKeys, policyKeyRules, policyKeys, policySignature } from './signed-policy-signature.js'
import {
  joinStreamingUrl,
  splitSrtUrl,
  splitStreamingUrl,
  type StreamingUrl,
  valuesOf,
  without,
} from './signed-policy-url.js'

/** The options of the verification. */
export interface VerifySignedPolicyOptions extends PolicyKeys {
  /** The server's `SecretKey`. */
  readonly secret: string
  /** The time to check against (a number is epoch milliseconds). Default: now. */
  readonly now?: Date | number | undefined
  /** The source address of the connection, also as `::ffff:203.0.113.7`. Without it a policy for certain IPv4 addresses is refused. */
  readonly ip?: string | undefined
  /** The client's own address, if a proxy has reported it. Default: `ip`. */
  readonly realIp?: string | undefined
}

const rules: OptionRules<VerifySignedPolicyOptions> = {
  ...policyKeyRules,
  secret: isText,
  now: true,
  ip: isText,
  realIp: isText,
}

/** Why a URL is refused. `malformed_url` and `duplicate_parameter` are onair's; the others are in the order of the server. */
export type SignedPolicyRefusal =
  | 'malformed_url'
  | 'duplicate_parameter'
  | 'missing_signature'
  | 'missing_policy'
  | 'empty_signature'
  | 'bad_signature'
  | 'malformed_policy'
  | 'expired'
  | 'not_yet'
  | 'stream_expired'
  | 'malformed_cidr'
  | 'ip_mismatch'
  | 'real_ip_mismatch'

/** What a policy allows, or why it is refused. Times are epoch milliseconds. */
export type SignedPolicyVerdict =
  | { readonly ok: true; readonly until: number; readonly from?: number; readonly streamUntil?: number }
  | { readonly ok: false; readonly reason: SignedPolicyRefusal }

/**
 * Whether OvenMediaEngine would accept `url`, by its own order of checks. A refusal is a value; a wrong option throws a `UsageError`.
 *
 * - `url` can lack a default port, as browsers write it: the port is added before the signature is checked.
 * - A policy is valid at exactly its start and at exactly its end (inferred from "after" and "before").
 * - A policy for `0.0.0.0/0` or without an address accepts any caller, over IPv6 too.
 * - As on the server, a start that is not a whole number and a range that is not a string are ignored. An end must be valid.
 *
 * @example
 * const verdict = await verifySignedPolicy(request.url, { secret })
 * if (!verdict.ok) console.log(verdict.reason)
 */
export async function verifySignedPolicy(
  url: string,
  options: VerifySignedPolicyOptions,
): Promise<SignedPolicyVerdict> {
  checkOptions('verifySignedPolicy', options, rules)
  const { secret, now: moment = systemClock.now(), ip, realIp, ...names } = { ...options }
  const { policyKey, signatureKey } = policyKeys(names)
  const now = epochMs(moment, 'now')
  const asked = innerUrl(url)
  if (!asked) return refuse('malformed_url')
  const signatures = valuesOf(asked, signatureKey)
  const policies = valuesOf(asked, policyKey)
  if (signatures.length > 1 || policies.length > 1) return refuse('duplicate_parameter')
  const [signature] = signatures
  const [policy] = policies
  if (signature === undefined) return refuse('missing_signature')
  if (policy === undefined) return refuse('missing_policy')
  if (signature === '') return refuse('empty_signature')
  const expected = await policySignature(secret, joinStreamingUrl(without(asked, signatureKey)))
  if (!isSame(signature, expected)) return refuse('bad_signature')

  const read = readPolicy(policy)
  if (!read || !Number.isSafeInteger(read.url_expire)) return refuse('malformed_policy')
  return inForce(read, { now, ip, realIp })
}

function inForce(
  { url_expire, url_activate, stream_expire, allow_ip, real_ip }: Readonly<Record<string, unknown>>,
  { now, ip, realIp = ip }: { readonly now: number; readonly ip?: string; readonly realIp?: string },
): SignedPolicyVerdict {
  const until = url_expire as number
  const from = Number.isSafeInteger(url_activate) ? (url_activate as number) : undefined
  const streamUntil = Number.isSafeInteger(stream_expire) ? (stream_expire as number) : undefined
  if (now > until) return refuse('expired')
  if (from !== undefined && now < from) return refuse('not_yet')
  if (streamUntil !== undefined && now > streamUntil) return refuse('stream_expired')

  const allowed = typeof allow_ip === 'string' ? ipv4Range(allow_ip) : null
  const real = typeof real_ip === 'string' ? ipv4Range(real_ip) : null
  if (allowed === undefined || real === undefined) return refuse('malformed_cidr')
  if (allowed && !isWithin(ip, allowed)) return refuse('ip_mismatch')
  if (real && !isWithin(realIp, real)) return refuse('real_ip_mismatch')
  return {
    ok: true,
    until,
    ...(from !== undefined && { from }),
    ...(streamUntil !== undefined && { streamUntil }),
  }
}

/** The address that was signed: the URL itself, or the one in an SRT caller's `streamid`. */
function innerUrl(url: string): StreamingUrl | undefined {
  const outer = splitStreamingUrl(url)
  try {
    const srt = outer && splitSrtUrl(outer)
    // Only one spelling of the id is accepted, because everything outside the signature could be changed otherwise.
    if (srt && srt.around(srt.streamId) !== url) return undefined
    return srt ? splitStreamingUrl(srt.streamId) : outer
  } catch (error) {
    if (error instanceof UsageError) return undefined
    throw error
  }
}

function readPolicy(text: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = decodeBase64(text, base64Url)
  try {
    const json: unknown = bytes && JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const refuse = (reason: SignedPolicyRefusal): SignedPolicyVerdict => ({ ok: false, reason })
