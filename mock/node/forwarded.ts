/** A name or an address with an optional port (RFC 3986, 3.2.2), and nothing else. */
const authority = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i

/**
 * The URL that a caller used in front of a reverse proxy: `X-Forwarded-Proto` and `X-Forwarded-Host` stand in for the scheme and the
 * host of the request's own. Of a list, the first entry counts: the outermost proxy. What is malformed is ignored.
 */
export function forwardedUrl({ url, headers }: Pick<Request, 'url' | 'headers'>): string {
  const first = (name: string) => headers.get(name)?.split(',')[0]!.trim() ?? ''
  const [, ownProto = '', ownHost = '', rest = ''] = /^(\w+):\/\/([^/?#]*)(.*)$/s.exec(url) ?? []
  const proto = first('x-forwarded-proto').toLowerCase()
  const host = first('x-forwarded-host')
  return `${/^https?$/.test(proto) ? proto : ownProto}://${authority.test(host) ? host : ownHost}${rest}`
}
