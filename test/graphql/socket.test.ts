/** The protocol under `events`, against a server that each test scripts, over real sockets. */
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { TokenSource } from '../../src/auth/token.js'
import type { Malformed, Subscription } from '../../src/graphql/socket/connection.js'
import { subscribe, type Loss, type Recovery, type SubscribeOptions } from '../../src/graphql/socket/subscribe.js'
import { failure } from '../support/failure.js'
import { Inbox } from '../support/inbox.js'
import { manualClock, type ManualClock } from '../support/manual-clock.js'
import { subscriptionServer, type SubscriptionServer } from '../support/subscription-server.js'

const token = 'app-token-that-must-stay-hidden'

const one = { name: 'one', query: 'subscription ($n: Int!) { ticks(n: $n) }', variables: { n: 1 } }
const two = { name: 'two', query: 'subscription { tocks }', variables: {} }

type Happening =
  | { readonly connected: Recovery | undefined }
  | { readonly disconnected: Loss }
  | { readonly malformed: Malformed }
  | { readonly data: unknown; readonly of: string }

let server: SubscriptionServer
let clock: ManualClock
let stop: AbortController

beforeEach(async () => {
  // The class of ws, even if this Node.js has its own.
  vi.stubGlobal('WebSocket', undefined)
  server = await subscriptionServer()
  clock = manualClock()
  stop = new AbortController()
})
afterEach(async () => {
  vi.unstubAllGlobals()
  stop.abort()
  await server.close()
})

/** Returns `values` in sequence, then the last one forever. Records the tokens that were reported as rejected. */
function tokensInTurn(...values: string[]): TokenSource & { readonly rejected: (string | undefined)[] } {
  const rejected: (string | undefined)[] = []
  return {
    rejected,
    async token(options) {
      rejected.push(options?.rejected)
      return { value: (values.length > 1 ? values.shift() : values[0])! }
    },
  }
}

function listen(options: Partial<SubscribeOptions<Subscription>> = {}) {
  const happenings = new Inbox<Happening>()
  const { put } = happenings
  const done = subscribe({
    url: server.url,
    source: tokensInTurn(token),
    subscriptions: [one],
    clock,
    keepAlive: 60_000,
    signal: stop.signal,
    random: () => 0.5,
    init: (value) => ({ authorization: value }),
    onConnected: (connected) => put({ connected }),
    onDisconnected: (disconnected) => put({ disconnected }),
    onMalformed: (malformed) => put({ malformed }),
    onData: ({ name }, data) => {
      put({ data, of: name })
      return undefined
    },
    ...options,
  })
  const ended = failure(done)
  return { take: () => happenings.take(), happenings, done, ended }
}

/** A listener with an open first connection, and the server's end of it. */
async function listening(options: Partial<SubscribeOptions<Subscription>> = {}) {
  const listener = listen(options)
  const peer = await server.take()
  const { init, starts } = await peer.accept(options.subscriptions?.length ?? 1)
  expect(await listener.take()).toEqual({ connected: undefined })
  return { ...listener, peer, init, starts }
}

/** Skips the wait before the next connection. It starts when the client has noticed the loss. */
async function reconnection(ms: number) {
  await vi.waitFor(() => expect(clock.due).not.toEqual([]), { interval: 1 })
  expect(clock.due).toEqual([clock.now() + ms])
  await clock.advance(ms)
  return server.take()
}

describe('a connection', () => {
  test('opens with the token, and subscribes after the server’s ack', async () => {
    const listener = listen({ subscriptions: [one, two] })
    const peer = await server.take()
    expect(peer.protocol).toBe('graphql-ws')
    expect(await peer.take()).toEqual({ type: 'connection_init', payload: { authorization: token } })
    peer.send({ type: 'ka' })
    await clock.settle()
    expect(peer.waiting).toEqual([])
    peer.send({ type: 'connection_ack' })
    const { query, variables } = one
    expect(await peer.take()).toEqual({ id: '1', type: 'start', payload: { query, variables } })
    expect(await peer.take()).toMatchObject({ id: '2', type: 'start', payload: { query: two.query } })
    expect(await listener.take()).toEqual({ connected: undefined })
  })

  test('hands each subscription its data', async () => {
    const { peer, take } = await listening({ subscriptions: [one, two] })
    peer.send({ type: 'data', id: '2', payload: { data: { tocks: 7 } } })
    peer.send({ type: 'data', id: '1', payload: { data: { ticks: 8 } } })
    expect([await take(), await take()]).toEqual([
      { of: 'two', data: { tocks: 7 } },
      { of: 'one', data: { ticks: 8 } },
    ])
  })

  test('subscribes once, even if the server acknowledges again', async () => {
    const { peer, take } = await listening()
    peer.send({ type: 'connection_ack' }, { type: 'data', id: '1', payload: { data: {} } })
    expect(await take()).toMatchObject({ of: 'one' })
    expect(peer.waiting).toEqual([])
  })

  test('ends with a stop for each subscription and a close frame', async () => {
    const { peer, done } = await listening({ subscriptions: [one, two] })
    stop.abort()
    await done
    expect([await peer.take(), await peer.take()]).toEqual([
      { id: '1', type: 'stop' },
      { id: '2', type: 'stop' },
    ])
    expect(await peer.closed).toEqual({ code: 1000, reason: '' })
  })

  test('uses the given class, else the platform’s current one, else that of ws', async () => {
    const made: string[] = []
    const recording = (name: string) =>
      class extends WebSocket {
        constructor(url: string, protocols: string[]) {
          super(url, protocols)
          made.push(name)
        }
      }
    const connectOnce = async (options: Partial<SubscribeOptions<Subscription>>) => {
      await listening(options)
      stop.abort()
      stop = new AbortController()
    }
    vi.stubGlobal('WebSocket', recording('platform'))
    await connectOnce({ webSocket: recording('given') })
    await connectOnce({})
    vi.stubGlobal('WebSocket', undefined)
    await connectOnce({})
    expect(made).toEqual(['given', 'platform'])
  })

  test('that cannot be opened counts as a lost one', async () => {
    const webSocket: unknown = function refuse() {
      throw new DOMException('An insecure address.', 'SecurityError')
    }
    const { take, ended } = listen({ webSocket: webSocket as never, reconnect: { attempts: 0 } })
    expect(await take()).toEqual({ disconnected: { code: undefined, reason: 'An insecure address.' } })
    expect(await ended).toMatchObject({ code: 'network', phase: 'connect', reason: 'An insecure address.' })
  })
})

describe('invalid frames', () => {
  const malformed = (reason: string, frame: string) => ({ malformed: { reason, frame } })

  test.each([
    ['not JSON', '{"type":"da'],
    ['not JSON', ''],
    ['not an object', '[]'],
    ['not an object', 'null'],
    ['not an object', '"ka"'],
    ['unknown type', '{"type":"next"}'],
    ['unknown type', '{}'],
    ['unknown type', '{"type":7}'],
    ['unknown id', '{"type":"data","id":"9","payload":{"data":{}}}'],
    ['unknown id', '{"type":"data","id":1,"payload":{"data":{}}}'],
    ['unknown id', '{"type":"data","payload":{"data":{}}}'],
    ['unknown id', '{"type":"error","id":"9"}'],
    ['unknown id', '{"type":"complete","id":"__proto__"}'],
    ['no data', '{"type":"data","id":"1"}'],
    ['no data', '{"type":"data","id":"1","payload":null}'],
    ['no data', '{"type":"data","id":"1","payload":{"data":null}}'],
    ['no data', '{"type":"data","id":"1","payload":{"data":null,"errors":[]}}'],
    ['no data', '{"type":"data","id":"1","payload":{"data":[]}}'],
    ['errors', '{"type":"data","id":"1","payload":{"data":null,"errors":[{"message":"Require login"}]}}'],
  ])('are reported (%s), and the next frame is read: %s', async (reason, text) => {
    const { peer, take } = await listening()
    peer.send(text, { type: 'data', id: '1', payload: { data: { ticks: 1 } } })
    expect([await take(), await take()]).toEqual([malformed(reason, text), { of: 'one', data: { ticks: 1 } }])
  })

  test('are reported when they are binary', async () => {
    const { peer, take } = await listening()
    peer.send(Buffer.from('{"type":"ka"}'))
    expect(await take()).toEqual(malformed('binary', ''))
  })

  test.each(['data', 'error', 'complete'])('are reported when they come before the ack: %s', async (type) => {
    const { take } = listen()
    const peer = await server.take()
    await peer.take()
    const text = JSON.stringify({ type, id: '1', payload: { data: { ticks: 1 } } })
    peer.send(text, { type: 'connection_ack' })
    expect(await take()).toEqual(malformed('before ack', text))
    expect(await take()).toEqual({ connected: undefined })
  })

  test('are shown without the token, and up to 200 characters', async () => {
    const { peer, take } = await listening()
    peer.send(`${token} and ${'x'.repeat(150)}${token}${'y'.repeat(200)}`)
    expect(await take()).toEqual(malformed('not JSON', `[redacted] and ${'x'.repeat(150)}[redacted]`))
  })

  test('pass errors beside data on to the caller', async () => {
    const { peer, take } = await listening()
    const text = '{"type":"data","id":"1","payload":{"data":{"ticks":1},"errors":[{"message":"half"}]}}'
    peer.send(text)
    expect([await take(), await take()]).toEqual([{ of: 'one', data: { ticks: 1 } }, malformed('errors', text)])
  })

  test('include data that the caller calls invalid', async () => {
    const { peer, take } = await listening({ onData: () => 'not an event' })
    const text = '{"type":"data","id":"1","payload":{"data":{}}}'
    peer.send(text)
    expect(await take()).toEqual(malformed('not an event', text))
  })

  const fiveMebibytes = `{"type":"data","id":"1","payload":{"data":{"ticks":"${'x'.repeat(5 * 1_048_576)}"}}}`

  test('that are too long for ws end the connection, and a new one is opened', async () => {
    const { peer, take } = await listening()
    peer.send(fiveMebibytes)
    expect(await take()).toEqual(malformed('too long', ''))
    expect(await take()).toEqual({ disconnected: { code: 1006, reason: 'Max payload size exceeded' } })
    await (await reconnection(500)).accept(1)
    expect(await take()).toMatchObject({ connected: { attempt: 1, code: 1006 } })
  })

  test('that are too long for another class are dropped, and the connection goes on', async () => {
    const { peer, take } = await listening({ webSocket: WebSocket })
    peer.send(fiveMebibytes, { type: 'data', id: '1', payload: { data: { ticks: 1 } } })
    expect(await take()).toEqual(malformed('too long', fiveMebibytes.slice(0, 200)))
    expect(await take()).toEqual({ of: 'one', data: { ticks: 1 } })
  })
})

describe('a lost connection', () => {
  test.each([1000, 1001, 1002, 1011, 4000, 4403, 4999])(
    'is reopened after close code %i, with every subscription',
    async (code) => {
      const { peer, take } = await listening({ subscriptions: [one, two] })
      await clock.advance(1234)
      peer.send({ type: 'ka' }, 'to be seen by the client')
      await take()
      const since = clock.now()
      await clock.advance(5000)
      peer.close(code, 'bye')
      expect(await take()).toEqual({ disconnected: { code, reason: 'bye' } })
      const { init, starts } = await (await reconnection(500)).accept(2)
      expect(init.payload).toEqual({ authorization: token })
      expect(starts.map(({ id, payload }) => [id, (payload as typeof one).query])).toEqual([
        ['1', one.query],
        ['2', two.query],
      ])
      expect(await take()).toEqual({ connected: { code, reason: 'bye', attempt: 1, since } })
    },
  )

  test('without a close frame counts as 1006', async () => {
    const { peer, take } = await listening()
    peer.cut()
    expect(await take()).toMatchObject({ disconnected: { code: 1006 } })
    await reconnection(500)
  })

  test('by a connection_error after the ack says so, and keeps the token', async () => {
    const source = tokensInTurn(token)
    const { peer, take } = await listening({ source })
    peer.send({ type: 'connection_error', payload: { message: 'too busy' } })
    expect(await take()).toEqual({ disconnected: { code: undefined, reason: 'too busy' } })
    await reconnection(500)
    expect(source.rejected).toEqual([undefined, undefined])
  })

  test('is reopened after delays that double up to the cap, and reported as lost once', async () => {
    const { peer, take, happenings } = await listening({ reconnect: { base: 100, cap: 300 } })
    peer.close(1011)
    for (const wait of [50, 100, 150, 150]) (await reconnection(wait)).close(1013, 'not now')
    const { starts } = await (await reconnection(150)).accept(1)
    expect(starts).toHaveLength(1)
    expect(await take()).toMatchObject({ disconnected: { code: 1011 } })
    expect(await take()).toMatchObject({ connected: { attempt: 5, code: 1011 } })
    expect(happenings.waiting).toEqual([])
  })

  test('resets the delays only if it lasted, not at its ack', async () => {
    const { peer, take } = await listening({ reconnect: { base: 100, cap: 1000 } })
    const connected = async () => {
      expect(await take()).toHaveProperty('disconnected')
      expect(await take()).toHaveProperty('connected')
    }
    peer.close(1011)
    let next = await reconnection(50)
    await next.accept(1)
    await connected()
    next.close(1011)
    next = await reconnection(100)
    await next.accept(1)
    await connected()
    await clock.advance(1000)
    next.close(1011)
    await reconnection(50)
  })

  test('ends the iteration after the last attempt, with the last error', async () => {
    const { peer, ended } = await listening({ reconnect: { attempts: 2 } })
    peer.close(1001)
    ;(await reconnection(500)).close(1011)
    ;(await reconnection(1000)).close(4000, `no, ${token}`)
    const error = await ended
    expect(error).toMatchObject({ code: 'network', phase: 'connect', reason: '4000 no, [redacted]' })
    expect(String(error)).toContain('3 connections failed, the last with: 4000 no, [redacted]')
  })

  test('can be the first one, without an answer', async () => {
    await server.close()
    const { take, ended } = listen({ reconnect: { attempts: 1 } })
    expect(await take()).toMatchObject({
      disconnected: { code: 1006, reason: expect.stringContaining('ECONNREFUSED') as string },
    })
    await vi.waitFor(() => expect(clock.due).not.toEqual([]), { interval: 1 })
    await clock.advance(500)
    expect(await ended).toMatchObject({ code: 'network', phase: 'connect' })
  })
})

describe('silence', () => {
  test('of a server that never acknowledges ends the connection, even if it sends other frames', async () => {
    const { take } = listen()
    const peer = await server.take()
    await peer.take()
    await clock.advance(59_000)
    peer.send({ type: 'ka' }, 'to be seen by the client')
    await take()
    await clock.advance(1000)
    expect(await take()).toEqual({ disconnected: { reason: 'nothing was heard for 60000 ms' } })
    await peer.closed
  })

  test('does not include hours with a ka every 25 s', async () => {
    const { peer, happenings, take } = await listening()
    for (let i = 0; i < 500; i++) {
      peer.send({ type: 'ka' })
      if (i % 50 === 0) {
        peer.send('to be seen by the client')
        await take()
      } else await clock.settle()
      await clock.advance(25_000)
    }
    expect(happenings.waiting).toEqual([])
  })

  test('is measured by the monotonic clock, and the time of the last frame is a date', async () => {
    const { peer, take } = await listening()
    const since = clock.now()
    clock.shiftWallClock(-3_600_000)
    await clock.advance(60_000)
    expect(await take()).toEqual({ disconnected: { reason: 'nothing was heard for 60000 ms' } })
    await peer.closed
    await (await reconnection(500)).accept(1)
    expect(await take()).toMatchObject({ connected: { since: since - 3_600_000 } })
  })

  test('that continues ends each new connection', async () => {
    const { peer, take } = await listening()
    await clock.advance(60_000)
    expect(await take()).toEqual({ disconnected: { reason: 'nothing was heard for 60000 ms' } })
    expect(await peer.closed).toMatchObject({ code: 1006 })
    const next = await reconnection(500)
    await next.take()
    await clock.advance(60_000)
    await (await reconnection(1000)).accept(1)
    expect(await take()).toMatchObject({ connected: { attempt: 2, reason: 'nothing was heard for 60000 ms' } })
  })
})

describe('a refused token', () => {
  const refusal = { type: 'connection_error', payload: { message: `the token ${token} is no good` } }

  test('is reported, and the next one tried at once', async () => {
    const source = tokensInTurn(token, 'second')
    const { take } = listen({ source })
    const first = await server.take()
    await first.take()
    first.send(refusal)
    const { init } = await (await server.take()).accept(1)
    expect(init.payload).toEqual({ authorization: 'second' })
    expect(await take()).toEqual({ connected: undefined })
    expect(source.rejected).toEqual([undefined, token])
  })

  test('ends the iteration if there is no other, without showing it', async () => {
    const source = tokensInTurn(token)
    const { ended } = listen({ source })
    const peer = await server.take()
    await peer.take()
    peer.send(refusal)
    const error = await ended
    expect(error).toMatchObject({ code: 'auth' })
    expect(String(error)).toContain('the token [redacted] is no good), and there is no other')
    expect(await peer.closed).toMatchObject({ code: 1000 })
    expect(source.rejected).toEqual([undefined, token])
  })

  test('ends the iteration if the next is refused too, even if a connection failed in between', async () => {
    const source = tokensInTurn(token, 'second')
    const { ended } = listen({ source })
    const first = await server.take()
    await first.take()
    first.send(refusal)
    ;(await server.take()).cut()
    const third = await reconnection(500)
    await third.take()
    third.send({ type: 'connection_error' })
    const error = await ended
    expect(error).toMatchObject({ code: 'auth' })
    expect(String(error)).toContain('and so was the next one')
  })

  test('is reported again after a connection that worked', async () => {
    const source = tokensInTurn(token, 'second', 'third', 'fourth')
    const { take } = listen({ source })
    const first = await server.take()
    await first.take()
    first.send(refusal)
    const second = await server.take()
    await second.accept(1)
    expect(await take()).toEqual({ connected: undefined })
    second.cut()
    expect(await take()).toMatchObject({ disconnected: { code: 1006 } })
    const third = await reconnection(500)
    expect(await third.take()).toMatchObject({ payload: { authorization: 'third' } })
    third.send(refusal)
    await (await server.take()).accept(1)
    expect(await take()).toMatchObject({ connected: { attempt: 2 } })
    expect(source.rejected).toEqual([undefined, token, undefined, 'third'])
  })

  test('that cannot be replaced ends the iteration with the source’s error', async () => {
    const reason = new Error('sign in again')
    const source: TokenSource = {
      async token(options) {
        if (options?.rejected !== undefined) throw reason
        return { value: token }
      },
    }
    const { ended } = listen({ source })
    const peer = await server.take()
    await peer.take()
    peer.send(refusal)
    expect(await ended).toBe(reason)
  })
})

describe('a subscription', () => {
  test.each([[{ message: 'no such field' }], [[{ message: 'no such field' }, { message: 'more' }]]])(
    'that is refused ends the iteration, and is named: %j',
    async (payload) => {
      const { peer, ended } = await listening({ subscriptions: [one, two] })
      peer.send({ type: 'error', id: '2', payload })
      const error = await ended
      expect(error).toMatchObject({ code: 'subscription', subscription: 'two' })
      expect(String(error)).toContain('the subscription to two (no such field)')
      expect(await peer.closed).toMatchObject({ code: 1000 })
    },
  )

  test('that the server completes is restored once, and then given up', async () => {
    const { peer, take, ended } = await listening({ subscriptions: [one, two] })
    peer.send({ type: 'complete', id: '2' })
    expect(await take()).toEqual({ disconnected: { reason: 'the server completed the subscription to two' } })
    const next = await reconnection(500)
    await next.accept(2)
    expect(await take()).toMatchObject({ connected: { attempt: 1 } })
    next.send({ type: 'complete', id: '2' })
    expect(await ended).toMatchObject({ code: 'subscription', subscription: 'two' })
  })

  test('that is completed again after it lasted, or that is another one, is restored', async () => {
    const { peer, take } = await listening({ subscriptions: [one, two] })
    peer.send({ type: 'complete', id: '2' })
    const next = await reconnection(500)
    await next.accept(2)
    next.send({ type: 'complete', id: '1' })
    const third = await reconnection(1000)
    await third.accept(2)
    for (let i = 0; i < 4; i++) await take()
    await clock.advance(30_000)
    third.send({ type: 'complete', id: '2' })
    await (await reconnection(500)).accept(2)
    expect(await take()).toMatchObject({ disconnected: { reason: expect.stringContaining('two') as string } })
    expect(await take()).toMatchObject({ connected: { attempt: 1 } })
  })
})

describe('aborting', () => {
  const quiet = () => clock.due

  test('before the start opens nothing', async () => {
    stop.abort()
    await listen().done
    expect(server.waiting).toEqual([])
  })

  test('works while the token is fetched', async () => {
    const { done } = listen({ source: { token: () => new Promise(() => {}) } })
    await clock.settle()
    stop.abort()
    await done
    expect(server.waiting).toEqual([])
  })

  test('works while the socket is created', async () => {
    const webSocket = class extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols)
        stop.abort()
      }
    }
    await listen({ webSocket }).done
    expect(quiet()).toEqual([])
  })

  test('works before the socket is open', async () => {
    const mute = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
    await once(mute, 'listening')
    const { done } = listen({ url: `ws://127.0.0.1:${(mute.address() as AddressInfo).port}` })
    const [socket] = await once(mute, 'connection')
    stop.abort()
    await done
    await once(socket.resume(), 'close')
    mute.close()
    expect(quiet()).toEqual([])
  })

  test('works before the ack', async () => {
    const { done } = listen()
    const peer = await server.take()
    await peer.take()
    stop.abort()
    await done
    expect(await peer.closed).toMatchObject({ code: 1000 })
    expect(peer.waiting).toEqual([])
  })

  test('works during the wait before the next connection', async () => {
    const { peer, done } = await listening()
    peer.cut()
    await vi.waitFor(() => expect(clock.due).toHaveLength(1), { interval: 1 })
    stop.abort()
    await done
    expect(quiet()).toEqual([])
    expect(server.waiting).toEqual([])
  })

  test('leaves no listener on the signal', async () => {
    const added = vi.spyOn(stop.signal, 'addEventListener')
    const removed = vi.spyOn(stop.signal, 'removeEventListener')
    const { peer, take } = await listening()
    peer.cut()
    await take()
    await (await reconnection(500)).accept(1)
    await take()
    // One is that of the open connection.
    expect(added.mock.calls.length - removed.mock.calls.length).toBe(1)
  })
})
