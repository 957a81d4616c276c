/**
 * A server of the legacy graphql-ws protocol that only sends. A message `{ path, count }` makes it send that many chat messages to the
 * client that connected to `path`, as fast as the client reads, and report when the client has read the last one. The frames are encoded
 * once and written in groups of some hundreds, so that the server's cost does not hide the client's.
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { WebSocketServer } from 'ws'

/** More than any client remembers, so that they can be sent again. */
const DIFFERENT = 4096

/** Frames in one write. */
const BLOCK = 512

const sender = {
  __typename: 'StreamchatUser',
  id: 'streamchatuser:bob',
  username: 'bob',
  displayname: 'Bob',
  avatar: `https://images.prd.dlivecdn.com/avatar/${randomUUID()}`,
  partnerStatus: 'NONE',
  badges: [],
  effect: null,
}

const messages = Array.from({ length: DIFFERENT }, (_, i) => ({
  __typename: 'ChatText',
  type: 'Message',
  id: randomUUID(),
  content: `Message ${i}, of about the length that people write when they chat`,
  createdAt: `1700000000${String(i).padStart(9, '0')}`,
  emojis: [],
  subLength: 0,
  subscribing: false,
  role: 'None',
  roomRole: 'Member',
  sender,
}))

/** A text frame of RFC 6455, section 5.2, without a mask and below 64 KiB. */
function encode(message) {
  const payload = { data: { streamMessageReceived: [message] } }
  const text = Buffer.from(JSON.stringify({ type: 'data', id: '1', payload }))
  const head = Buffer.from([0x81, 126, text.length >> 8, text.length & 255])
  return Buffer.concat([head, text])
}

const frames = messages.map(encode)
const sockets = new Map()

const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => process.send({ port: server.address().port }))
server.on('connection', (socket, request) => {
  socket.position = 0
  sockets.set(request.url, socket)
  socket.on('message', (data) => {
    if (JSON.parse(data).type === 'connection_init') socket.send('{"type":"connection_ack"}')
  })
})

process.on('message', async (question) => {
  if (typeof question !== 'object') return
  const { path, count } = question
  const socket = sockets.get(path)
  const wire = socket._socket
  const end = socket.position + count
  while (socket.position < end) {
    // An id must not repeat soon: the client would drop it as a duplicate.
    const from = socket.position % DIFFERENT
    const some = frames.slice(from, from + Math.min(BLOCK, end - socket.position))
    socket.position += some.length
    if (!wire.write(Buffer.concat(some))) await once(wire, 'drain')
  }
  // The answer comes after everything that was sent before it.
  socket.ping()
  await once(socket, 'pong')
  process.send({ sent: count })
})
