import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** Answers the browser, and says whether the sign-in is over. */
export type OnCallback = (address: string) => Promise<{ readonly text: string; readonly isOver: boolean }>

/**
 * A server on this machine that users are sent back to (RFC 8252, section 7.3). Without `redirectUri` it takes a free port. Resolves to
 * undefined if the redirect URI is not of this machine, or its port is taken.
 */
export async function listenForCallback(
  redirectUri: string | undefined,
  onCallback: OnCallback,
): Promise<{ readonly redirectUri: string; close(): void } | undefined> {
  const { protocol, hostname, port, pathname } = new URL(redirectUri ?? 'http://127.0.0.1/callback')
  if (protocol !== 'http:' || !loopback.has(hostname)) return undefined
  const server = createServer(async (request, response) => {
    const address = new URL(request.url ?? '/', 'http://localhost')
    const found = request.method === 'GET' && address.pathname === pathname
    const { text, isOver } = found ? await onCallback(address.href) : { text: 'Not found.', isOver: false }
    response.writeHead(found ? 200 : 404, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      connection: 'close',
    })
    response.end(`${text}\n`)
    if (isOver) server.close()
  })
  const anyPort = redirectUri === undefined
  if (!(await listens(server, anyPort ? 0 : Number(port || 80), hostname))) return undefined
  const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`
  return { redirectUri: redirectUri ?? own, close: () => void server.close() }
}

async function listens(server: Server, port: number, hostname: string): Promise<boolean> {
  server.listen(port, hostname === '[::1]' ? '::1' : hostname)
  return once(server, 'listening').then(
    () => true,
    () => false,
  )
}
