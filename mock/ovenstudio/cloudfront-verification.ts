import { verify, type Hash } from '../core/signing/signing-key.js'
import { fromCloudFrontBase64 } from './cloudfront-base64.js'
import { policyText } from './cloudfront-signing.js'
import { isWithin, readIpv4Range } from './ipv4-range.js'

/**
 * The reason why CloudFront does not serve a URL. The status is always 403. The messages for a missing parameter and an unknown key are
 * CloudFront's (https://www.repost.aws/fr/knowledge-center/cloudfront-troubleshoot-signed-url-cookies). Other messages and all codes are
 * inferred.
 */
export interface EdgeRefusal {
  readonly code: 'MissingKey' | 'InvalidKey' | 'MalformedPolicy' | 'AccessDenied'
  readonly message: string
  /** The reason for the journal. It says more than the response. */
  readonly reason: string
}

/** The inputs of a verification, besides the URL. */
interface Verification {
  /** The caller's address. Default: 127.0.0.1, for calls in process. */
  readonly address?: string | undefined
  /** The `Cookie` field. */
  readonly cookies?: string | null
  /** The id of the key that the distribution trusts. Null if it trusts none. */
  readonly trusted: string | null
  /** Epoch milliseconds. */
  readonly now: number
}

/** The query parameters of a signed URL. They are not part of the signed text. */
export const signingParameters = ['Expires', 'Policy', 'Signature', 'Key-Pair-Id', 'Hash-Algorithm'] as const

/**
 * Verifies a URL. Returns the refusal, or null if the URL is served.
 * - The signature is in the URL or in cookies. If any signing parameter is in the URL, cookies are ignored (AWS:
 *   private-content-choosing-signed-urls-cookies).
 * - Checks the key first, then the signature, then the policy, because an unsigned policy is not trusted.
 * - Of a canned policy only the end is in the URL. The rest is rebuilt from the URL.
 * - A URL is valid after `DateGreaterThan` and before `DateLessThan`, both exclusive.
 */
export async function refusalOf(
  url: string,
  { trusted, now, address = '127.0.0.1', cookies }: Verification,
): Promise<EdgeRefusal | null> {
  const { resource, inUrl } = takeApart(url)
  const given = inUrl.size > 0 ? inUrl : inCookies(cookies ?? '')
  if ([...given.values()].some((values) => values.length > 1)) return malformed('a repeated signing parameter')
  const [expires, policy, signature, keyPairId, algorithm] = signingParameters.map((name) => given.get(name)?.[0])
  if (!keyPairId) return missing('Key-Pair-Id')
  if (keyPairId !== trusted) return { code: 'InvalidKey', message: 'Unknown Key', reason: 'unknown key' }
  if (!signature) return missing('Signature')
  if (!policy && !expires) return missing('Policy')
  if (policy !== undefined && expires !== undefined) return malformed('both Policy and Expires')
  const hash = hashOf(algorithm)
  if (!hash) return malformed('unknown Hash-Algorithm')

  const signed = policy === undefined ? cannedPolicy(resource, expires!) : decode(policy)
  if (signed === null) return malformed('unreadable policy')
  const bytes = fromCloudFrontBase64(signature)
  if (!bytes || !(await verify(hash, signed, bytes))) return denied('wrong signature')

  const statement = readStatement(signed)
  if (!statement) return malformed('policy in an unknown format')
  const { until, from, source } = statement
  // The resource of a canned policy is the URL itself, and a `?` in it is not a wildcard.
  if (policy !== undefined && !covers(statement.resource, resource)) return denied('another resource')
  if (now >= until * 1000) return denied('URL expired')
  if (from !== undefined && now <= from * 1000) return denied('URL not yet valid')
  const range = source === undefined ? undefined : readIpv4Range(source)
  if (range === null || (range && !isWithin(range, address))) return denied('another address')
  return null
}

const denied = (reason: string): EdgeRefusal => ({ code: 'AccessDenied', message: 'Access denied', reason })
const malformed = (reason: string): EdgeRefusal => ({ code: 'MalformedPolicy', message: 'Malformed Policy', reason })
const missing = (parameter: string): EdgeRefusal => ({
  code: 'MissingKey',
  message: `Missing ${parameter} query parameter or cookie value`,
  reason: `no ${parameter}`,
})

/** Splits a URL into the signed URL and its signing parameters. Their values need no percent-decoding. */
function takeApart(url: string) {
  const [address = '', ...rest] = url.split('#', 1)[0]!.split('?')
  const inUrl = new Map<string, string[]>()
  const own: string[] = []
  for (const part of rest.length > 0 ? rest.join('?').split('&') : []) {
    const [name = '', ...value] = part.split('=')
    if (!signingParameters.some((one) => one === name)) own.push(part)
    else inUrl.set(name, [...(inUrl.get(name) ?? []), value.join('=')])
  }
  return { resource: own.length > 0 ? `${address}?${own.join('&')}` : address, inUrl }
}

/** The signing parameters in cookies: the same names after `CloudFront-` (AWS: private-content-signed-cookies). */
function inCookies(field: string) {
  const given = new Map<string, string[]>()
  for (const cookie of field.split(';')) {
    const [name = '', ...value] = cookie.trim().split('=')
    const parameter = signingParameters.find((one) => `CloudFront-${one}` === name)
    if (parameter) given.set(parameter, [...(given.get(parameter) ?? []), value.join('=')])
  }
  return given
}

const hashOf = (algorithm: string | undefined): Hash | null =>
  algorithm === undefined ? 'SHA-1' : algorithm === 'SHA256' ? 'SHA-256' : null

const cannedPolicy = (resource: string, expires: string): string | null =>
  /^(0|[1-9]\d{0,14})$/.test(expires) ? policyText(resource, { until: Number(expires) }) : null

function decode(policy: string): string | null {
  const bytes = fromCloudFrontBase64(policy)
  try {
    return bytes && new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

interface Statement {
  readonly resource: string
  readonly until: number
  readonly from: number | undefined
  readonly source: string | undefined
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** The conditions of a policy, each with the check of its value: seconds, or an address range. */
const conditions = {
  DateLessThan: { key: 'AWS:EpochTime', isGood: Number.isSafeInteger },
  DateGreaterThan: { key: 'AWS:EpochTime', isGood: Number.isSafeInteger },
  IpAddress: { key: 'AWS:SourceIp', isGood: isText },
} as const

/** The single statement of a policy. Null if the policy does not have CloudFront's format. */
function readStatement(text: string): Statement | null {
  try {
    const { Statement: statements } = JSON.parse(text) as { Statement: { Resource?: unknown; Condition?: object }[] }
    // A custom policy without a resource matches everything (AWS: private-content-creating-signed-url-custom-policy).
    const [{ Resource: resource = '*', Condition: given = {} } = {}] = statements
    const values: Partial<Record<string, unknown>> = {}
    for (const [name, held] of Object.entries(given)) {
      // An unknown condition must not count as fulfilled.
      const { key, isGood } = conditions[name as keyof typeof conditions]
      values[name] = (held as Record<string, unknown>)[key]
      if (!isGood(values[name])) return null
    }
    const {
      DateLessThan: until,
      DateGreaterThan: from,
      IpAddress: source,
    } = values as {
      readonly DateLessThan?: number
      readonly DateGreaterThan?: number
      readonly IpAddress?: string
    }
    if (statements.length !== 1 || !isText(resource) || until === undefined) return null
    return { resource, until, from, source }
  } catch {
    return null
  }
}

/** Whether the resource of a policy matches a URL. `*` matches any text, `?` any character. */
function covers(pattern: string, url: string): boolean {
  // For each length, whether the pattern so far matches a prefix of the URL. A regular expression would take minutes for many `*`.
  const letters = Array.from(url)
  let covered = [true, ...letters.map(() => false)]
  for (const sign of pattern) {
    const before = covered
    const shortest = before.indexOf(true)
    if (shortest < 0) return false
    covered = before.map((_, length) =>
      sign === '*'
        ? length >= shortest
        : length > 0 && before[length - 1]! && (sign === '?' || sign === letters[length - 1]),
    )
  }
  return covered.at(-1)!
}
