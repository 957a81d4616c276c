import { serve as serveNode, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { checkOptions, isBoolean, isList, isObject, isText, type Rules } from '../core/validate.js'
import type { ServerConnection, Write, WriteParts } from '../core/http/reply.js'
import type { Connect } from '../core/sockets/upgrade-router.js'
import { createToken } from '../control/token.js'
import { isLoopback, refuseHost } from '../core/http/host.js'
import { ListenError } from './listen-error.js'
import { allowOrigin } from './cors.js'
import { forwardedUrl } from './forwarded.js'
import { takeUpgrades } from './upgrade.js'

export interface ListenOptions {
  /** Default: 0, which takes any free port. */
  readonly port?: number | undefined
  /** The address or host name to listen on. Default: 127.0.0.1 */
  readonly host?: string | undefined
  /**
   * Whether the mock's own URLs use the origin in `Forwarded` (RFC 7239), or in `X-Forwarded-Proto` and `X-Forwarded-Host`: the headers of a
   * reverse proxy. The `Host` header is still checked. Default: false
   */
  readonly forwarded?: boolean | undefined
  /** Origins whose pages may read the providers' responses, or `*` for all. Default: as each provider has it. */
  readonly cors?: readonly string[] | undefined
  /** Serves HTTPS with this key and certificate, both in PEM. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined
}

/** A mock that listens. */
export interface Listening {
  /** Its URL on this machine. 127.0.0.1 or [::1] if it listens on every address. */
  readonly url: string
  /** Its URLs for other machines, one for each IPv4 address. Empty if it does not listen on every address. */
  readonly networkUrls: readonly string[]
  readonly host: string
  readonly port: number
  /** The token for the control API and the dashboard. Undefined on a loopback address, where none is needed. */
  readonly controlToken: string | undefined
  /** Stops at once and closes open connections. */
  close(): Promise<void>
}

const rules: Rules<ListenOptions> = {
  port: true,
  host: isText,
  forwarded: isBoolean,
  cors: isList,
  tls: {
    must: 'be { key, cert }, both in PEM',
    holds: (value) => isObject.holds(value) && ['key', 'cert'].every((name) => isText.holds((value as never)[name])),
  },
}

type ServerFetch = (request: Request, connection: ServerConnection) => Response | Promise<Response>

/**
 * Serves HTTP, and WebSockets if there is a `connect`. On a loopback address it accepts only loopback names in `Host`. Rejects with a
 * `ListenError`, and with a `RangeError` for an unknown option.
 */
export async function serve(fetch: ServerFetch, options: ListenOptions = {}, connect?: Connect): Promise<Listening> {
  checkOptions('option of listen()', options, rules)
  const { port = 0, host = '127.0.0.1', forwarded = false, cors = [], tls } = options
  const secure = tls && { createServer: (await import('node:https')).createServer, serverOptions: { ...tls } }
  return new Promise((resolve, reject) => {
    const front = (request: Request, env: unknown) => {
      const { incoming, outgoing } = env as HttpBindings
      const refused = refuseHost(request.headers.get('host'), bound)
      if (refused) return refused
      if (cors.length > 0 && allowOrigin(incoming, outgoing, cors)) return RESPONSE_ALREADY_SENT
      const url = forwarded ? forwardedUrl(request) : request.url
      const asked = url === request.url ? request : new Request(url, request)
      return fetch(asked, {
        address: incoming.socket.remoteAddress,
        port: incoming.socket.remotePort,
        rawHeaders: incoming.rawHeaders,
        controlToken,
        write: writeTo(outgoing),
        writeParts: writePartsTo(outgoing),
        reset: resetBy(incoming),
      })
    }
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new ListenError(
        'ERR_SOCKET_BAD_PORT',
        `${port} is not a port. Choose one from 0 to 65535 (0 takes any free port).`,
      )
    }
    if (host === '') {
      throw new ListenError('ERR_INVALID_ARG_VALUE', 'The host is empty. Leave it out for 127.0.0.1.')
    }
    let bound = ''
    let controlToken: string | undefined
    const server = serveNode(
      { fetch: front, port, hostname: host, overrideGlobalObjects: false, ...secure },
      (address) => {
        bound = address.address
        controlToken = isLoopback(bound) ? undefined : createToken()
        resolve(listening(address))
      },
    )
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port, host)))
    const connectOurs: Connect | undefined =
      connect &&
      ((request, offered) => {
        const refused = refuseHost(request.headers.get('host'), bound)
        return refused ? { refused } : connect(request, offered)
      })
    const cutSockets = connectOurs ? takeUpgrades(server as Server, connectOurs) : () => {}

    function listening(address: AddressInfo): Listening {
      const everywhere = isUnspecified.test(address.address)
      const scheme = tls ? 'https' : 'http'
      const own = everywhere ? (address.family === 'IPv6' ? '::1' : '127.0.0.1') : host
      return {
        url: urlOf(scheme, own, address.port),
        networkUrls: everywhere ? networkAddresses().map((one) => urlOf(scheme, one, address.port)) : [],
        host,
        port: address.port,
        controlToken,
        close: () =>
          new Promise((done) => {
            server.close(() => done())
            if ('closeAllConnections' in server) server.closeAllConnections()
            cutSockets()
          }),
      }
    }
  })
}

/** Matches the unspecified addresses (RFC 4291, section 2.5.2): a server on one listens on every address. */
const isUnspecified = /^(?:::|(?:::ffff:)?0\.0\.0\.0)$/i

/** The URL of a host, normalized: `127.1` is 127.0.0.1. A host with an IPv6 zone (`fe80::1%eth0`) is not valid in a URL and unchanged. */
function urlOf(scheme: string, host: string, port: number): string {
  const url = `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`
  return URL.canParse(url) ? new URL(url).origin : url
}

const networkAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)

/** Writes directly to the socket. The returned constant tells the server that the response is already sent. */
const writeTo =
  (outgoing: HttpBindings['outgoing']): Write =>
  (status, headers, body) => {
    if (body !== null) headers['content-length'] = String(Buffer.byteLength(body))
    outgoing.writeHead(status, headers)
    outgoing.end(body)
    return RESPONSE_ALREADY_SENT
  }

/** Writes each part to the system before it requests the next, so that no part is lost if the connection is cut. */
const writePartsTo =
  (outgoing: HttpBindings['outgoing']): WriteParts =>
  (status, headers, parts) => {
    outgoing.writeHead(status, headers)
    outgoing.flushHeaders()
    const send = async () => {
      for await (const part of parts) {
        if (outgoing.destroyed) return
        await new Promise((resolve) => outgoing.write(part, resolve))
      }
      outgoing.end()
    }
    send().catch(() => outgoing.destroy())
    return RESPONSE_ALREADY_SENT
  }

const resetBy =
  ({ socket }: HttpBindings['incoming']) =>
  (): Response => {
    // Node.js can reset only plain TCP. A TLS connection that ends without a closing alert is also an error for the client.
    if ('encrypted' in socket) socket.destroy()
    else socket.resetAndDestroy()
    return RESPONSE_ALREADY_SENT
  }

function explain(error: NodeJS.ErrnoException, port: number, host: string): ListenError {
  const code = error.code ?? 'UNKNOWN'
  switch (code) {
    case 'EADDRINUSE':
      return new ListenError(
        code,
        `Port ${port} on ${host} is in use. Stop the other program, or choose another port: --port ${port + 1} (0 takes any free port).`,
      )
    case 'EACCES':
      return new ListenError(code, `This user may not use port ${port}. Choose a port above 1023, such as --port 4010.`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND': {
      const own = Object.values(networkInterfaces()).flatMap((list) => list?.map(({ address }) => address) ?? [])
      return new ListenError(code, `${host} is not an address of this machine. Its addresses are ${own.join(', ')}.`)
    }
    default:
      return new ListenError(code, `Cannot listen on ${host}:${port}: ${error.message}`)
  }
}
