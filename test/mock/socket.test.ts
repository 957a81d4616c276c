import { connect as connectTcp } from 'node:net'
import { request as requestHttp } from 'node:http'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import WebSocketOverTcp from 'ws'
import { Hono } from 'hono'
import { defineProvider, type Env, type Mock, type Socket, type SocketRequest } from '../../mock/index.js'
import { harbour } from '../support/harbour.js'
import { testMock } from '../support/mock.js'

type Kind = 'in process' | 'over a connection'
const kinds: readonly Kind[] = ['in process', 'over a connection']
const mebibyte = 1_048_576

/** A provider that serves one socket and one page, with the messages that the server's end received. */
async function served(kind: Kind, greet: (socket: Socket) => unknown = () => {}) {
  const sockets: Socket[] = []
  const requests: SocketRequest[] = []
  const heard: unknown[] = []
  const ends: unknown[] = []
  const pages = new Hono<Env>().all('/echo', async (c) => c.text(`${c.req.method} ${await c.req.text()}`))
  const definition = defineProvider(harbour)
    .pages(pages as never)
    .sockets({
      ws: {
        protocols: ['waves', 'cables'],
        accept(socket, request) {
          sockets.push(socket)
          requests.push(request)
          socket.onMessage((data) => heard.push(data))
          socket.onClose((code, reason) => ends.push([code, reason]))
          return greet(socket) as undefined
        },
      },
    })
  const mock = await testMock({ providers: [definition], clock: 'manual' })
  const over = kind === 'in process' ? inProcess(mock) : await overTcp(mock)
  /** Opens a socket. `events` holds what happened to it, in order. */
  const open = (path = '/harbour/ws', protocols: string[] = ['waves']) => {
    const client = new over.WebSocket(over.url + path, protocols)
    const events: unknown[] = []
    client.addEventListener('open', () => events.push('open'))
    client.addEventListener('message', ({ data }) => events.push(data))
    client.addEventListener('error', () => events.push('error'))
    client.addEventListener('close', ({ code, reason }) => events.push([code, reason]))
    const happens = (count: number) => soon(() => expect(events.length).toBeGreaterThanOrEqual(count))
    return {
      client,
      events,
      happens,
      opened: () => happens(1),
      ended: () => soon(() => expect(events.at(-1)).toBeInstanceOf(Array)),
    }
  }
  return { ...over, open, sockets, requests, heard, ends, mock, journal: () => mock.journal.requests() }
}

const inProcess = (mock: Mock) => ({
  url: mock.url.replace('http', 'ws'),
  port: 0,
  close: () => Promise.resolve(),
  WebSocket: mock.webSocket,
})

async function overTcp(mock: Mock) {
  const { url, port, close } = await mock.listen()
  return { url: url.replace('http', 'ws'), port, close, WebSocket: WebSocketOverTcp as unknown as typeof WebSocket }
}

/** Resolves when the check no longer fails. */
const soon = (check: () => unknown) => vi.waitFor(check, { interval: 1 })

/** The defects that the mock prints. */
function defects() {
  const shown = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => shown.mockRestore())
  return shown
}

describe.each(kinds)('a socket %s', (kind) => {
  test('opens, with a common subprotocol, and carries messages both ways in order', async () => {
    const { open, sockets, requests, heard, journal } = await served(kind, (socket) => {
      for (const text of ['one', 'two', 'drei — ✓']) socket.send(text)
    })
    const { client, events, opened, happens } = open('/harbour/ws?at=night', ['other', 'cables'])
    expect(client.readyState).toBe(client.CONNECTING)
    await opened()
    expect(client.protocol).toBe('cables')
    expect(sockets[0]!.protocol).toBe('cables')
    expect(requests[0]!.url).toMatch(/^http:\/\/[^/]+\/harbour\/ws\?at=night$/)
    expect(requests[0]!.headers.get('sec-websocket-protocol')).toMatch(/other, ?cables/)
    expect(requests[0]!.address).toBe(kind === 'in process' ? 'local' : '127.0.0.1')
    for (const text of ['a', '', 'ü']) client.send(text)
    client.send(new Uint8Array([1, 2, 3]).subarray(1))
    await soon(() => expect(heard).toEqual(['a', '', 'ü', new Uint8Array([2, 3])]))
    await happens(4)
    expect(events).toEqual(['open', 'one', 'two', 'drei — ✓'])
    expect(journal()).toEqual([
      {
        id: 1,
        at: Date.UTC(2026, 0, 15),
        provider: 'harbour',
        operation: null,
        method: 'GET',
        path: '/harbour/ws',
        status: 101,
      },
    ])
  })

  test('accepts a slash at the end of its path, and clients that offer no subprotocol', async () => {
    const { open, sockets } = await served(kind)
    const { client, opened } = open('/harbour/ws/', [])
    await opened()
    expect(client.protocol).toBe('')
    expect(sockets[0]!.protocol).toBe('')
  })

  test('is available below the path of its own address too, and the journal has the requested path', async () => {
    const { open, journal } = await served(kind)
    await open('/harbour/ws/v2/waves').opened()
    expect(journal()).toMatchObject([{ status: 101, path: '/harbour/ws/v2/waves' }])
  })

  test.each([
    ['/harbour/api', ['waves'], 404, 'no socket here'],
    ['/harbour/echo', ['waves'], 404, 'no socket here'],
    ['/harbour/ws/deeper', ['waves'], 404, 'no socket here'],
    ['/harbour/ws', ['smoke'], 400, 'unknown subprotocol'],
  ])('at %s with %j is refused with %i', async (path, protocols, status, reason) => {
    const { open, sockets, journal } = await served(kind)
    const { client, events, ended } = open(path, protocols)
    await ended()
    expect(events).toEqual(['error', [1006, '']])
    expect(client.readyState).toBe(client.CLOSED)
    expect(sockets).toEqual([])
    expect(journal()).toMatchObject([{ path, status, reason }])
  })

  test('at a path of no provider is refused', async () => {
    const { open, journal } = await served(kind)
    for (const path of ['', '/', '/television/ws', '/toString/ws']) {
      const { events, ended } = open(path)
      await ended()
      expect(events).toEqual(['error', [1006, '']])
    }
    expect(journal()).toEqual([])
  })

  test('closed by the mock gives both ends its code and reason, after earlier messages', async () => {
    const { open, sockets, heard, ends } = await served(kind)
    const { client, events, opened, ended } = open()
    await opened()
    const socket = sockets[0]!
    socket.send('last')
    socket.close(4001, 'enough')
    socket.send('too late')
    socket.close(4002, 'again')
    client.send('unheard')
    await ended()
    await soon(() => expect(ends).toEqual([[4001, 'enough']]))
    expect(events).toEqual(['open', 'last', [4001, 'enough']])
    expect(heard).toEqual([])
  })

  test('closed by the client gives both ends its code and reason, after earlier messages', async () => {
    const { open, sockets, heard, ends } = await served(kind)
    const { client, events, opened, ended } = open()
    await opened()
    client.send('last')
    client.close(3001, 'bye')
    expect(client.readyState).toBe(client.CLOSING)
    await ended()
    expect(events).toEqual(['open', [3001, 'bye']])
    expect(heard).toEqual(['last'])
    expect(ends).toEqual([[3001, 'bye']])
    sockets[0]!.send('hello?')
    sockets[0]!.close()
    client.send('unknown')
    client.close()
    expect(client.readyState).toBe(client.CLOSED)
  })

  test('closed without a code is 1005 at both ends', async () => {
    const { open, ends } = await served(kind)
    const { client, events, opened, ended } = open()
    await opened()
    client.close()
    await ended()
    expect(events).toEqual(['open', [1005, '']])
    expect(ends).toEqual([[1005, '']])
  })

  test('that is cut is 1006 at both ends, once', async () => {
    const { open, sockets, ends } = await served(kind)
    const { events, opened, ended } = open()
    await opened()
    sockets[0]!.terminate()
    sockets[0]!.terminate()
    await ended()
    await soon(() => expect(ends).toEqual([[1006, '']]))
    expect(events).toEqual(['open', [1006, '']])
  })

  test.each([
    ['text', 'x'.repeat(mebibyte), 'x'.repeat(mebibyte + 1)],
    ['text with two bytes a letter', 'ü'.repeat(mebibyte / 2), 'ü'.repeat(mebibyte / 2 + 1)],
    ['bytes', new Uint8Array(mebibyte), new Uint8Array(mebibyte + 1)],
  ])('accepts 1 MiB of %s, and closes with 1009 above it', async (_, largest, tooLarge) => {
    const { open, heard, ends } = await served(kind)
    const { client, events, opened, ended } = open()
    await opened()
    client.send(largest)
    await soon(() => expect(heard).toHaveLength(1))
    client.send(tooLarge)
    await ended()
    expect(events).toEqual(['open', [1009, '']])
    expect(heard).toHaveLength(1)
    await soon(() => expect(ends).toEqual([[1006, '']]))
  })

  test.each(['message', 'later message', 'opening', 'later opening', 'end'])(
    'survives a defect of the mock at its %s: it is printed, the peer gets 1011',
    async (when) => {
      const shown = defects()
      const fail = () => {
        throw new Error('a defect')
      }
      const failLater = () => Promise.reject(new Error('a defect'))
      let isFirst = true
      const { open } = await served(kind, (socket) => {
        if (!isFirst) return undefined
        isFirst = false
        if (when === 'opening') fail()
        if (when === 'later opening') return failLater()
        if (when === 'message') socket.onMessage(fail)
        if (when === 'later message') socket.onMessage(failLater)
        if (when === 'end') socket.onClose(fail)
        return undefined
      })
      const { client, events, opened, ended } = open()
      await opened()
      if (when.endsWith('message')) client.send('x')
      if (when === 'end') client.close(1000)
      await ended()
      expect(events.at(-1)).toEqual(when === 'end' ? [1000, ''] : [1011, expect.stringContaining('defect')])
      await soon(() => expect(shown).toHaveBeenCalledOnce())
      const next = open()
      await next.opened()
    },
  )

  test('closes only with a code and a reason that fit into a frame', async () => {
    const { open, sockets } = await served(kind)
    const { client, opened } = open()
    await opened()
    for (const code of [0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 1000.5, Number.NaN]) {
      expect(() => sockets[0]!.close(code)).toThrow(RangeError)
    }
    expect(() => sockets[0]!.close(1000, 'ü'.repeat(62))).toThrow(RangeError)
    expect(client.readyState).toBe(client.OPEN)
    sockets[0]!.close(1014, `${'ü'.repeat(61)}x`)
  })

  test('ends at a reset, and new ones are accepted', async () => {
    const { open, mock, ends } = await served(kind)
    const { events, opened, ended } = open()
    await opened()
    mock.reset()
    await ended()
    expect(events).toEqual(['open', [1012, 'The mock was reset.']])
    await soon(() => expect(ends).toEqual([[1012, 'The mock was reset.']]))
    await open().opened()
  })

  test('that the client closes before it is open does not stay at the mock', async () => {
    const { open, ends, sockets } = await served(kind)
    const { client, events, ended } = open()
    client.close()
    await ended()
    expect(events).toEqual(['error', [1006, '']])
    const { opened } = open()
    await opened()
    await soon(() => expect(sockets.length - ends.length).toBe(1))
  })
})

describe('in process', () => {
  test('only the mock’s own addresses are reachable, with ws or http', async () => {
    const { WebSocket, sockets } = await served('in process')
    for (const url of [
      'ws://onair.localhost/harbour/ws',
      'http://onair.localhost/harbour/ws',
      new URL('ws://onair.localhost/harbour/ws#x'),
    ]) {
      const client = new WebSocket(url)
      await new Promise((resolve) => client.addEventListener('open', resolve))
      expect(client.url).toBe('ws://onair.localhost/harbour/ws')
    }
    const elsewhere = new WebSocket('ws://elsewhere.example/harbour/ws')
    const events: unknown[] = []
    elsewhere.addEventListener('error', (event) => events.push((event as ErrorEvent).message))
    await new Promise((resolve) => elsewhere.addEventListener('close', resolve))
    expect(events).toEqual([expect.stringContaining('elsewhere.example is not a host of a provider')])
    expect(sockets).toHaveLength(3)
  })

  test('arguments that a WebSocket refuses at once are refused at once', async () => {
    const { WebSocket } = await served('in process')
    const url = 'ws://onair.localhost/harbour/ws'
    const refused = (make: () => unknown) => {
      try {
        return make()
      } catch (error) {
        return (error as Error).name
      }
    }
    expect(refused(() => new WebSocket('nowhere'))).toBe('SyntaxError')
    expect(refused(() => new WebSocket('ftp://onair.localhost/'))).toBe('SyntaxError')
    expect(refused(() => new WebSocket(url, ['waves', 'waves']))).toBe('SyntaxError')
    expect(refused(() => new WebSocket(url, 'two words'))).toBe('SyntaxError')
    const client = new WebSocket(url)
    expect(refused(() => client.send('early'))).toBe('InvalidStateError')
    for (const code of [999, 1001, 1006, 2999, 5000])
      expect(refused(() => client.close(code))).toBe('InvalidAccessError')
    expect(refused(() => client.close(1000, 'ü'.repeat(62)))).toBe('SyntaxError')
  })

  test('nothing is delivered after the client has started to close', async () => {
    const { open, sockets } = await served('in process', (socket) => socket.onMessage(() => socket.send('answer')))
    const { client, events, opened, ended } = open()
    await opened()
    client.send('question')
    client.close(1000)
    sockets[0]!.send('news')
    await ended()
    expect(events).toEqual(['open', [1000, '']])
  })

  test('listeners can be set as properties, too', async () => {
    const { WebSocket, sockets } = await served('in process', (socket) => socket.send('one'))
    const client = new WebSocket('ws://onair.localhost/harbour/ws')
    const events: string[] = []
    const on = ({ type }: Event) => events.push(type)
    Object.assign(client, { onopen: on, onmessage: on, onclose: on })
    await soon(() => expect(events).toEqual(['open', 'message']))
    Object.assign(client, { onmessage: null })
    sockets[0]!.send('two')
    sockets[0]!.close()
    await soon(() => expect(events).toEqual(['open', 'message', 'close']))
  })

  test('bytes are copied at the time of sending', async () => {
    const { open, heard } = await served('in process')
    const { client, opened } = open()
    await opened()
    const bytes = new Uint8Array([1, 2])
    client.send(bytes)
    client.send(bytes.buffer)
    bytes.fill(9)
    await soon(() => expect(heard).toEqual([new Uint8Array([1, 2]), new Uint8Array([1, 2])]))
  })
})

describe('over a connection', () => {
  /** Writes text to the port. Returns everything received until the connection ends. */
  const exchange = (port: number, text: string) =>
    new Promise<string>((resolve, reject) => {
      let answer = ''
      const tcp = connectTcp(port, '127.0.0.1', () => tcp.write(text))
      tcp.on('data', (data) => (answer += data.toString())).on('error', reject)
      tcp.on('close', () => resolve(answer))
    })
  const handshake = (path: string, headers: string) =>
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n${headers}\r\n`

  test('a refusal is an HTTP answer with the reason', async () => {
    const { port } = await served('over a connection')
    const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
    expect(await exchange(port, handshake('/harbour/api', key))).toMatch(
      /^HTTP\/1.1 404 Not Found\r\n[^]*connection: close[^]*there is no WebSocket endpoint at \/harbour\/api. Use \/harbour\/ws/,
    )
    expect(await exchange(port, handshake('/harbour/ws', ''))).toMatch(/^HTTP\/1.1 400 /)
    expect(await exchange(port, handshake('http://localhost/harbour/ws', key))).toMatch(/^HTTP\/1.1 40[04] /)
    expect(await exchange(port, handshake('/harbour/ws', key).replace('GET', 'POST'))).toMatch(/^HTTP\/1.1 405 /)
  })

  test('a plain request is told that it needs an upgrade', async () => {
    const { url, journal } = await served('over a connection')
    for (const path of ['/harbour/ws', '/harbour/ws/']) {
      const answer = await fetch(url.replace('ws', 'http') + path)
      expect([answer.status, answer.headers.get('upgrade')]).toEqual([426, 'websocket'])
      expect(journal().at(-1)).toMatchObject({ path, status: 426, reason: 'no upgrade' })
    }
  })

  test('an upgrade elsewhere is ignored, and the request is answered with its body', async () => {
    const { port } = await served('over a connection')
    const ask = (method: string, body: string) =>
      new Promise<unknown>((resolve, reject) => {
        const headers = {
          connection: 'Upgrade, HTTP2-Settings',
          upgrade: 'h2c',
          'http2-settings': 'AAMAAABkAAQAoAAAAAIAAAAA',
        }
        requestHttp({ host: '127.0.0.1', port, path: '/harbour/echo', method, headers }, (response) => {
          let text = ''
          response.on('data', (data: Buffer) => (text += data.toString()))
          response.on('end', () => resolve([response.statusCode, text]))
        })
          .on('error', reject)
          .end(body)
      })
    expect(await ask('GET', '')).toEqual([200, 'GET '])
    expect(await ask('POST', 'a body')).toEqual([200, 'POST a body'])
    expect(await ask('POST', 'x'.repeat(300_000))).toEqual([200, `POST ${'x'.repeat(300_000)}`])
  })

  test('a peer that does not read is cut before the mock’s memory fills', async () => {
    const { open, sockets, ends } = await served('over a connection')
    const { client, opened } = open()
    await opened()
    ;(client as unknown as WebSocketOverTcp).pause()
    const megabyte = 'x'.repeat(mebibyte)
    let sent = 0
    while (ends.length === 0 && sent < 100) {
      sockets[0]!.send(megabyte)
      sent++
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(ends).toEqual([[1006, '']])
    expect(sent).toBeLessThan(40)
    client.close()
  })

  test('closing the server cuts open sockets and pending ones', async () => {
    const { open, ends, close, port } = await served('over a connection')
    const { events, opened, ended } = open()
    await opened()
    const halfway = connectTcp(port, '127.0.0.1', () =>
      halfway.write('GET /harbour/ws HTTP/1.1\r\nHost: x\r\nUpgrade: webs'),
    )
    halfway.on('error', () => {})
    await new Promise((resolve) => halfway.once('connect', resolve))
    await close()
    await ended()
    expect(events).toEqual(['open', [1006, '']])
    expect(ends).toEqual([[1006, '']])
  })

  test('a peer that returns only the code of a close frame does not change the reason', async () => {
    const { port, ends } = await served('over a connection', (socket) => socket.close(4001, 'enough'))
    const tcp = connectTcp(port, '127.0.0.1', () =>
      tcp.write(handshake('/harbour/ws', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n')),
    )
    // A close frame with 4001, masked with zeros.
    tcp.once('data', () => tcp.write(Buffer.from([0x88, 0x82, 0, 0, 0, 0, 4001 >> 8, 4001 & 255])))
    await new Promise((resolve) => tcp.on('close', resolve).resume())
    await soon(() => expect(ends).toEqual([[4001, 'enough']]))
  })

  test('invalid frames end the socket, not the mock', async () => {
    const { port, open, ends } = await served('over a connection')
    const tcp = connectTcp(port, '127.0.0.1', () =>
      tcp.write(handshake('/harbour/ws', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n')),
    )
    tcp.once('data', () => tcp.write(Buffer.from([0xff, 0xff, 0xff, 0xff])))
    await new Promise((resolve) =>
      tcp
        .on('close', resolve)
        .on('error', () => {})
        .resume(),
    )
    await soon(() => expect(ends).toEqual([[1006, '']]))
    const { opened } = open()
    await opened()
  })
})
