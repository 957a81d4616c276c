import { isSame } from '../../core/constant-time.js'
import { base64url, fromBase64url } from '../../core/signing/base64url.js'
import { hmacSha1 } from '../hmac-sha1.js'
import { isWithin, readIpv4Range } from '../ipv4-range.js'

/**
 * SignedPolicy: a feature of OvenMediaEngine. OvenStudio's *Presigned URL* probably uses it (inferred). Without settings no policy is asked
 * for.
 */
export interface SignedPolicySettings {
  /** `SecretKey`. */
  readonly secret: string
}

/** The inputs of a verification, besides the URL. */
interface Verification {
  readonly secret: string
  /** Epoch milliseconds. */
  readonly now: number
  /** The address of the connection. */
  readonly address: string
  /** The client's own address, behind a proxy. */
  readonly realIp: string
}

/** The end of the session, in epoch milliseconds, or null for no limit; or the reason of a refusal, for the journal. */
export type PolicyVerdict = { readonly until: number | null } | { readonly refused: string }

/**
 * Verifies the signed policy of a URL in the order of OvenMediaEngine
 * (src/modules/access_control/signed_policy/signed_policy.cpp).
 * - The signature is over the URL without itself, and with its port, also a default port.
 * - A policy is valid at exactly its start and its end (inferred).
 * - A start or an end of the session that is not a whole number is ignored, and so is a range that is not text.
 */
export async function verifySignedPolicy(
  url: string,
  { secret, now, address, realIp }: Verification,
): Promise<PolicyVerdict> {
  const { signed, signatures, policies } = takeApart(url)
  const [[signature], [policy]] = [signatures, policies]
  if (signature === undefined) return refused('no signature')
  if (policy === undefined) return refused('no policy')
  // Which of several values the engine takes is not known.
  if (signatures.length > 1 || policies.length > 1) return refused('a repeated policy parameter')
  if (signature === '') return refused('empty signature')
  if (!isSame(signature, await hmacSha1(secret, signed))) return refused('wrong signature of the policy')

  const read = readPolicy(policy)
  const { url_expire, url_activate, stream_expire, allow_ip, real_ip } = read ?? {}
  if (!isWhole(url_expire)) return refused('unreadable policy')
  if (now > url_expire) return refused('policy expired')
  if (isWhole(url_activate) && now < url_activate) return refused('policy not yet valid')
  if (isWhole(stream_expire) && now > stream_expire) return refused('stream of the policy expired')

  const [allowed, real] = [allow_ip, real_ip].map((range) =>
    typeof range === 'string' ? readIpv4Range(range) : undefined,
  )
  if (allowed === null || real === null) return refused('unreadable address range')
  if (allowed && !isWithin(allowed, address)) return refused('another address')
  if (real && !isWithin(real, realIp)) return refused('another client address')
  return { until: isWhole(stream_expire) ? stream_expire : null }
}

/** The URL of a playlist with a signed policy, valid until `until` (epoch milliseconds). CloudFront's parameters are not part of it. */
export async function withSignedPolicy(url: string, secret: string, until: number): Promise<string> {
  const policy = base64url(new TextEncoder().encode(JSON.stringify({ url_expire: until })))
  const { signed } = takeApart(`${url.split('?', 1)[0]}?policy=${policy}`)
  return `${url}${url.includes('?') ? '&' : '?'}policy=${policy}&signature=${await hmacSha1(secret, signed)}`
}

const refused = (reason: string): PolicyVerdict => ({ refused: reason })

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value)

const defaultPorts: Partial<Record<string, string>> = { 'http:': '80', 'https:': '443', 'ws:': '80', 'wss:': '443' }

/** The signed text of a URL, and the values of its parameters `signature` and `policy`, which are not percent-decoded. */
function takeApart(url: string) {
  const { protocol, hostname, port, pathname, search } = new URL(url)
  const pairs = search.slice(1).split('&')
  const valuesOf = (name: string) =>
    pairs.flatMap((pair) => (pair.split('=', 1)[0] === name ? [pair.slice(name.length + 1)] : []))
  const own = pairs.filter((pair) => pair.split('=', 1)[0] !== 'signature')
  const address = `${protocol}//${hostname}:${port || defaultPorts[protocol]}${pathname}`
  return { signed: `${address}?${own.join('&')}`, signatures: valuesOf('signature'), policies: valuesOf('policy') }
}

/** The policy of a parameter: JSON as base64url without padding. Null for any other text. */
function readPolicy(text: string): Readonly<Record<string, unknown>> | null {
  if (!/^[\w-]*$/.test(text)) return null
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fromBase64url(text)))
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : null
  } catch {
    return null
  }
}
