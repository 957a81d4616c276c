import type { Context, Hono } from 'hono'
import type { Parts } from '../definition/define-provider.js'
import type { AnyWorld, Env } from '../definition/world.js'
import { endOf } from '../faults/fault-list.js'
import { mountsOf } from '../http/mounts.js'
import { toResponse, type Reply } from '../http/reply.js'
import { recordRequest } from '../journal/record-request.js'
import { SocketEnd, type Wire } from './socket-end.js'
import type { Socket, SocketRequest } from './socket.js'

/** What becomes of a request for a socket: a refusal, or the mock's end of it once there is a wire. */
export type UpgradeDecision =
  | { readonly refused: Response }
  | {
      /** The subprotocol to agree on; empty if none was offered. */
      readonly protocol: string
      open(wire: Wire): SocketEnd
    }

/** Asks for a socket; `offered` are the client's subprotocols. */
export type Connect = (request: SocketRequest, offered: readonly string[]) => UpgradeDecision | Promise<UpgradeDecision>

/** For a request without an upgrade (RFC 9110, 15.5.22). */
const upgradeRequired = {
  status: 426,
  headers: { connection: 'upgrade', upgrade: 'websocket' },
  body: { message: 'onair mock: this is a WebSocket; plain requests are not answered here.' },
  reason: 'no upgrade',
} satisfies Reply

/** Answers plain requests where a provider has its sockets. */
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

/** Lets sockets in, and knows those that are open. One for each generation, so that a reset ends them. */
export class UpgradeRouter {
  /** With the endpoint of each: `<provider>.<server>`. */
  readonly #open = new Map<SocketEnd, string>()
  #end: ((socket: Socket) => void) | undefined

  /** `path` is that of the request, without the sandbox. */
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
      const hint = endpoints.length > 0 ? ` There is one at ${endpoints.map(({ mount }) => mount).join(' and ')}.` : ''
      return refuse(404, 'no socket here', `no WebSocket is served at ${path}.${hint}`)
    }
    const { endpoint, name } = found
    const protocol = offered.find((one) => endpoint.protocols.includes(one)) ?? ''
    if (offered.length > 0 && protocol === '') {
      const spoken = endpoint.protocols.join(', ')
      return refuse(400, 'unknown subprotocol', `none of the subprotocols offered is spoken here: ${spoken}.`)
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

  /** Ends every socket, and those that were let in but are not open yet. */
  shut(end: (socket: Socket) => void): void {
    this.#end = end
    for (const socket of this.#open.keys()) end(socket)
  }

  /** Ends every open socket of an endpoint. */
  end(endpoint: string, end: (socket: Socket) => void): void {
    for (const [socket, name] of this.#open) if (name === endpoint) end(socket)
  }
}
