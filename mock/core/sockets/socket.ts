/** The mock's end of a WebSocket (RFC 6455), over a connection or in process. */
export interface Socket {
  /** The negotiated subprotocol, or an empty string. */
  readonly protocol: string
  /** Sends a text frame. Does nothing if the socket is closing or closed. */
  send(text: string): void
  /**
   * Starts the closing handshake. Delivers no more messages; both ends get the code and the reason. Throws a `RangeError` for a code that is
   * not allowed in a close frame (RFC 6455, section 7.4) and for a reason of more than 123 bytes.
   */
  close(code?: number, reason?: string): void
  /** Cuts the connection without a close frame. The client sees the code 1006. */
  terminate(): void
  /** Listens to messages: text, or bytes for a binary message. */
  onMessage(listener: (data: string | Uint8Array) => void): void
  /** Listens to the end of the socket, by either side. Called once. */
  onClose(listener: (code: number, reason: string) => void): void
}

/** The request for a socket. */
export interface SocketRequest {
  /** The absolute URL, with the scheme `http` or `https`. */
  readonly url: string
  readonly headers: Headers
  /** Address of the caller, or `local` in process. */
  readonly address: string
}
