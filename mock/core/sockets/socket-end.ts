import { printDefect } from '../printable.js'
import type { Socket } from './socket.js'

/** What carries the frames: a connection, or the peer in the same process. What it brings about happens later, never within the call. */
export interface Wire {
  send(text: string): void
  close(code: number, reason: string): void
  terminate(): void
}

/** The largest message that is taken, in bytes; a larger one ends the socket with 1009, as RFC 6455, 7.4.1 has it. */
export const maxMessage = 1_048_576

/**
 * The mock's end of a socket, over any wire.
 * - After `close` and `terminate` nothing is sent or heard any more; the end itself is still told.
 * - A listener that fails is a defect of the mock: it is shown, and the peer sees 1011. The process goes on.
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
        `${code} is no code for a close frame: give 1000 or one from 3000 to 4999. To cut, terminate.`,
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

  /** For the wire: a message has come. */
  message(data: string | Uint8Array): void {
    if (this.#state === 'open') for (const listener of this.#onMessage) this.attempt(() => listener(data))
  }

  /** For the wire: this was the end of it. Peers do not all send back the reason, so our own word for the end stands. */
  closed(code: number, reason: string): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    const end = (code !== 1006 && this.#farewell) || { code, reason }
    for (const listener of this.#onClose) this.attempt(() => listener(end.code, end.reason))
  }

  /** Does work of the endpoint, be it asynchronous or not. */
  attempt(work: () => unknown): void {
    const attempted = async () => work()
    attempted().catch((error: unknown) => {
      printDefect(error)
      this.close(1011, 'onair mock: a defect of the mock; see its output.')
    })
  }
}

/** Codes that a close frame may carry (RFC 6455, 7.4). */
export const isForFrames = (code: number): boolean =>
  Number.isInteger(code) &&
  ((code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || isForApplications(code))

/** Codes that are left to applications (RFC 6455, 7.4.2). */
export const isForApplications = (code: number): boolean => code >= 3000 && code <= 4999

/** Whether a close frame, of 125 bytes with the code, has no room for it. */
export const isTooLong = (reason: string): boolean => new TextEncoder().encode(reason).length > 123
