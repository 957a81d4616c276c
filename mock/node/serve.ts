import { serve as serveNode, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Connection, Write } from '../core/reply.js'
import type { Connect } from '../core/socket-door.js'
import { takeUpgrades } from './upgrade.js'

export interface ListenOptions {
  /** 0 takes any free port. */
  readonly port?: number
  /** 127.0.0.1 unless told otherwise. */
  readonly host?: string
}

/** A mock on a socket. */
export interface Listening {
  readonly url: string
  readonly host: string
  readonly port: number
  /** Stops at once: open connections are ended. */
  close(): Promise<void>
}

/** A port that cannot be had, with what to do about it. */
export class ListenError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'ListenError'
    this.code = code
  }
}

type Fetch = (request: Request, connection: Connection) => Response | Promise<Response>

/** Serves requests over HTTP, and WebSockets where somebody takes them. Rejects with a `ListenError`. */
export function serve(
  fetch: Fetch,
  { port = 0, host = '127.0.0.1' }: ListenOptions = {},
  connect?: Connect,
): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const front = (request: Request, env: unknown) => {
      const { incoming, outgoing } = env as HttpBindings
      return fetch(request, { address: incoming.socket.remoteAddress, write: writeTo(outgoing) })
    }
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new ListenError(
        'ERR_SOCKET_BAD_PORT',
        `${port} is no port. Choose one from 0 to 65535 (0 takes any free one).`,
      )
    }
    const server = serveNode({ fetch: front, port, hostname: host, overrideGlobalObjects: false }, (address) => {
      resolve(listening(address))
    })
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port, host)))
    const cutSockets = connect ? takeUpgrades(server as Server, connect) : () => {}

    function listening(address: AddressInfo): Listening {
      const shown = host.includes(':') ? `[${host}]` : host
      return {
        url: `http://${shown}:${address.port}`,
        host,
        port: address.port,
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

/** Straight to the socket; the constant that stands for it tells the server that there is no more to send. */
const writeTo =
  (outgoing: HttpBindings['outgoing']): Write =>
  (status, headers, body) => {
    if (body !== null) headers['content-length'] = String(Buffer.byteLength(body))
    outgoing.writeHead(status, headers)
    outgoing.end(body)
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
