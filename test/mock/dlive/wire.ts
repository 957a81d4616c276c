import { onTestFinished } from 'vitest'
import WebSocketOverTcp from 'ws'
import type { Mock } from '../../../mock/index.js'
import { Inbox } from '../../support/inbox.js'

export const chatOf = 'subscription($streamer: String!) { streamMessageReceived(streamer: $streamer) { __typename } }'
export const chestOf =
  'subscription($streamer: String!) { treasureChestMessageReceived(streamer: $streamer) { __typename } }'

/** A client's end of the socket, which sends what the test says and stores what it receives. */
export class Wire {
  readonly #socket: WebSocket
  readonly #frames = new Inbox<any>()
  /** Resolves to the close code and reason. */
  readonly closed: Promise<[number, string]>

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => this.#frames.put(JSON.parse(String(data))))
    this.closed = new Promise((resolve) => {
      socket.addEventListener('close', ({ code, reason }) => resolve([code, reason]))
    })
  }

  /** Opens one in process, or over TCP if an address is given. */
  static async open(mock: Mock, url?: string, protocols: string[] = ['graphql-ws']): Promise<Wire> {
    const Class = url === undefined ? mock.webSocket : (WebSocketOverTcp as unknown as typeof WebSocket)
    const socket = new Class(`${(url ?? mock.url).replace('http', 'ws')}/dlive/ws`, protocols)
    const wire = new Wire(socket)
    onTestFinished(() => socket.close())
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve)
      socket.addEventListener('error', () => reject(new Error('refused')))
    })
    return wire
  }

  /** Opens one and waits for the acknowledgement. */
  static async ready(mock: Mock, authorization: string, url?: string): Promise<Wire> {
    const wire = await Wire.open(mock, url)
    wire.init(authorization)
    const { type } = await wire.next()
    if (type !== 'connection_ack') throw new Error(`${type} came, no acknowledgement`)
    return wire
  }

  send(frame: unknown): void {
    this.raw(JSON.stringify(frame))
  }

  raw(data: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(data)
  }

  init(authorization?: string): void {
    this.send({ type: 'connection_init', ...(authorization !== undefined && { payload: { authorization } }) })
  }

  start(id: string | undefined, streamer = 'alice', query = chatOf): void {
    this.send({ type: 'start', ...(id !== undefined && { id }), payload: { query, variables: { streamer } } })
  }

  close(): void {
    this.#socket.close()
  }

  /** The next frame. */
  next(): Promise<any> {
    return this.#frames.take()
  }

  /** Received frames that were not read yet. */
  get waiting(): readonly any[] {
    return this.#frames.waiting
  }
}
