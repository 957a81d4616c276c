import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { printDefect } from '../core/printable.js'
import type { UpgradeDecision, Connect } from '../core/sockets/upgrade-router.js'
import { maxMessage } from '../core/sockets/socket-end.js'

/** Bytes that may wait for a peer that does not read. With more it is cut off, so that the mock's memory does not fill. */
const maxWaiting = 16 * 1_048_576

/** Takes WebSockets on a server. Gives a function that cuts them all. */
export function takeUpgrades(server: Server, connect: Connect): () => void {
  const sockets = new Set<Socket>()
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return ignoreUpgrade(server, request, socket, head)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A peer that goes away is no defect; its socket is closed all the same.
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
  if (!URL.canParse(url)) return refuse(socket, new Response('onair mock: no address.', { status: 400 }))
  const headers = new Headers()
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value)
  }
  const offered = headers.get('sec-websocket-protocol')?.split(/\s*,\s*/) ?? []
  const admission = await connect({ url, headers, address: socket.remoteAddress ?? '' }, offered)
  if ('refused' in admission) return refuse(socket, admission.refused)
  // Loaded when first wanted: it is not for free, and most mocks have no sockets.
  const { WebSocketServer } = await import('ws')
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: maxMessage,
    handleProtocols: () => admission.protocol,
  })
  server.handleUpgrade(request, socket, head, (opened) => join(opened, admission))
}

function join(opened: WebSocket, admission: Exclude<UpgradeDecision, { refused: Response }>): void {
  const end = admission.open({
    send: (text) => (opened.bufferedAmount > maxWaiting ? opened.terminate() : opened.send(text)),
    close: (code, reason) => opened.close(code, reason),
    terminate: () => opened.terminate(),
  })
  opened.on('message', (data: Buffer, isBinary) => end.message(isBinary ? new Uint8Array(data) : data.toString()))
  opened.on('close', (code, reason) => end.closed(code, reason.toString()))
  // What breaks the protocol is answered by ws, with the code that fits.
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
 * Node hands over every request that speaks of an upgrade, such as one to HTTP/2. Any but a WebSocket's is answered as what it
 * is otherwise (RFC 9110, 7.8), so it is put back, without that word, for the server to read again.
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
