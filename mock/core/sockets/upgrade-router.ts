import type { Hono } from 'hono'
import type { Profile } from '../../../specs/profile.js'
import type { Journal } from '../journal.js'
import { mountsOf } from '../http/mounts.js'
import { toResponse, type Reply } from '../http/reply.js'
import { SocketEnd, type Wire } from './socket-end.js'
import type { Socket, SocketEndpoint, SocketRequest } from './socket.js'

/** What becomes of who wants a socket: a refusal, or the mock's end of it once there is a wire. */
export type UpgradeDecision =
  | { readonly refused: Response }
  | {
      /** The subprotocol to agree on; nothing when none was offered. */
      readonly protocol: string
      open(wire: Wire): SocketEnd
    }

/** Asks for a socket; `offered` are the client's subprotocols. */
export type Connect = (request: SocketRequest, offered: readonly string[]) => UpgradeDecision | Promise<UpgradeDecision>

/** To whoever asks without an upgrade (RFC 9110, 15.5.22). */
const upgradeRequired = {
  status: 426,
  headers: { connection: 'upgrade', upgrade: 'websocket' },
  body: { message: 'onair mock: this is a WebSocket; plain requests are not answered here.' },
  reason: 'no upgrade',
} satisfies Reply

/** Lets sockets in, and knows those that are open. One for each generation, so that a reset ends them. */
export class UpgradeRouter {
  readonly #journal: Journal
  readonly #now: () => number
  readonly #endpoints = new Map<string, SocketEndpoint>()
  readonly #open = new Set<SocketEnd>()
  #end: ((socket: Socket) => void) | undefined

  constructor(journal: Journal, now: () => number) {
    this.#journal = journal
    this.#now = now
  }

  /** Takes a provider's sockets, by server; its app answers there whoever comes without an upgrade. */
  mount(
    app: Hono,
    profile: Pick<Profile, 'provider' | 'servers'>,
    endpoints: Readonly<Record<string, SocketEndpoint>>,
  ): void {
    for (const [server, endpoint] of Object.entries(endpoints)) {
      for (const path of mountsOf(profile, server)) {
        this.#endpoints.set(path, endpoint)
        app.on('ALL', [path, `${path}/`], ({ req }) => {
          this.#record(profile.provider, req, upgradeRequired)
          return toResponse(upgradeRequired)
        })
      }
    }
  }

  authorize(provider: string, request: SocketRequest, offered: readonly string[]): UpgradeDecision {
    const path = new URL(request.url).pathname
    const record = (reply: Reply) => this.#record(provider, { method: 'GET', path }, reply)
    const refuse = (status: number, reason: string, message: string): UpgradeDecision => {
      const reply = { status, body: { message: `onair mock: ${message}` }, reason }
      record(reply)
      return { refused: toResponse(reply) }
    }

    const endpoint = this.#endpoints.get(path.replace(/\/$/, ''))
    if (!endpoint) {
      const others = [...this.#endpoints.keys()].filter((one) => one.startsWith(`/${provider}/`))
      const hint = others.length > 0 ? ` There is one at ${others.join(' and ')}.` : ''
      return refuse(404, 'no socket here', `no WebSocket is served at ${path}.${hint}`)
    }
    const protocol = offered.find((one) => endpoint.protocols.includes(one)) ?? ''
    if (offered.length > 0 && protocol === '') {
      const spoken = endpoint.protocols.join(', ')
      return refuse(400, 'unknown subprotocol', `none of the subprotocols offered is spoken here: ${spoken}.`)
    }
    return {
      protocol,
      open: (wire) => {
        record({ status: 101 })
        const socket = new SocketEnd(protocol, wire)
        this.#open.add(socket)
        socket.onClose(() => this.#open.delete(socket))
        if (this.#end) this.#end(socket)
        else socket.attempt(() => endpoint.accept(socket, request))
        return socket
      },
    }
  }

  /** Ends every socket, and those that were let in but are not open yet. */
  shut(end: (socket: Socket) => void): void {
    this.#end = end
    for (const socket of this.#open) end(socket)
  }

  #record(
    provider: string,
    { method, path }: { readonly method: string; readonly path: string },
    { status, reason }: Reply,
  ): void {
    const entry = { at: this.#now(), provider, operation: null, method, path, status }
    this.#journal.record(reason === undefined ? entry : { ...entry, reason })
  }
}
