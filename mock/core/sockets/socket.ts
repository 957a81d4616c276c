/** The mock's end of a WebSocket (RFC 6455), be it over a connection or in process. */
export interface Socket {
  /** The subprotocol that was agreed on, or nothing. */
  readonly protocol: string
  /** Sends a text frame; does nothing once the socket is closing. */
  send(text: string): void
  /**
   * Begins the closing handshake: no message is heard any more, and both ends are told this code and reason. Throws a
   * `RangeError` for a code that no close frame may carry (RFC 6455, 7.4) and for a reason of more than 123 bytes.
   */
  close(code?: number, reason?: string): void
  /** Cuts the connection without a close frame, as a network does: the peer sees 1006. */
  terminate(): void
  /** A message of the peer: text, or the bytes of a binary one. */
  onMessage(listener: (data: string | Uint8Array) => void): void
  /** The end of the socket, by either side. Called once. */
  onClose(listener: (code: number, reason: string) => void): void
}

/** What a socket was asked for with. */
export interface SocketRequest {
  /** As in-process requests and those over HTTP have it: absolute, with the path it was asked at. */
  readonly url: string
  readonly headers: Headers
  /** Address of the caller; `local` in process. */
  readonly address: string
}
