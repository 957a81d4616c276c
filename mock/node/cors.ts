import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Lets pages of allowed origins read what a request is answered with, cookies included (Fetch standard, CORS protocol). Gives true for
 * a preflight: it is answered here. The control API is for no other origin: it gives out tokens.
 */
export function allowOrigin(
  { method, url = '', headers }: IncomingMessage,
  outgoing: ServerResponse,
  allowed: readonly string[],
): boolean {
  const { origin } = headers
  const isAllowed = origin !== undefined && (allowed.includes('*') || allowed.includes(origin))
  if (!isAllowed || /^(?:\/t\/[^/]*)?\/_mock(?:[/?]|$)/.test(url)) return false
  // With cookies no wildcard counts, so everything is named.
  const named = { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true', vary: 'origin' }
  const wanted = headers['access-control-request-method']
  if (method === 'OPTIONS' && wanted !== undefined) {
    outgoing.writeHead(204, {
      ...named,
      'access-control-allow-methods': wanted,
      'access-control-allow-headers': headers['access-control-request-headers'] ?? '',
      ...(headers['access-control-request-private-network'] && { 'access-control-allow-private-network': 'true' }),
      'access-control-max-age': '600',
    })
    outgoing.end()
    return true
  }
  const write = outgoing.writeHead.bind(outgoing) as (status: number, headers: object) => ServerResponse
  outgoing.writeHead = ((status: number, own: Readonly<Record<string, string>> = {}) => {
    const exposed = Object.keys(own).filter((name) => !/^(set-cookie|access-control-.*)$/i.test(name))
    const vary = own['vary'] ? `${own['vary']}, origin` : 'origin'
    return write(status, { ...own, ...named, vary, 'access-control-expose-headers': exposed.join(', ') })
  }) as ServerResponse['writeHead']
  return false
}
