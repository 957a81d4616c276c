import { isPlainPath } from './plain-path.js'

/** The query parameters that are CloudFront's own, in a signed URL. */
const signing = ['Expires', 'Policy', 'Signature', 'Key-Pair-Id', 'Hash-Algorithm'] as const
type SigningParameter = (typeof signing)[number]

/** The parts of a signed URL. */
export interface CloudFrontUrl {
  /** The URL with its own query parameters, without CloudFront's: the URL that a policy's resource covers. */
  readonly base: string
  readonly parameters: Readonly<Partial<Record<SigningParameter, string>>>
  /** Whether one of CloudFront's parameters is repeated, so that it is undefined which one counts. */
  readonly repeated: boolean
}

/**
 * `url` as a client sends it (WHATWG: host in lower case, other characters percent-encoded, no default port), or undefined if it is not
 * an HTTP address, or has a fragment, a user, spaces, line breaks, a backslash, or dot segments in any spelling.
 */
export function sentUrl(url: string): string | undefined {
  // The parser would silently drop line breaks and turn backslashes. All whitespace and control characters go, invisible ones too.
  if (typeof url !== 'string' || /[\s\p{Cc}\p{Cs}\\#]/u.test(url) || !/^https?:\/\//i.test(url) || !URL.canParse(url))
    return undefined
  const path = url.replace(/^[^:]*:\/\/[^/?]*/, '').replace(/\?.*$/s, '')
  const { href, username, password } = new URL(url)
  return username || password || !isPlainPath(path) ? undefined : href
}

/** Splits a URL from `sentUrl`. Names are compared literally, so `%45xpires` is not one of CloudFront's. */
export function splitSignedUrl(url: string): CloudFrontUrl {
  const [, path = '', query] = /^([^?]*)(?:\?(.*))?$/s.exec(url) ?? []
  const own: string[] = []
  const parameters: Partial<Record<SigningParameter, string>> = {}
  let repeated = false
  for (const part of query?.split('&') ?? []) {
    const equals = part.indexOf('=')
    const name = equals < 0 ? part : part.slice(0, equals)
    const known = signing.find((one) => one === name)
    if (!known) own.push(part)
    else if (parameters[known] === undefined) parameters[known] = equals < 0 ? '' : part.slice(equals + 1)
    else repeated = true
  }
  return { base: own.length ? `${path}?${own.join('&')}` : path, parameters, repeated }
}
