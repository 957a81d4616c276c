import { UsageError } from '../errors/index.js'
import { type CloudFrontHash, type CloudFrontKey, privateSigningKey, signBytes } from './cloudfront-key.js'
import { encodeCloudFront, writePolicy } from './cloudfront-policy.js'
import { covers } from './cloudfront-resource.js'
import { sentUrl, splitSignedUrl } from './cloudfront-url.js'
import { epochMs } from './epoch-ms.js'
import { ipv4Range } from './ipv4-range.js'

/** What to sign, with what, for how long. */
export interface SignUrlOptions {
  /** An absolute http or https address. Its own query parameters are kept, and stand before the signing ones. */
  readonly url: string
  /** The id of the public key in the distribution's key group, such as `K2JCJMDEHXQW5F`. */
  readonly keyPairId: string
  /** RSA of 2048 bits or ECDSA on P-256: a `CryptoKey`, or PEM (`BEGIN PRIVATE KEY`, `BEGIN RSA PRIVATE KEY`). */
  readonly privateKey: CloudFrontKey
  /** From this moment on the URL is refused; CloudFront counts whole seconds, so a fraction is cut off. */
  readonly until: Date
  /** Until this moment, itself included, the URL is refused; a fraction of a second is rounded up. */
  readonly from?: Date
  /** The one IPv4 address that may use the URL, or a range such as `203.0.113.0/24`. */
  readonly ip?: string
  /** What the signature covers besides `url`: `*` stands for any run of characters, `?` for one. `url` itself unless told otherwise. */
  readonly resource?: string
  /** `canned` is the shorter form, for one URL and an end alone; chosen wherever that is enough, as AWS's command line does. */
  readonly policy?: 'canned' | 'custom'
  /** SHA-1 unless told otherwise, or what a `CryptoKey` for RSA was made for. That ECDSA takes both as RSA does is inferred. */
  readonly hash?: CloudFrontHash
}

/**
 * `url`, signed so that CloudFront serves it: a secret, for whoever has it can watch until it lapses, and nobody can revoke it.
 *
 * For HLS sign the playlist with the whole folder as `resource` (`https://…/app/stream/*`): a signature on the playlist alone
 * does not cover its segments. The URL is given as a client will send it: host in lower case, non-ASCII percent-encoded.
 *
 * Throws a `UsageError` for what CloudFront would not take; no message holds the URL or the key.
 */
export async function signUrl(options: SignUrlOptions): Promise<string> {
  const { keyPairId } = options
  if (!/^[A-Za-z0-9_-]+$/.test(keyPairId))
    throw new UsageError("keyPairId is the public key's id, such as K2JCJMDEHXQW5F.")
  const url = urlToSign(options.url)
  const policy = policyFor(options, url)
  const canned = isCanned(options, url)
  const { key, hash } = await privateSigningKey(options.privateKey, options.hash)

  const bytes = writePolicy(policy)
  const signature = encodeCloudFront(await signBytes(key, hash, bytes))
  return [
    `${url}${url.includes('?') ? '&' : '?'}${canned ? `Expires=${policy.lessThan}` : `Policy=${encodeCloudFront(bytes)}`}`,
    `Signature=${signature}`,
    `Key-Pair-Id=${keyPairId}`,
    ...(hash === 'SHA-256' ? ['Hash-Algorithm=SHA256'] : []),
  ].join('&')
}

function urlToSign(given: string): string {
  const url = sentUrl(given)
  if (url === undefined)
    throw new UsageError(
      'url is no absolute http or https address that can be signed: spaces percent-encoded; no line breaks, backslashes, fragment, user, or "." and ".." segments.',
    )
  const { parameters } = splitSignedUrl(url)
  const [taken] = Object.keys(parameters)
  if (taken !== undefined)
    throw new UsageError(
      `url has the query parameter ${taken}, which is CloudFront's own: take it off, or it was signed before.`,
    )
  return url
}

function policyFor({ until, from, ip, resource }: SignUrlOptions, url: string) {
  const lessThan = Math.floor(epochMs(until, 'until') / 1000)
  const greaterThan = from === undefined ? undefined : Math.ceil(epochMs(from, 'from') / 1000)
  if (greaterThan !== undefined && greaterThan >= lessThan)
    throw new UsageError('from must be before until, by a whole second at least: CloudFront counts in seconds.')
  const range = ip === undefined ? undefined : ipv4Range(ip)
  if (ip !== undefined && !range)
    throw new UsageError('ip is an IPv4 address such as 203.0.113.7, or a range such as 203.0.113.0/24.')
  // Printable ASCII without quote and backslash: nothing that JSON would escape, and nothing that a URL does not hold.
  if (resource !== undefined && !/^[!#-[\]-~]+$/.test(resource))
    throw new UsageError('resource may hold what a URL may, and * and ?: percent-encode the rest.')
  if (resource !== undefined && !covers(resource, url))
    throw new UsageError(
      'resource does not cover url: such a URL would be refused. Query parameters count, hosts are in lower case.',
    )
  return {
    resource: resource ?? url,
    lessThan,
    ...(greaterThan !== undefined && { greaterThan }),
    ...(range && { ip: range }),
  }
}

/** AWS's command line chooses alike: a canned policy has an end and one URL, and nothing else. */
function isCanned({ from, ip, resource, policy }: SignUrlOptions, url: string): boolean {
  const isEnough = from === undefined && ip === undefined && (resource ?? url) === url && !url.includes('*')
  if (policy === 'canned' && !isEnough)
    throw new UsageError('A canned policy holds no from, no ip and no resource but url without *: leave policy out.')
  return policy === undefined ? isEnough : policy === 'canned'
}
