import { UsageError } from '../errors/index.js'
import { checkOptions, isText, type OptionRules } from '../options.js'
import { base64Url, encodeBase64 } from './base64.js'
import { epochMs } from '../epoch-ms.js'
import { ipv4Range, plainIpv4, writeRange } from './ipv4-range.js'
import { type PolicyKeys, policyKeyRules, policyKeys, policySignature } from './signed-policy-signature.js'
import { joinStreamingUrl, splitSrtUrl, splitStreamingUrl, valuesOf } from './signed-policy-url.js'

/** What to sign for OvenMediaEngine. A number is epoch milliseconds. */
export interface SignedPolicyOptions extends PolicyKeys {
  /** `scheme://host:port/app/stream`, with http, https, ws, wss, rtmp, rtmps; or SRT's with its `streamid`. */
  readonly url: string
  /** The server's `SecretKey`. */
  readonly secret: string
  /** No client can connect after this time. */
  readonly until: Date | number
  /** No client can connect before this time. */
  readonly from?: Date | number | undefined
  /** The server disconnects clients at this time. Default: never. */
  readonly streamUntil?: Date | number | undefined
  /** The IPv4 address or range (`203.0.113.0/24`) that the connection comes from. */
  readonly ip?: string | undefined
  /** The same for the client behind a proxy, which newer releases read from `X-REAL-IP`, then `X-FORWARDED-FOR`. */
  readonly realIp?: string | undefined
}

const rules: OptionRules<SignedPolicyOptions> = {
  ...policyKeyRules,
  url: isText,
  secret: isText,
  until: true,
  from: true,
  streamUntil: true,
  ip: isText,
  realIp: isText,
}

/**
 * Signs `url` with a policy, for OvenMediaEngine's SignedPolicy. The result is a secret: anyone who has it can connect. That OvenStudio's
 * presigned URLs have this form is inferred.
 *
 * - The port is always written, also 80, 443 and 1935, because it is in the signed text. Scheme and host become lower case. The rest is
 *   signed unchanged.
 * - For SRT the address in `streamid` is signed, to publish (`srt://host:port/app/stream`) as to play (`srt://vhost/app/stream`).
 *
 * Throws a `UsageError` for values that the server would refuse, and for times in seconds. No message contains the URL or the secret.
 *
 * @example
 * const until = new Date(Date.now() + 3_600_000)
 * const url = await signedPolicy({ url: 'rtmp://studio.example.com:1935/app/concert', secret, until })
 */
export async function signedPolicy(options: SignedPolicyOptions): Promise<string> {
  checkOptions('signedPolicy', options, rules)
  const { url, secret, policyKey: policyName, signatureKey: signatureName, ...allowed } = { ...options }
  const { policyKey, signatureKey } = policyKeys({ policyKey: policyName, signatureKey: signatureName })
  const outer = urlOf(url)
  const srt = splitSrtUrl(outer)
  const inner = srt ? urlOf(srt.streamId) : outer
  if (!/:\/\/[^/]+\/[^/]+\/[^/]/.test(inner.address)) throw new UsageError(`url needs the path /app/stream.`)
  const taken = [policyKey, signatureKey].find((name) => valuesOf(inner, name).length > 0)
  if (taken !== undefined)
    throw new UsageError(`url has the query parameter ${taken} already: take it off before signing.`)

  const policy = encodeBase64(new TextEncoder().encode(JSON.stringify(policyOf(allowed))), base64Url)
  const text = joinStreamingUrl({ ...inner, query: [...inner.query, `${policyKey}=${policy}`] })
  const signed = `${text}&${signatureKey}=${await policySignature(secret, text)}`
  return srt ? srt.around(signed) : signed
}

function urlOf(given: string) {
  // A browser writes scheme and host in lower case, so any other signature would be useless.
  const lower = (start: string) => start.toLowerCase()
  const url = typeof given === 'string' && splitStreamingUrl(given.replace(/^[^/]*:\/\/[^/?#]*/, lower))
  if (!url)
    throw new UsageError(
      'url is not an http, https, ws, wss, rtmp, rtmps or srt address that can be signed: percent-encode spaces and non-ASCII; no fragment, user, or "." and ".." segments.',
    )
  return url
}

/** The policy, with the members in the order of the documents. */
function policyOf({ until, from, streamUntil, ip, realIp }: Omit<SignedPolicyOptions, 'url' | 'secret'>) {
  const url_expire = epochMs(until, 'until')
  const url_activate = from === undefined ? undefined : epochMs(from, 'from')
  if (url_activate !== undefined && url_activate >= url_expire) throw new UsageError('from must be before until.')
  return {
    url_expire,
    url_activate,
    stream_expire: streamUntil === undefined ? undefined : epochMs(streamUntil, 'streamUntil'),
    allow_ip: cidr(ip, 'ip'),
    real_ip: cidr(realIp, 'realIp'),
  }
}

/** The server accepts ranges only. */
function cidr(text: string | undefined, name: string): string | undefined {
  const range = text === undefined ? undefined : ipv4Range(plainIpv4(text))
  if (text !== undefined && !range)
    throw new UsageError(`${name} is an IPv4 address such as 203.0.113.7, or a range such as 203.0.113.0/24.`)
  return range && writeRange(range)
}
