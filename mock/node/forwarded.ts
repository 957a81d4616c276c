/** Matches a host with an optional port (RFC 3986, section 3.2.2). */
const authority = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i

/**
 * The URL that a client used in front of a reverse proxy: with the scheme and the host of `Forwarded` (RFC 7239), or else of
 * `X-Forwarded-Proto` and `X-Forwarded-Host`. The first entry of a list counts: the outermost proxy. Malformed values are ignored.
 */
export function forwardedUrl({ url, headers }: Pick<Request, 'url' | 'headers'>): string {
  const standard = readForwarded(headers.get('forwarded') ?? '')
  const first = (name: 'proto' | 'host') =>
    standard[name] ?? headers.get(`x-forwarded-${name}`)?.split(',')[0]!.trim() ?? ''
  const [, ownProto = '', ownHost = '', rest = ''] = /^(\w+):\/\/([^/?#]*)(.*)$/s.exec(url) ?? []
  const proto = first('proto').toLowerCase()
  const host = first('host')
  return `${/^https?$/.test(proto) ? proto : ownProto}://${authority.test(host) ? host : ownHost}${rest}`
}

/** Matches a parameter: a token or a quoted string (RFC 9110, section 5.6). */
const parameter = /\s*([\w!#$%&'*+.^`|~-]+)=(?:"((?:[^"\\]|\\.)*)"|([\w!#$%&'*+.^`|~-]+))\s*(;|,|$)/y

/** The parameters of the first element of `Forwarded`, by their names in lower case. */
function readForwarded(header: string): Readonly<Record<string, string | undefined>> {
  const found: Record<string, string> = {}
  parameter.lastIndex = 0
  for (let next = parameter.exec(header); next; next = parameter.exec(header)) {
    const [, name, quoted, token, end] = next
    found[name!.toLowerCase()] = quoted?.replaceAll(/\\(.)/g, '$1') ?? token!
    if (end !== ';') break
  }
  return found
}
