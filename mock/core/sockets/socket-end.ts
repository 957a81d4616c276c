import { printDefect } from '../printable.js'
import type { Socket } from './socket.js'

/** The carrier of frames: a connection, or the peer in the same process. Its effects are asynchronous. */
export interface Wire {
  send(text: string): void
  close(code: number, reason: string): void
  terminate(): void
}

/** The largest accepted message, in bytes. A larger one closes the socket with 1009 (RFC 6455, section 7.4.1). */
export const maxMessage = 1_048_576

/**
 * The mock's end of a socket, over any wire.
 * - After `close` or `terminate` it sends and delivers no more messages. `onClose` is still called.
 * - A failing listener is a defect of the mock: it is printed, and the socket is closed with 1011. The process continues.
 */
export class SocketEnd implements Socket {
  readonly protocol: string
  readonly #wire: Wire
  readonly #onMessage: ((data: string | Uint8Array) => unknown)[] = []
  readonly #onClose: ((code: number, reason: string) => unknown)[] = []
  #state: 'open' | 'closing' | 'closed' = 'open'
  #farewell: { readonly code: number; readonly reason: string } | undefined

  constructor(protocol: string, wire: Wire) {
    this.protocol = protocol
    this.#wire = wire
  }

  send(text: string): void {
    if (this.#state === 'open') this.#wire.send(text)
  }

  close(code = 1000, reason = ''): void {
    if (!isForFrames(code)) {
      throw new RangeError(
        `${code} is not allowed in a close frame: use 1000 or a code from 3000 to 4999. To cut the connection, call terminate().`,
      )
    }
    if (isTooLong(reason)) throw new RangeError('The reason of a close frame may have at most 123 bytes.')
    if (this.#state !== 'open') return
    this.#state = 'closing'
    this.#farewell = { code, reason }
    this.#wire.close(code, reason)
  }

  terminate(): void {
    if (this.#state === 'closed') return
    this.#state = 'closing'
    this.#farewell = undefined
    this.#wire.terminate()
  }

  onMessage(listener: (data: string | Uint8Array) => void): void {
    this.#onMessage.push(listener)
  }

  onClose(listener: (code: number, reason: string) => void): void {
    this.#onClose.push(listener)
  }

  /** Called by the wire for a message. */
  message(data: string | Uint8Array): void {
    if (this.#state === 'open') for (const listener of this.#onMessage) this.attempt(() => listener(data))
  }

  /** Called by the wire at the end. Some peers do not send the reason back, so the reason of our own `close` is used. */
  closed(code: number, reason: string): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    const end = (code !== 1006 && this.#farewell) || { code, reason }
    for (const listener of this.#onClose) this.attempt(() => listener(end.code, end.reason))
  }

  /** Runs a listener of the endpoint, synchronous or asynchronous. */
  attempt(work: () => unknown): void {
    const attempted = async () => work()
    attempted().catch((error: unknown) => {
      printDefect(error)
      this.close(1011, 'onair mock: the mock has a defect: see its output.')
    })
  }
}

/** Whether a close frame may have this code (RFC 6455, section 7.4). */
export const isForFrames = (code: number): boolean =>
  Number.isInteger(code) &&
  ((code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || isForApplications(code))

/** Whether a code is reserved for libraries and applications (RFC 6455, section 7.4.2). */
export const isForApplications = (code: number): boolean => code >= 3000 && code <= 4999

/** Whether a reason does not fit into a close frame: at most 125 bytes, of which 2 are the code. */
export const isTooLong = (reason: string): boolean => new TextEncoder().encode(reason).length > 123
