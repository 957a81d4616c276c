/**
 * Receives chat messages in one of the `ways` below, from the server at the given port. A number makes it report that it is ready, count
 * that many messages and report their CPU time in microseconds. `{ every, times }` makes it report the size of the heap at the start, and
 * then `times` more times, each after `every` messages.
 */
import { on } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { staticToken } from 'onair'
import { createDLive } from 'onair/dlive'
import { WebSocket } from 'ws'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc')

const [way, port] = process.argv.slice(2)
let received = 0
let wanted = Infinity
let done = () => {}

function count() {
  if (++received === wanted) done()
}

/** As an application would by hand: parse the frame, read its type, pass on each event. */
function take(data) {
  const frame = JSON.parse(data)
  if (frame.type === 'data') for (const event of frame.payload.data.streamMessageReceived) if (event.type) count()
  return frame.type
}

function connect() {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${way}`, 'graphql-ws')
  socket.on('open', () => socket.send('{"type":"connection_init","payload":{"authorization":"token"}}'))
  return socket
}

function start(socket) {
  const query = 'subscription ($streamer: String!) { streamMessageReceived(streamer: $streamer) { __typename } }'
  socket.send(JSON.stringify({ type: 'start', id: '1', payload: { query, variables: { streamer: 'alice' } } }))
  process.send({ path: `/${way}` })
}

function events(options) {
  const dlive = createDLive({ auth: staticToken('token'), baseUrl: `http://127.0.0.1:${port}/${way}` })
  return dlive.events('alice', { include: ['chat'], ...options })
}

const ways = {
  ws() {
    const socket = connect()
    socket.on('message', (data) => {
      if (take(data) === 'connection_ack') start(socket)
    })
  },
  async 'ws-iterated'() {
    const socket = connect()
    for await (const [data] of on(socket, 'message')) {
      if (take(data) === 'connection_ack') start(socket)
    }
  },
  async onair() {
    for await (const event of events()) {
      if (event.kind === 'connected') process.send({ path: `/${way}/dlive/ws` })
      else if (event.kind === 'chat') count()
      else throw new Error(`An event was lost: ${JSON.stringify(event)}`)
    }
  },
  /** Reads nothing before the last event. The overflow event then says how many were lost. */
  async 'onair-unread'() {
    const iterator = events()
    await iterator.next()
    process.on('message', async (question) => {
      if (question !== 'read') return
      gc()
      const { heapUsed } = process.memoryUsage()
      const { value } = await iterator.next()
      process.send({ heapUsed, dropped: value.dropped ?? 0 })
    })
    gc()
    process.send({ path: `/${way}/dlive/ws`, heapUsed: process.memoryUsage().heapUsed })
  },
}

process.on('message', async (question) => {
  if (typeof question === 'number') {
    wanted = received + question
    const before = process.cpuUsage()
    done = () => {
      const { user, system } = process.cpuUsage(before)
      process.send({ cpu: user + system })
    }
    process.send('ready')
  } else if (question.every) {
    const heaps = []
    const { every, times } = question
    done = () => {
      gc()
      heaps.push(process.memoryUsage().heapUsed)
      wanted = received + every
      if (heaps.length > times) process.send({ heaps })
    }
    done()
    process.send('ready')
  }
})
await ways[way]()
