import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { Inbox } from './inbox.js'

type Frame = Readonly<Record<string, unknown>>

/** The server's end of one connection: does what the test says, and nothing else. */
export class Peer {
  readonly #frames = new Inbox<Frame>()
  readonly #socket: WebSocket
  readonly protocol: string
  /** The close code of the client. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>

  constructor(
    socket: WebSocket,
    readonly request: IncomingMessage,
  ) {
    this.#socket = socket
    this.protocol = socket.protocol
    socket.on('message', (data: Buffer) => this.#frames.put(JSON.parse(data.toString()) as Frame))
    socket.on('error', () => {})
    this.closed = once(socket, 'close').then(([code, reason]) => ({ code: code as number, reason: String(reason) }))
  }

  /** The next frame from the client. */
  take(): Promise<Frame> {
    return this.#frames.take()
  }

  /** Received frames that were not read yet. */
  get waiting(): readonly Frame[] {
    return this.#frames.waiting
  }

  /** Sends objects as JSON, strings and bytes unchanged. */
  send(...frames: (Frame | string | Buffer)[]): void {
    for (const frame of frames) {
      this.#socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame))
    }
  }

  /** Reads the first frame, acknowledges it and reads `count` subscriptions. */
  async accept(count: number): Promise<{ readonly init: Frame; readonly starts: readonly Frame[] }> {
    const init = await this.take()
    this.send({ type: 'connection_ack' })
    const starts: Frame[] = []
    while (starts.length < count) starts.push(await this.take())
    return { init, starts }
  }

  close(code: number, reason?: string): void {
    this.#socket.close(code, reason)
  }

  /** No close frame: the client sees 1006. */
  cut(): void {
    this.#socket.terminate()
  }
}

/** A WebSocket server on loopback that the test controls. */
export interface SubscriptionServer {
  readonly url: string
  /** The next connection. */
  take(): Promise<Peer>
  /** Accepted connections that were not read yet. */
  readonly waiting: readonly Peer[]
  close(): Promise<void>
}

export async function subscriptionServer(): Promise<SubscriptionServer> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const peers = new Inbox<Peer>()
  server.on('connection', (socket, request) => peers.put(new Peer(socket, request)))
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take: () => peers.take(),
    get waiting() {
      return peers.waiting
    },
    async close() {
      for (const client of server.clients) client.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
