import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { printDefect } from '../core/printable.js'
import type { UpgradeDecision, Connect } from '../core/sockets/upgrade-router.js'
import { maxMessage } from '../core/sockets/socket-end.js'

/** The most bytes that are buffered for a client that does not read. Above that it is disconnected. */
const maxWaiting = 16 * 1_048_576

/** Accepts WebSockets on a server. Returns a function that disconnects all of them. */
export function takeUpgrades(server: Server, connect: Connect): () => void {
  const sockets = new Set<Socket>()
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return ignoreUpgrade(server, request, socket, head)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A client that disconnects is not a defect. `close` follows.
    socket.on('error', () => {})
    take(connect, request, socket, head).catch((error: unknown) => {
      printDefect(error)
      socket.destroy()
    })
  })
  return () => {
    for (const socket of sockets) socket.destroy()
  }
}

async function take(connect: Connect, request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
  const { host = 'localhost' } = request.headers
  const url = `${'encrypted' in socket ? 'https' : 'http'}://${host}${request.url}`
  if (!URL.canParse(url)) return refuse(socket, new Response('onair mock: the URL is not valid.', { status: 400 }))
  const headers = new Headers()
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value)
  }
  const offered = headers.get('sec-websocket-protocol')?.split(/\s*,\s*/) ?? []
  const decision = await connect({ url, headers, address: socket.remoteAddress ?? '' }, offered)
  if ('refused' in decision) return refuse(socket, decision.refused)
  // Loaded on first use, because most mocks have no sockets.
  const { WebSocketServer } = await import('ws')
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: maxMessage,
    handleProtocols: () => decision.protocol,
  })
  server.handleUpgrade(request, socket, head, (opened) => join(opened, decision))
}

function join(opened: WebSocket, decision: Exclude<UpgradeDecision, { refused: Response }>): void {
  const end = decision.open({
    send: (text) => (opened.bufferedAmount > maxWaiting ? opened.terminate() : opened.send(text)),
    close: (code, reason) => opened.close(code, reason),
    terminate: () => opened.terminate(),
  })
  opened.on('message', (data: Buffer, isBinary) => end.message(isBinary ? new Uint8Array(data) : data.toString()))
  opened.on('close', (code, reason) => end.closed(code, reason.toString()))
  // ws closes the socket with the right code for a violation of the protocol.
  opened.on('error', () => {})
}

async function refuse(socket: Socket, response: Response): Promise<void> {
  const body = Buffer.from(await response.text())
  const head = [
    `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status]}`,
    `content-type: ${response.headers.get('content-type')}`,
    `content-length: ${body.length}`,
    'connection: close',
  ]
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]))
}

/**
 * Node.js emits `upgrade` for every upgrade request, such as one to HTTP/2. A server may ignore an upgrade (RFC 9110, section 7.8), so a
 * request without WebSocket is put back without the header, and the server reads it again.
 */
function ignoreUpgrade(server: Server, request: IncomingMessage, socket: Socket, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]!.toLowerCase() !== 'upgrade') lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`)
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  server.emit('connection', socket)
}
