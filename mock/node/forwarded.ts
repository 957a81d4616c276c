/** A name or an address with an optional port (RFC 3986, 3.2.2), and nothing else. */
const authority = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i

/**
 * The URL that a caller used in front of a reverse proxy: `proto` and `host` of `Forwarded` (RFC 7239), or else `X-Forwarded-Proto` and
 * `X-Forwarded-Host`, stand in for the scheme and the host of the request's own. Of a list, the first entry counts: the outermost
 * proxy. What is malformed is ignored.
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

/** A token or a quoted string (RFC 9110, 5.6). */
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
