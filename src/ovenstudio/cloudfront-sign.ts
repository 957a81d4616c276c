import { UsageError } from '../errors/index.js'
import { checkOptions, isText, type OptionRules } from '../options.js'
import { type CloudFrontHash, type CloudFrontKey, privateSigningKey, signBytes } from './cloudfront-key.js'
import { type CloudFrontPolicy, encodeCloudFront, writePolicy } from './cloudfront-policy.js'
import { covers } from './cloudfront-resource.js'
import { sentUrl, splitSignedUrl } from './cloudfront-url.js'
import { epochMs } from '../epoch-ms.js'
import { ipv4Range, plainIpv4 } from './ipv4-range.js'

/** The key and the times of a CloudFront policy. A number is epoch milliseconds. */
interface SigningOptions {
  /** The id of the public key in the distribution's key group, such as `K2JCJMDEHXQW5F`. */
  readonly keyPairId: string
  /**
   * RSA of 2048 bits or ECDSA on P-256: a `CryptoKey`, or PEM (`BEGIN PRIVATE KEY`, `BEGIN RSA PRIVATE KEY`, `BEGIN EC PRIVATE KEY`). PEM may
   * come from an environment variable, with `\n` as two characters and quotes around it.
   */
  readonly privateKey: CloudFrontKey
  /** When access ends. CloudFront counts whole seconds, so a fraction is cut off. */
  readonly until: Date | number
  /** When access begins; CloudFront still refuses at this very moment. A fraction of a second is rounded up. */
  readonly from?: Date | number | undefined
  /** The only IPv4 address that has access, or a range such as `203.0.113.0/24`. CloudFront has no IPv6 ranges. */
  readonly ip?: string | undefined
  /** Default: SHA-1, or what a `CryptoKey` for RSA was made for. That ECDSA takes both as RSA does is inferred. */
  readonly hash?: CloudFrontHash | undefined
}

/** The URL to sign, with the key and the times. */
export interface SignUrlOptions extends SigningOptions {
  /** An absolute http or https address. Its own query parameters are kept, before the signing ones. */
  readonly url: string
  /** The addresses that the signature covers: `*` matches any run of characters, `?` exactly one. Default: `url`. */
  readonly resource?: string | undefined
  /** `canned` is the shorter form, for one URL and an end only. Default: `canned` if possible, as in AWS's command line. */
  readonly policy?: 'canned' | 'custom' | undefined
}

/** The addresses that signed cookies open, with the key and the times. */
export interface SignCookiesOptions extends SigningOptions {
  /** The addresses that the cookies open: `*` matches any run of characters, `?` exactly one. For HLS, `https://…/app/stream/*`. */
  readonly resource: string
}

const signingRules: OptionRules<SigningOptions> = {
  keyPairId: isText,
  privateKey: true,
  until: true,
  from: true,
  ip: isText,
  hash: true,
}
const urlRules: OptionRules<SignUrlOptions> = {
  ...signingRules,
  url: isText,
  resource: isText,
  policy: { must: "be 'canned' or 'custom'", holds: (value) => value === 'canned' || value === 'custom' },
}
const cookieRules: OptionRules<SignCookiesOptions> = { ...signingRules, resource: isText }

/**
 * Signs `url` for CloudFront. The result is a secret: anyone who has it can watch until it expires, and it cannot be revoked.
 *
 * For HLS sign the playlist with the whole folder as `resource` (`https://…/app/stream/*`): a signature on the playlist alone
 * does not cover its segments. Give the URL as a client will send it: host in lower case, non-ASCII percent-encoded.
 *
 * Throws a `UsageError` for options that CloudFront would refuse. No message contains the URL or the key.
 *
 * AWS: private-content-signed-urls.
 *
 * @example
 * const url = await signUrl({
 *   url: 'https://cdn.example.com/app/concert/playlist.m3u8',
 *   resource: 'https://cdn.example.com/app/concert/*',
 *   keyPairId,
 *   privateKey,
 *   until: new Date(Date.now() + 3_600_000),
 * })
 */
export async function signUrl(options: SignUrlOptions): Promise<string> {
  checkOptions('signUrl', options, urlRules)
  const { resource, policy: form, ...given } = { ...options }
  const url = urlToSign(given.url)
  if (resource !== undefined && !covers(checkResource(resource), url))
    throw new UsageError(
      'resource does not cover url: such a URL would be refused. Query parameters count, hosts are in lower case.',
    )
  const policy = { ...conditions(given), resource: resource ?? url }
  const canned = isCanned(policy, url, form)
  const parameters = await sign(policy, given, canned)
  const join = url.includes('?') ? '&' : '?'
  return `${url}${join}${parameters.map(([name, value]) => `${name}=${value}`).join('&')}`
}

/**
 * The cookies that open all of `resource` at CloudFront, by their names: `CloudFront-Policy`, `CloudFront-Signature`,
 * `CloudFront-Key-Pair-Id`, and `CloudFront-Hash-Algorithm` with SHA-256. A secret, as a signed URL is. Set each with `Domain` and `Path` of
 * the distribution, `Secure` and `HttpOnly`; they need no encoding. AWS: private-content-setting-signed-cookie-custom-policy.
 *
 * A player that loads the playlist without a signed URL then loads everything by them; CloudFront ignores them where a URL is signed.
 * Throws a `UsageError` for options that CloudFront would refuse. No message contains the key.
 *
 * @example
 * const until = new Date(Date.now() + 3_600_000)
 * const cookies = await signCookies({ resource: 'https://cdn.example.com/app/concert/*', keyPairId, privateKey, until })
 * for (const [name, value] of Object.entries(cookies)) {
 *   console.log(`Set-Cookie: ${name}=${value}; Domain=example.com; Path=/; Secure; HttpOnly`)
 * }
 */
export async function signCookies(options: SignCookiesOptions): Promise<Record<string, string>> {
  checkOptions('signCookies', options, cookieRules)
  const { resource, ...given } = { ...options }
  // A host in capitals would match no request.
  if (!/^(\*|(https?|http\*):\/\/[^A-Z/]+\/)/.test(checkResource(resource)))
    throw new UsageError(
      'resource must begin with http://, https:// or *, and have its host in lower case: https://cdn.example.com/app/stream/*',
    )
  const parameters = await sign({ ...conditions(given), resource }, given, false)
  return Object.fromEntries(parameters.map(([name, value]) => [`CloudFront-${name}`, value]))
}

/** The parameters that carry a policy and its signature. A canned policy is not carried: CloudFront rebuilds it. */
async function sign(
  policy: CloudFrontPolicy,
  { keyPairId, privateKey, hash: wanted }: SigningOptions,
  canned: boolean,
): Promise<[name: string, value: string][]> {
  if (typeof keyPairId !== 'string' || !/^[A-Za-z0-9_-]+$/.test(keyPairId))
    throw new UsageError("keyPairId is the public key's id, such as K2JCJMDEHXQW5F.")
  const { key, hash } = await privateSigningKey(privateKey, wanted)
  const bytes = writePolicy(policy)
  return [
    canned ? ['Expires', String(policy.lessThan)] : ['Policy', encodeCloudFront(bytes)],
    ['Signature', encodeCloudFront(await signBytes(key, hash, bytes))],
    ['Key-Pair-Id', keyPairId],
    ...(hash === 'SHA-256' ? [['Hash-Algorithm', 'SHA256'] as [string, string]] : []),
  ]
}

function urlToSign(given: string): string {
  // An empty query counts as none: AWS allows no question mark in a resource then.
  const url = sentUrl(given)?.replace(/^([^?]*)\?$/, '$1')
  if (url === undefined)
    throw new UsageError(
      'url is not an absolute http or https address that can be signed: spaces percent-encoded; no line breaks, backslashes, fragment, user, or "." and ".." segments.',
    )
  const { parameters } = splitSignedUrl(url)
  const [taken] = Object.keys(parameters)
  if (taken !== undefined)
    throw new UsageError(
      `url has the query parameter ${taken}, which is CloudFront's own: take it off, or it was signed before.`,
    )
  return url
}

function conditions({ until, from, ip }: SigningOptions) {
  const lessThan = Math.floor(epochMs(until, 'until') / 1000)
  const greaterThan = from === undefined ? undefined : Math.ceil(epochMs(from, 'from') / 1000)
  if (greaterThan !== undefined && greaterThan >= lessThan)
    throw new UsageError('from must be before until, by a whole second at least: CloudFront counts in seconds.')
  const range = ip === undefined ? undefined : ipv4Range(plainIpv4(ip))
  if (ip !== undefined && !range)
    throw new UsageError('ip is an IPv4 address such as 203.0.113.7, or a range such as 203.0.113.0/24.')
  return { lessThan, ...(greaterThan !== undefined && { greaterThan }), ...(range && { ip: range }) }
}

/** Printable ASCII without quote and backslash: nothing that JSON would escape, and nothing that a URL does not hold. */
function checkResource(resource: string): string {
  if (typeof resource !== 'string' || !/^[!#-[\]-~]+$/.test(resource))
    throw new UsageError('resource may hold what a URL may, and * and ?: percent-encode the rest.')
  return resource
}

/** AWS's command line chooses the same way: a canned policy has an end and one URL, and nothing else. */
function isCanned({ greaterThan, ip, resource }: CloudFrontPolicy, url: string, form?: 'canned' | 'custom'): boolean {
  const isEnough = greaterThan === undefined && ip === undefined && resource === url && !url.includes('*')
  if (form === 'canned' && !isEnough)
    throw new UsageError('A canned policy holds no from, no ip and no resource but url without *: leave policy out.')
  return form === undefined ? isEnough : form === 'canned'
}
