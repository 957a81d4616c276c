/**
 * The part of a WebSocket (https://websockets.spec.whatwg.org) that is used here, so that the platform's, that of `ws` and a mock's all
 * fit.
 */
export interface WebSocketLike {
  addEventListener(type: 'open' | 'message' | 'error' | 'close', listener: (event: any) => void): void
  send(data: string): void
  close(code?: number, reason?: string): void
  /** Cuts the connection without a closing handshake, if the class supports it. */
  terminate?(): void
}

export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike

/** The maximum of a frame, in bytes or in characters of a text. */
export const LONGEST_FRAME = 1_048_576

/** Opens a socket to an address, offering a subprotocol. */
export type OpenSocket = (url: string, protocol: string) => WebSocketLike

/**
 * Opens sockets of the class `given`, else of the platform's (looked up at the call; Node.js 22 or later), else of `ws`.
 * Only `ws` can stop reading a frame that is too long. With others its text is in memory before it can be measured.
 */
export async function socketOpener(given?: WebSocketConstructor): Promise<OpenSocket> {
  const Found: WebSocketConstructor | undefined = given ?? globalThis.WebSocket
  if (Found) return (url, protocol) => new Found(url, [protocol])
  const { WebSocket } = await import('ws')
  // A peer that does not answer a close frame holds the process open for `closeTimeout`; `ws` would allow it 30 s.
  const limits = { maxPayload: LONGEST_FRAME, perMessageDeflate: false, closeTimeout: 2000 }
  return (url, protocol) => new WebSocket(url, protocol, limits)
}
