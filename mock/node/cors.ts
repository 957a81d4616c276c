import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Allows pages of other origins to read responses, also with cookies (Fetch standard, CORS protocol). Responds to a preflight and returns true
 * for it. The control API is excluded, because it returns tokens.
 */
export function allowOrigin(
  { method, url = '', headers }: IncomingMessage,
  outgoing: ServerResponse,
  allowed: readonly string[],
): boolean {
  const { origin } = headers
  const isAllowed = origin !== undefined && (allowed.includes('*') || allowed.includes(origin))
  if (!isAllowed || /^(?:\/t\/[^/]*)?\/_mock(?:[/?]|$)/.test(url)) return false
  // Wildcards do not work with cookies, so everything is named.
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
