import { describe, expect, test, vi } from 'vitest'
import WebSocketOverTcp from 'ws'
import { defineProvider, type FaultOptions, type Socket } from '../../mock/index.js'
import { testMock } from '../support/mock.js'
import { failure } from '../support/signed-in.js'
import { madeUp } from './made-up.js'

type Kind = 'in process' | 'over a connection'
const kinds: readonly Kind[] = ['in process', 'over a connection']

const cut = [1006, '']

/** A provider with a socket that greets, and a function that opens it. `events` holds what happened to a socket, in order. */
async function stage(kind: Kind) {
  const sockets: Socket[] = []
  const provider = defineProvider(madeUp).sockets({
    ws: {
      protocols: [],
      accept(socket) {
        sockets.push(socket)
        socket.send('hello')
      },
    },
  })
  const mock = await testMock({ providers: [provider] })
  const url = kind === 'in process' ? mock.url : (await mock.listen()).url
  const WebSocket =
    kind === 'in process' ? mock.webSocket : (WebSocketOverTcp as unknown as typeof globalThis.WebSocket)
  const open = () => {
    const client = new WebSocket(`${url.replace('http', 'ws')}/madeup/ws`)
    const events: unknown[] = []
    client.addEventListener('open', () => events.push('open'))
    client.addEventListener('message', ({ data }) => events.push(data))
    client.addEventListener('close', ({ code, reason }) => events.push([code, reason]))
    /** The events, as soon as there are this many. */
    const happens = async (count: number) => {
      await vi.waitFor(() => expect(events.length).toBeGreaterThanOrEqual(count), { interval: 1 })
      return events
    }
    return { happens }
  }
  return {
    mock,
    sockets,
    open,
    add: (fault: Partial<FaultOptions>) => mock.faults.add({ operation: 'madeup.ws', ...fault } as FaultOptions),
  }
}

describe.each(kinds)('a socket fault %s', (kind) => {
  test('cuts all open sockets, once', async () => {
    const { mock, open, add } = await stage(kind)
    const both = [open(), open()]
    for (const { happens } of both) expect(await happens(2)).toEqual(['open', 'hello'])
    add({ action: 'cut' })
    for (const { happens } of both) expect(await happens(3)).toEqual(['open', 'hello', cut])
    expect(mock.faults.list()).toEqual([])
    expect(await open().happens(2)).toEqual(['open', 'hello'])
  })

  test('closes all open sockets with a code and a reason', async () => {
    const { open, add } = await stage(kind)
    const one = open()
    expect(await one.happens(2)).toEqual(['open', 'hello'])
    add({ action: 'close', code: 4001, reason: 'Go away' })
    expect(await one.happens(3)).toEqual(['open', 'hello', [4001, 'Go away']])
  })

  test('cuts the next sockets too, the given number of times', async () => {
    const { mock, sockets, open, add } = await stage(kind)
    const first = open()
    expect(await first.happens(2)).toEqual(['open', 'hello'])
    add({ action: 'cut', times: 2 })
    expect(await first.happens(3)).toEqual(['open', 'hello', cut])
    expect(await open().happens(2)).toEqual(['open', cut])
    expect(await open().happens(2)).toEqual(['open', cut])
    expect(await open().happens(2)).toEqual(['open', 'hello'])
    // The provider never sees those.
    expect(sockets).toHaveLength(2)
    const reasons = mock.journal.requests({ provider: 'madeup' }).map(({ status, reason }) => [status, reason])
    expect(reasons).toEqual([
      [101, undefined],
      [101, 'fault: cut'],
      [101, 'fault: cut'],
      [101, undefined],
    ])
  })

  test('closes from the nth next socket on, until it is cleared', async () => {
    const { mock, open, add } = await stage(kind)
    const id = add({ action: 'close', nth: 2 })
    expect(await open().happens(2)).toEqual(['open', 'hello'])
    expect(await open().happens(2)).toEqual(['open', [1000, '']])
    expect(await open().happens(2)).toEqual(['open', [1000, '']])
    mock.faults.clear(id)
    expect(await open().happens(2)).toEqual(['open', 'hello'])
  })

  test('mutes sockets: they stay open, and frames are lost until it is cleared', async () => {
    const { mock, sockets, open, add } = await stage(kind)
    const early = open()
    expect(await early.happens(2)).toEqual(['open', 'hello'])
    const id = add({ action: 'mute' })
    const late = open()
    expect(await late.happens(1)).toEqual(['open'])
    for (const socket of sockets) socket.send('lost')
    mock.faults.clear(id)
    for (const socket of sockets) socket.send('heard')
    expect(await early.happens(3)).toEqual(['open', 'hello', 'heard'])
    expect(await late.happens(2)).toEqual(['open', 'heard'])
  })
})

test.each([
  [{ action: 'drop' }, "There is no action on madeup.ws 'drop'; there are cut, close, mute."],
  [
    { action: 'cut', phase: 'after' },
    "There is no field of the action cut 'phase'; there are operation, action, nth, times.",
  ],
  [{ action: 'mute', times: 1 }, "There is no field of the action mute 'times'; there are operation, action."],
  [
    { action: 'close', code: 1006 },
    "'code' must be a code for a close frame: 1000 or one from 3000 to 4999, for example.",
  ],
  [{ action: 'close', reason: 'ü'.repeat(62) }, "'reason' must be text of at most 123 bytes."],
])('a socket fault is refused: %j', async (fault, message) => {
  const { add } = await stage('in process')
  const error = await failure(async () => add(fault as Partial<FaultOptions>))
  expect(error).toBeInstanceOf(RangeError)
  expect((error as Error).message).toContain(message)
})
