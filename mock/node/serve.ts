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
  /** 0 takes any free port. */
  readonly port?: number | undefined
  /** Address to listen on, or its name. Default: 127.0.0.1 */
  readonly host?: string | undefined
  /**
   * Whether addresses that the mock writes begin as `Forwarded` (RFC 7239), or `X-Forwarded-Proto` and `X-Forwarded-Host`, say: the headers
   * of a reverse proxy in front of it. The `Host` that the proxy sends is checked all the same. Default: false
   */
  readonly forwarded?: boolean | undefined
  /** Origins whose pages may read the answers of the providers, or `*` for all. Default: as each provider has it */
  readonly cors?: readonly string[] | undefined
  /** Serves HTTPS with this key and certificate, both in PEM. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined
}

/** A mock on a socket. */
export interface Listening {
  /** Where this machine reaches it: on 127.0.0.1 or [::1] if it listens on every address. */
  readonly url: string
  /** Where other machines reach it, by each IPv4 address of this one; empty unless it listens on every address. */
  readonly networkUrls: readonly string[]
  readonly host: string
  readonly port: number
  /** What the control API and the dashboard want. Undefined on a loopback address: there they want nothing. */
  readonly controlToken: string | undefined
  /** Stops at once: open connections are ended. */
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
 * Serves requests over HTTP, and WebSockets if `connect` is given. On a loopback address only loopback names are answered. Rejects with
 * a `ListenError`, and with a `RangeError` for an option that does not exist.
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
        `${port} is no port. Choose one from 0 to 65535 (0 takes any free one).`,
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

/** Addresses that stand for every address of the machine (RFC 4291, 2.5.2). */
const isUnspecified = /^(?:::|(?:::ffff:)?0\.0\.0\.0)$/i

/** The host as a client writes it: `127.1` is 127.0.0.1. An IPv6 zone (`fe80::1%eth0`) has no form in a URL, and stays as it is. */
function urlOf(scheme: string, host: string, port: number): string {
  const url = `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`
  return URL.canParse(url) ? new URL(url).origin : url
}

const networkAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)

/** Straight to the socket; the constant that stands for it tells the server that there is no more to send. */
const writeTo =
  (outgoing: HttpBindings['outgoing']): Write =>
  (status, headers, body) => {
    if (body !== null) headers['content-length'] = String(Buffer.byteLength(body))
    outgoing.writeHead(status, headers)
    outgoing.end(body)
    return RESPONSE_ALREADY_SENT
  }

/** Each part is with the system before the next is asked for, so that none is lost if the connection is cut. */
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
    // Node.js resets plain TCP only. A TLS connection that ends without its closing alert is an error to the client too.
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
        `Port ${port} on ${host} is taken. Stop what uses it, or choose another: --port ${port + 1} (0 takes any free one).`,
      )
    case 'EACCES':
      return new ListenError(
        code,
        `Port ${port} may not be used by this user. Choose one above 1023, such as --port 4010.`,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND': {
      const own = Object.values(networkInterfaces()).flatMap((list) => list?.map(({ address }) => address) ?? [])
      return new ListenError(code, `${host} is not an address of this machine. Its addresses are ${own.join(', ')}.`)
    }
    default:
      return new ListenError(code, `Cannot listen on ${host}:${port}: ${error.message}`)
  }
}
