import { quoted } from '../quoted.js'
import type { Connect } from './upgrade-router.js'
import { isForApplications, isTooLong, maxMessage, type SocketEnd, type Wire } from './socket-end.js'

type Bytes = ArrayBuffer | ArrayBufferView

/**
 * A `WebSocket` class without a network connection. Events come in later microtasks, in the order of a real connection. An error of
 * `connect` becomes the `error` event of the socket.
 */
export function inProcessWebSocket(connect: Connect): typeof globalThis.WebSocket {
  const bound = class WebSocket extends InProcessWebSocket {
    constructor(url: string | URL, protocols?: string | readonly string[]) {
      super(connect, url, protocols)
    }
  }
  return bound as unknown as typeof globalThis.WebSocket
}

/** The client's end of the socket, as in https://websockets.spec.whatwg.org. */
class InProcessWebSocket extends EventTarget {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  readonly CONNECTING = 0
  readonly OPEN = 1
  readonly CLOSING = 2
  readonly CLOSED = 3

  readonly url: string
  readonly extensions = ''
  /** Always 0: messages are delivered at once. */
  readonly bufferedAmount = 0
  protocol = ''
  readyState: 0 | 1 | 2 | 3 = 0
  binaryType = 'blob'
  onopen: ((event: Event) => void) | null = null
  onmessage: ((event: Event) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  onclose: ((event: Event) => void) | null = null
  #end: SocketEnd | undefined

  constructor(connect: Connect, url: string | URL, protocols: string | readonly string[] = []) {
    super()
    const address = readAddress(url)
    const offered = [protocols].flat()
    if (new Set(offered).size < offered.length || offered.some((one) => !/^[!#$%&'*+.^`|~\w-]+$/.test(one))) {
      throw new DOMException('Subprotocols must be tokens without duplicates.', 'SyntaxError')
    }
    this.url = address.href
    for (const type of ['open', 'message', 'error', 'close'] as const) {
      this.addEventListener(type, (event) => this[`on${type}`]?.(event))
    }
    void this.#connect(connect, address, offered)
  }

  /** Sends a message. Throws an `InvalidStateError` before the socket is open. */
  send(data: string | Bytes): void {
    if (this.readyState === 0) throw new DOMException('The WebSocket is not open yet.', 'InvalidStateError')
    if (this.readyState !== 1) return
    const message = typeof data === 'string' ? data : copy(data)
    queueMicrotask(() => {
      if (sizeOf(message) <= maxMessage) return this.#end!.message(message)
      this.#closed(1009, '', true)
      this.#end!.closed(1006, '')
    })
  }

  /** Begins the closing handshake. */
  close(code?: number, reason = ''): void {
    if (code !== undefined && code !== 1000 && !isForApplications(code)) {
      throw new DOMException('The code must be 1000 or from 3000 to 4999.', 'InvalidAccessError')
    }
    if (isTooLong(reason)) throw new DOMException('The reason may have at most 123 bytes.', 'SyntaxError')
    if (this.readyState > 1) return
    const wasOpen = this.readyState === 1
    this.readyState = 2
    queueMicrotask(() => {
      if (!wasOpen) return this.#fail('onair mock: closed before it was open.')
      this.#end!.closed(code ?? 1005, reason)
      queueMicrotask(() => this.#closed(code ?? 1005, reason, true))
    })
  }

  async #connect(connect: Connect, address: URL, offered: readonly string[]): Promise<void> {
    const headers = new Headers(offered.length > 0 ? { 'sec-websocket-protocol': offered.join(', ') } : {})
    try {
      // Gives the caller time to add listeners.
      await Promise.resolve()
      const url = address.href.replace(/^ws/, 'http')
      const decision = await connect({ url, headers, address: 'local' }, offered)
      if (this.readyState !== 0) return
      if ('refused' in decision) throw new Error(`onair mock: refused with ${decision.refused.status}.`)
      this.protocol = decision.protocol
      this.readyState = 1
      this.#end = decision.open(this.#wire)
      this.dispatchEvent(new Event('open'))
    } catch (error) {
      this.#fail((error as Error).message)
    }
  }

  readonly #wire: Wire = {
    send: (data) =>
      queueMicrotask(() => {
        if (this.readyState === 1) this.dispatchEvent(new MessageEvent('message', { data, origin: this.url }))
      }),
    close: (code, reason) =>
      queueMicrotask(() => {
        this.#closed(code, reason, true)
        queueMicrotask(() => this.#end!.closed(code, reason))
      }),
    terminate: () =>
      queueMicrotask(() => {
        this.#closed(1006, '', false)
        this.#end!.closed(1006, '')
      }),
  }

  #fail(message: string): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.dispatchEvent(Object.assign(new Event('error'), { message, error: new Error(message) }))
    this.#tellEnd(1006, '', false)
  }

  #closed(code: number, reason: string, wasClean: boolean): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.#tellEnd(code, reason, wasClean)
  }

  /** Node 20 has no `CloseEvent`. */
  #tellEnd(code: number, reason: string, wasClean: boolean): void {
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason, wasClean }))
  }
}

function readAddress(url: string | URL): URL {
  if (!URL.canParse(url)) throw new DOMException(`${quoted(String(url))} is not a WebSocket URL.`, 'SyntaxError')
  const address = new URL(url)
  address.protocol = address.protocol.replace('http', 'ws')
  if (!/^wss?:$/.test(address.protocol)) {
    throw new DOMException('The scheme of a WebSocket URL must be ws, wss, http or https.', 'SyntaxError')
  }
  address.hash = ''
  return address
}

/** A copy of the bytes, because the sender may change them after `send`. */
function copy(data: Bytes): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
    : new Uint8Array(data).slice()
}

function sizeOf(message: string | Uint8Array): number {
  return typeof message === 'string' ? new TextEncoder().encode(message).length : message.length
}
