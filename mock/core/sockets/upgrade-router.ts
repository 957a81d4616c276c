import type { Context, Hono } from 'hono'
import type { Parts } from '../definition/define-provider.js'
import type { AnyWorld, Env } from '../definition/world.js'
import { endOf } from '../faults/fault-list.js'
import { mountsOf } from '../http/mounts.js'
import { toResponse, type Reply } from '../http/reply.js'
import { recordRequest } from '../journal/record-request.js'
import { SocketEnd, type Wire } from './socket-end.js'
import type { Socket, SocketRequest } from './socket.js'

/** The outcome of a request for a socket: a refusal, or a function that opens the mock's end. */
export type UpgradeDecision =
  | { readonly refused: Response }
  | {
      /** The negotiated subprotocol. Empty if the client offered none. */
      readonly protocol: string
      open(wire: Wire): SocketEnd
    }

/** Handles a request for a socket. `offered` are the client's subprotocols. */
export type Connect = (request: SocketRequest, offered: readonly string[]) => UpgradeDecision | Promise<UpgradeDecision>

/** The reply to a request without an upgrade (RFC 9110, section 15.5.22). */
const upgradeRequired = {
  status: 426,
  headers: { connection: 'upgrade', upgrade: 'websocket' },
  body: { message: 'onair mock: this is a WebSocket endpoint. Connect with a WebSocket client.' },
  reason: 'no upgrade',
} satisfies Reply

/** Adds the responses to plain HTTP requests at WebSocket endpoints. */
export function mountSockets(app: Hono<Env>, { spec: { profile }, sockets }: Parts): void {
  const paths = Object.keys(sockets).flatMap((server) =>
    mountsOf(profile, server).flatMap((path) => [path, `${path}/`]),
  )
  if (paths.length === 0) return
  app.on('ALL', paths, ({ req, env }: Context<Env>) => {
    recordRequest(env.world, null, req, upgradeRequired)
    return toResponse(upgradeRequired)
  })
}

/** Routes requests for sockets, and keeps the open sockets. Each generation has its own, so that a reset ends them. */
export class UpgradeRouter {
  /** The open sockets, each with its endpoint: `<provider>.<server>`. */
  readonly #open = new Map<SocketEnd, string>()
  #end: ((socket: Socket) => void) | undefined

  /** `path` is the path of the request, without the prefix. */
  route(
    world: AnyWorld,
    { spec: { profile }, sockets }: Parts,
    path: string,
    request: SocketRequest,
    offered: readonly string[],
  ): UpgradeDecision {
    const asked = { method: 'GET', path }
    const refuse = (status: number, reason: string, message: string): UpgradeDecision => {
      const reply = { status, body: { message: `onair mock: ${message}` }, reason }
      recordRequest(world, null, asked, reply)
      return { refused: toResponse(reply) }
    }
    const endpoints = Object.entries(sockets).flatMap(([server, endpoint]) =>
      mountsOf(profile, server).map((mount) => ({ mount, endpoint, name: `${profile.provider}.${server}` })),
    )
    const bare = path.replace(/\/$/, '')
    const found = endpoints.find(({ mount }) => mount === bare)
    if (!found) {
      const hint = endpoints.length > 0 ? ` Use ${endpoints.map(({ mount }) => mount).join(' or ')}.` : ''
      return refuse(404, 'no socket here', `there is no WebSocket endpoint at ${path}.${hint}`)
    }
    const { endpoint, name } = found
    const protocol = offered.find((one) => endpoint.protocols.includes(one)) ?? ''
    if (offered.length > 0 && protocol === '') {
      const supported = endpoint.protocols.join(', ')
      return refuse(400, 'unknown subprotocol', `the offered subprotocols are not supported. Offer ${supported}.`)
    }
    return {
      protocol,
      open: (wire) => {
        const [fault] = world.faults.size > 0 ? world.faults.take([name]) : []
        recordRequest(world, null, asked, { status: 101, ...(fault && { reason: `fault: ${fault.action}` }) })
        const send: Wire['send'] = (text) => {
          if (world.faults.size === 0 || !world.faults.mutes(name)) wire.send(text)
        }
        const socket = new SocketEnd(protocol, { ...wire, send })
        this.#open.set(socket, name)
        socket.onClose(() => this.#open.delete(socket))
        const end = this.#end ?? (fault && endOf(fault))
        if (end) end(socket)
        else socket.attempt(() => endpoint.accept(socket, request, world))
        return socket
      },
    }
  }

  /** Ends every open socket, and every socket that opens later. */
  shut(end: (socket: Socket) => void): void {
    this.#end = end
    for (const socket of this.#open.keys()) end(socket)
  }

  /** Ends every open socket of an endpoint. */
  end(endpoint: string, end: (socket: Socket) => void): void {
    for (const [socket, name] of this.#open) if (name === endpoint) end(socket)
  }
}
