/** `events` against a server that each test scripts, over real sockets. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createEvents, type EventsOptions, type EventsWiring } from '../../src/dlive/events.js'
import type { DLiveEvent } from '../../src/dlive/event.js'
import { failure } from '../support/failure.js'
import { manualClock, type ManualClock } from '../support/manual-clock.js'
import { tokens } from '../support/radio.js'
import { subscriptionServer, type Peer, type SubscriptionServer } from '../support/subscription-server.js'

let server: SubscriptionServer
let clock: ManualClock
let open: AsyncIterableIterator<DLiveEvent>[]

beforeEach(async () => {
  server = await subscriptionServer()
  clock = manualClock()
  open = []
})
afterEach(async () => {
  for (const events of open) await events.return?.()
  await server.close()
})

const wiring = (more: Partial<EventsWiring> = {}): EventsWiring => ({
  url: server.url,
  source: tokens('app-token'),
  clock,
  random: () => 0,
  backfill: async () => [],
  ...more,
})

/** Events with an open socket, the server's end of it, and the promise of the next event. */
async function events(
  streamers: string | readonly string[],
  options: EventsOptions = {},
  more: Partial<EventsWiring> = {},
) {
  const iterator = createEvents(wiring(more))(streamers, options)
  open.push(iterator)
  const first = iterator.next()
  const peer = await server.take()
  const count = new Set([streamers].flat().map((name) => name.trim())).size * (options.include?.length ?? 2)
  const { starts } = await peer.accept(count)
  expect(await first).toEqual({ done: false, value: { kind: 'connected' } })
  return { iterator, peer, starts, take: async () => (await iterator.next()).value, ids: idsOf(starts) }
}

interface Start {
  readonly id: string
  readonly payload: { readonly query: string; readonly variables: { readonly streamer: string } }
}

/** `chat alice` → the id of its subscription. */
function idsOf(starts: readonly object[]): Record<string, string> {
  return Object.fromEntries(
    (starts as Start[]).map(({ id, payload }) => {
      const kind = payload.query.includes('{ streamMessageReceived(') ? 'chat' : 'chest'
      return [`${kind} ${payload.variables.streamer}`, id]
    }),
  )
}

/** The next connection, after the client has seen a loss. */
async function again(count: number): Promise<{ peer: Peer; ids: Record<string, string> }> {
  await clock.settle()
  await clock.advance(0)
  const peer = await server.take()
  const { starts } = await peer.accept(count)
  return { peer, ids: idsOf(starts) }
}

const chat = (id: string | undefined, value: unknown) => ({
  type: 'data',
  id,
  payload: { data: { streamMessageReceived: value } },
})
const chest = (id: string | undefined, value: unknown) => ({
  type: 'data',
  id,
  payload: { data: { treasureChestMessageReceived: value } },
})
const message = (id: string) => ({
  __typename: 'ChatText',
  type: 'Message',
  id,
  content: `${id}!`,
  createdAt: '1700000000123456789',
})
const said = (id: string, streamer = 'alice') => ({ kind: 'chat', streamer, ...message(id) })

describe('a subscription', () => {
  test('is one for the chat and one for the chest of each channel, by username, once', async () => {
    const { starts, peer } = await events(['alice', ' bob ', 'alice', 'bob'])
    await clock.settle()
    expect(peer.waiting).toEqual([])
    expect((starts as unknown as Start[]).map(({ payload }) => payload)).toEqual(
      ['alice', 'bob'].flatMap((streamer) =>
        ['streamMessageReceived', 'treasureChestMessageReceived'].map((field) => ({
          query: `subscription ($streamer: String!) { ${field}(streamer: $streamer) { __typename } }`,
          variables: { streamer },
        })),
      ),
    )
  })

  test('can be of one kind', async () => {
    const { ids } = await events('alice', { include: ['chest'] })
    expect(Object.keys(ids)).toEqual(['chest alice'])
  })

  test('starts when the caller reads the first event', async () => {
    const iterator = createEvents(wiring())('alice')
    await clock.settle()
    expect(server.waiting).toEqual([])
    await iterator.return?.()
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(server.waiting).toEqual([])
  })

  test('to 200 channels uses one socket', async () => {
    const names = Array.from({ length: 200 }, (_, i) => `streamer-${i}`)
    const { peer, ids, take } = await events(names)
    expect(new Set(Object.values(ids)).size).toBe(400)
    for (const name of names) peer.send(chat(ids[`chat ${name}`], [message(name)]))
    for (const name of names) expect(await take()).toEqual(said(name, name))
    expect(server.waiting).toEqual([])
  })

  test('of each iteration has its own socket', async () => {
    const subscribe = createEvents(wiring())
    for (const name of ['alice', 'bob']) {
      const iterator = subscribe(name)
      open.push(iterator)
      const first = iterator.next()
      await (await server.take()).accept(2)
      expect((await first).value).toEqual({ kind: 'connected' })
    }
  })

  test.each<[unknown, EventsOptions]>([
    ['', {}],
    [' ', {}],
    [[], {}],
    [['alice', ''], {}],
    [[null], {}],
    [undefined, {}],
    ['alice', null as unknown as {}],
    ['alice', { include: [] }],
    ['alice', { include: 'chat' as unknown as ['chat'] }],
    ['alice', { include: ['gift' as 'chat'] }],
    ['alice', { include: ['toString' as 'chat'] }],
    ['alice', { buffer: 0 }],
    ['alice', { buffer: 1.5 }],
    ['alice', { buffer: Infinity }],
    ['alice', { backfill: -1 }],
    ['alice', { backfill: 11, buffer: 10 }],
    ['alice', { keepAlive: 0 }],
    ['alice', { keepAlive: NaN }],
    ['alice', { reconnect: { attempts: -1 } }],
    ['alice', { reconnect: null as unknown as {} }],
    ['alice', { signal: {} as AbortSignal }],
    ['alice', { reconnect: { base: NaN } }],
  ])('is refused at once for %j, %j', (streamers, options) => {
    const subscribe = createEvents(wiring())
    expect(() => subscribe(streamers as string, options)).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})

describe('an event', () => {
  const chatTypes = [
    'Message Gift Live Offline Follow Subscription Delete Host ChatMode Ban Mod Emote Timeout',
    'ExtendSub TCValue GiftSub GiftSubReceive Clip SubStreak',
  ].flatMap((types) => types.split(' '))
  const chestTypes = ['ValueUpdated', 'ValueExpired', 'GiveawayStarted', 'GiveawayEnd', 'ReadyToCollect']

  test.each(chatTypes)('of the chat is passed on, with its channel: %s', async (type) => {
    const { peer, ids, take } = await events('alice')
    const item = { __typename: 'AsItCame', type, field: { nested: [1] } }
    peer.send(chat(ids['chat alice'], [item]))
    expect(await take()).toEqual({ kind: 'chat', streamer: 'alice', ...item })
  })

  test.each(chestTypes)('of the chest is passed on, with its channel: %s', async (type) => {
    const { peer, ids, take } = await events('alice')
    peer.send(chest(ids['chest alice'], { __typename: 'AsItCame', type, value: '5' }))
    expect(await take()).toEqual({ kind: 'chest', streamer: 'alice', __typename: 'AsItCame', type, value: '5' })
  })

  test('comes alone or in a list, from either', async () => {
    const { peer, ids, take } = await events('alice')
    const value = { type: 'ReadyToCollect' }
    peer.send(
      chat(ids['chat alice'], message('1')),
      chat(ids['chat alice'], [message('2'), message('3')]),
      chat(ids['chat alice'], []),
      chest(ids['chest alice'], [value, value]),
      chest(ids['chest alice'], value),
    )
    const took = [await take(), await take(), await take(), await take(), await take(), await take()]
    const collect = { kind: 'chest', streamer: 'alice', type: 'ReadyToCollect' }
    expect(took).toEqual([said('1'), said('2'), said('3'), collect, collect, collect])
  })

  test.each(['Homepage', 'Moderator', 'SomethingNew', 'ValueUpdated', '__proto__', 'toString'])(
    'of a chat type that is not in the table is passed on raw: %s',
    async (type) => {
      const { peer, ids, take } = await events('alice')
      const raw = { __typename: 'What', type, kind: 'chat', more: { x: 1 } }
      peer.send(chat(ids['chat alice'], [raw, message('1')]))
      expect(await take()).toEqual({ kind: 'unknown', streamer: 'alice', type, raw })
      expect(await take()).toEqual(said('1'))
    },
  )

  test('of a chest type that is only in the enum is passed on raw', async () => {
    const { peer, ids, take } = await events('alice')
    const raw = { type: 'ScheduledGiveawayStarted' }
    peer.send(chest(ids['chest alice'], raw))
    expect(await take()).toEqual({ kind: 'unknown', streamer: 'alice', type: 'ScheduledGiveawayStarted', raw })
  })

  test('keeps its own kind and channel beside any extra fields', async () => {
    const { peer, ids, take } = await events('alice')
    peer.send(chat(ids['chat alice'], [{ type: 'Live', kind: 'overflow', streamer: { id: 'user:mallory' } }]))
    expect(await take()).toEqual({ kind: 'chat', streamer: 'alice', type: 'Live' })
  })

  test('keeps a field __proto__ as a plain field', async () => {
    const { peer, ids, take } = await events('alice')
    const raw: unknown = JSON.parse('{"type":"Message","id":"m1","__proto__":{"content":"forged"}}')
    peer.send(chat(ids['chat alice'], [raw]))
    const event = await take()
    expect(event).toMatchObject({ kind: 'chat', type: 'Message', id: 'm1' })
    expect([(event as { content?: string }).content, Object.getPrototypeOf(event)]).toEqual([
      undefined,
      Object.prototype,
    ])
  })

  test.each([null, 7, 'text', [], {}, { type: 7 }, { __typename: 'ChatText' }])(
    'of the wrong shape is malformed, and its neighbors are not: %j',
    async (item) => {
      const { peer, ids, take } = await events('alice')
      const frame = JSON.stringify(chat(ids['chat alice'], [message('1'), item, message('2')]))
      peer.send(frame)
      expect([await take(), await take(), await take()]).toEqual([
        said('1'),
        said('2'),
        { kind: 'malformed', reason: 'not an event', frame: frame.slice(0, 200) },
      ])
    },
  )

  test('in the wrong place is malformed', async () => {
    const { peer, ids, take } = await events('alice')
    peer.send(chest(ids['chat alice'], { type: 'ValueUpdated' }))
    expect(await take()).toMatchObject({ kind: 'malformed', reason: 'not an event' })
  })

  test('with 19 digits in a string keeps every digit', async () => {
    const { peer, ids, take } = await events('alice')
    peer.send(chat(ids['chat alice'], [message('1')]))
    expect(await take()).toMatchObject({ createdAt: '1700000000123456789' })
  })
})

describe('a duplicate', () => {
  test('is delivered once, by its id and channel', async () => {
    const { peer, ids, take } = await events(['alice', 'bob'])
    const unknown = { type: 'SomethingNew', id: 'u' }
    peer.send(
      chat(ids['chat alice'], [message('1'), message('1')]),
      chat(ids['chat bob'], [message('1')]),
      chat(ids['chat alice'], [unknown, unknown, message('1'), message('2')]),
    )
    expect([await take(), await take(), await take(), await take()]).toEqual([
      said('1'),
      said('1', 'bob'),
      { kind: 'unknown', streamer: 'alice', type: 'SomethingNew', raw: unknown },
      said('2'),
    ])
  })

  test('is delivered twice if it has no id', async () => {
    const { peer, ids, take } = await events('alice')
    peer.send(chat(ids['chat alice'], [{ type: 'Live' }, { type: 'Live', id: null }]))
    expect([await take(), await take()]).toEqual([
      { kind: 'chat', streamer: 'alice', type: 'Live' },
      { kind: 'chat', streamer: 'alice', type: 'Live', id: null },
    ])
  })

  test('is recognized after a reconnection too', async () => {
    const { peer, ids, take } = await events('alice')
    peer.send(chat(ids['chat alice'], [message('1')]))
    expect(await take()).toEqual(said('1'))
    peer.close(1011, 'restart')
    expect(await take()).toEqual({ kind: 'disconnected', code: 1011, reason: 'restart' })
    const next = await again(2)
    next.peer.send(chat(next.ids['chat alice'], [message('1'), message('2')]))
    expect(await take()).toMatchObject({
      kind: 'reconnected',
      attempt: 1,
      code: 1011,
      reason: 'restart',
      since: clock.now(),
    })
    expect(await take()).toEqual(said('2'))
  })

  test('is recognized among at least 512 ids, but not forever', async () => {
    const { peer, ids, take } = await events('alice', { buffer: 2000 })
    const many = Array.from({ length: 1100 }, (_, i) => message(`id-${i}`))
    peer.send(
      chat(ids['chat alice'], many),
      chat(ids['chat alice'], many.slice(-512)),
      chat(ids['chat alice'], many.slice(0, 1)),
    )
    for (const { id } of many) expect(await take()).toEqual(said(id))
    expect(await take()).toEqual(said('id-0'))
  })
})

describe('a slow consumer', () => {
  const send = (peer: Peer, id: string | undefined, from: number, to: number) => {
    for (let i = from; i < to; i++) peer.send(chat(id, [message(String(i))]))
  }

  test('gets the latest events, and one overflow in place of the lost ones', async () => {
    const { peer, ids, take } = await events('alice', { buffer: 10 })
    send(peer, ids['chat alice'], 0, 50)
    peer.close(1011)
    await peer.closed
    await clock.settle()
    expect(await take()).toEqual({ kind: 'overflow', dropped: 41 })
    for (let i = 41; i < 50; i++) expect(await take()).toEqual(said(String(i)))
    expect(await take()).toMatchObject({ kind: 'disconnected' })
    const next = await again(2)
    expect(await take()).toMatchObject({ kind: 'reconnected' })
    send(next.peer, next.ids['chat alice'], 50, 61)
    next.peer.close(1011)
    await next.peer.closed
    await clock.settle()
    expect(await take()).toEqual({ kind: 'overflow', dropped: 2 })
    expect(await take()).toEqual(said('52'))
  })

  test('loses nothing while it keeps up', async () => {
    const { peer, ids, take } = await events('alice', { buffer: 1 })
    for (let i = 0; i < 20; i++) {
      const event = take()
      send(peer, ids['chat alice'], i, i + 1)
      expect(await event).toEqual(said(String(i)))
    }
  })

  test('can request several events at a time', async () => {
    const { peer, ids, take } = await events('alice')
    const asked = [take(), take(), take()]
    send(peer, ids['chat alice'], 0, 3)
    expect(await Promise.all(asked)).toEqual([said('0'), said('1'), said('2')])
  })
})

describe('the end', () => {
  test('of the loop closes the socket', async () => {
    const iterator = createEvents(wiring())('alice')
    const serving = (async () => {
      const peer = await server.take()
      const { starts } = await peer.accept(2)
      peer.send(chat(idsOf(starts)['chat alice'], [message('1'), message('2')]))
      return peer
    })()
    const got: DLiveEvent[] = []
    for await (const event of iterator) {
      got.push(event)
      if (event.kind === 'chat') break
    }
    expect(got).toEqual([{ kind: 'connected' }, said('1')])
    const peer = await serving
    expect([await peer.take(), await peer.take()]).toMatchObject([{ type: 'stop' }, { type: 'stop' }])
    expect(await peer.closed).toMatchObject({ code: 1000 })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  test('resolves pending next() calls', async () => {
    const { iterator } = await events('alice')
    const waiting = [iterator.next(), iterator.next()]
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined })
    expect(await Promise.all(waiting)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ])
  })

  test('by the signal throws its reason at once, before waiting events, and then is done', async () => {
    const abort = new AbortController()
    const { iterator, peer, ids } = await events('alice', { signal: abort.signal })
    peer.send(chat(ids['chat alice'], [message('1'), message('2')]))
    expect((await iterator.next()).value).toEqual(said('1'))
    const reason = new Error('enough')
    abort.abort(reason)
    expect(await failure(iterator.next())).toBe(reason)
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(await peer.closed).toMatchObject({ code: 1000 })
  })

  test('by the signal rejects a pending next() call', async () => {
    const abort = new AbortController()
    const { iterator } = await events('alice', { signal: abort.signal })
    const waiting = failure(iterator.next())
    abort.abort('enough')
    expect(await waiting).toBe('enough')
  })

  test('by an already aborted signal opens nothing', async () => {
    const iterator = createEvents(wiring())('alice', { signal: AbortSignal.abort('never') })
    expect(await failure(iterator.next())).toBe('never')
    await clock.settle()
    expect(server.waiting).toEqual([])
  })

  test('by an error comes after the buffered events', async () => {
    const { iterator, peer, ids } = await events('alice')
    peer.send(chat(ids['chat alice'], [message('1')]), {
      type: 'error',
      id: ids['chest alice'],
      payload: { message: 'no' },
    })
    await peer.closed
    expect((await iterator.next()).value).toEqual(said('1'))
    const error = await failure(iterator.next())
    expect(error).toMatchObject({ code: 'subscription', subscription: 'the chest of alice' })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  test('throws the error of the token’s source', async () => {
    const reason = new Error('sign in')
    const source = { token: () => Promise.reject(reason) }
    const iterator = createEvents(wiring({ source }))('alice')
    expect(await failure(iterator.next())).toBe(reason)
  })

  test('leaves no listener on the signal and no sleeper on the clock', async () => {
    const { signal } = new AbortController()
    const listeners = new Set<unknown>()
    const add = signal.addEventListener.bind(signal)
    signal.addEventListener = ((type: 'abort', listener: () => void, options: object) => {
      listeners.add(listener)
      add(type, listener, options)
    }) as typeof add
    signal.removeEventListener = (_type: string, listener: unknown) => listeners.delete(listener)
    let sleepers = 0
    const counting = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      async sleep(...args: Parameters<ManualClock['sleep']>) {
        sleepers++
        await clock.sleep(...args).finally(() => sleepers--)
      },
    }
    const { iterator } = await events('alice', { signal }, { clock: counting })
    expect([listeners.size, sleepers]).toEqual([1, 1])
    await iterator.return?.()
    await clock.settle()
    expect([listeners.size, sleepers]).toEqual([0, 0])
  })
})

test('lets the process exit when its loop is left, with the machine’s clock', async () => {
  const script = `
    import { systemClock } from './src/clock.ts'
    import { createEvents } from './src/dlive/events.ts'
    const source = { token: async () => ({ value: 'app-token' }) }
    for await (const _ of createEvents({ url: '${server.url}', source, clock: systemClock })('alice')) break`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = once(child, 'exit')
  const peer = await server.take()
  await peer.accept(2)
  expect(await peer.closed).toMatchObject({ code: 1000 })
  expect(await ended).toEqual([0, null])
})

describe('backfill', () => {
  /** Histories that the test delivers at a chosen time. */
  function histories() {
    const asked: { streamer: string; count: number; give: (items: unknown) => void; fail: (error: Error) => void }[] =
      []
    const backfill = (streamer: string, count: number) =>
      new Promise<readonly unknown[]>((resolve, reject) => {
        asked.push({ streamer, count, give: resolve as (items: unknown) => void, fail: reject })
      })
    return { asked, backfill }
  }

  test('comes first, in its order, then the events that were sent meanwhile, once', async () => {
    const { asked, backfill } = histories()
    const { peer, ids, take } = await events('alice', { backfill: 3 }, { backfill })
    expect(asked).toMatchObject([{ streamer: 'alice', count: 3 }])
    peer.send(
      chat(ids['chat alice'], [message('3'), message('4')]),
      chest(ids['chest alice'], { type: 'ReadyToCollect' }),
    )
    expect(await take()).toMatchObject({ kind: 'chest' })
    asked[0]!.give([message('1'), message('2'), message('3')])
    expect([await take(), await take(), await take(), await take()]).toEqual(['1', '2', '3', '4'].map((id) => said(id)))
    peer.send(chat(ids['chat alice'], [message('5')]))
    expect(await take()).toEqual(said('5'))
  })

  test('does not delay other channels, loads a few channels at a time, and is not loaded without chat', async () => {
    const { asked, backfill } = histories()
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const { peer, ids, take } = await events(names, { backfill: 1 }, { backfill })
    expect(asked.map(({ streamer }) => streamer)).toEqual(['a', 'b', 'c', 'd'])
    peer.send(chat(ids['chat a'], [message('a1')]), chat(ids['chat b'], [message('b1')]))
    await clock.settle()
    asked[1]!.give([])
    expect(await take()).toEqual(said('b1', 'b'))
    await clock.settle()
    expect(asked.map(({ streamer }) => streamer)).toEqual(['a', 'b', 'c', 'd', 'e'])

    await events('alice', { backfill: 1, include: ['chest'] }, { backfill })
    expect(asked).toHaveLength(5)
  })

  test('that is newer than the socket’s events waits for the socket', async () => {
    const { asked, backfill } = histories()
    const { peer, ids, take } = await events('alice', { backfill: 2 }, { backfill })
    peer.send(chat(ids['chat alice'], ['1', '2', '3'].map(message)))
    await clock.settle()
    asked[0]!.give(['3', '4'].map(message))
    expect([await take(), await take(), await take()]).toEqual([said('1'), said('2'), said('3')])
    peer.send(chat(ids['chat alice'], ['4', '5'].map(message)))
    expect([await take(), await take()]).toEqual([said('4'), said('5')])
  })

  test('that arrives after the socket was lost is delivered alone', async () => {
    const { asked, backfill } = histories()
    const { peer, ids, take } = await events('alice', { backfill: 4 }, { backfill, random: () => 1 })
    peer.send(chat(ids['chat alice'], [message('2')]))
    peer.close(1011)
    expect(await take()).toMatchObject({ kind: 'disconnected' })
    asked[0]!.give(['1', '2', '3'].map(message))
    expect([await take(), await take(), await take()]).toEqual([said('1'), said('2'), said('3')])
  })

  test('after an outage delivers the missed events, and no duplicates', async () => {
    const { asked, backfill } = histories()
    const { peer, ids, take } = await events('alice', { backfill: 3 }, { backfill })
    asked[0]!.give([message('1')])
    peer.send(chat(ids['chat alice'], [message('2')]))
    expect([await take(), await take()]).toEqual([said('1'), said('2')])
    peer.close(1011)
    expect(await take()).toMatchObject({ kind: 'disconnected' })
    const next = await again(2)
    expect(await take()).toMatchObject({ kind: 'reconnected' })
    next.peer.send(chat(next.ids['chat alice'], [message('4')]))
    await clock.settle()
    asked[1]!.give([message('1'), message('2'), message('3')])
    expect([await take(), await take()]).toEqual([said('3'), said('4')])
  })

  test('of a lost connection is not awaited', async () => {
    const { asked, backfill } = histories()
    const { peer, ids, take } = await events('alice', { backfill: 3 }, { backfill })
    peer.send(chat(ids['chat alice'], [message('2')]))
    peer.close(1011)
    expect(await take()).toMatchObject({ kind: 'disconnected' })
    await again(2)
    expect(await take()).toMatchObject({ kind: 'reconnected' })
    asked[0]!.give([message('0')])
    await clock.settle()
    asked[1]!.give([message('1'), message('2'), message('3')])
    expect([await take(), await take(), await take()]).toEqual([said('1'), said('2'), said('3')])
  })

  test('that fails is reported, and does not delay new events', async () => {
    const { asked, backfill } = histories()
    const { peer, ids, take } = await events('alice', { backfill: 3 }, { backfill })
    peer.send(chat(ids['chat alice'], [message('1')]))
    await clock.settle()
    const error = new Error('no history')
    asked[0]!.fail(error)
    expect(await take()).toEqual({ kind: 'backfillFailed', streamer: 'alice', error })
    expect(await take()).toEqual(said('1'))
  })

  test.each([[null], [{ items: [] }]])('that is not a list counts as failed: %j', async (items) => {
    const { asked, backfill } = histories()
    const { take } = await events('alice', { backfill: 3 }, { backfill })
    asked[0]!.give(items)
    expect(await take()).toMatchObject({ kind: 'backfillFailed', streamer: 'alice' })
  })

  test('keeps no more than the buffer, and reports what it dropped', async () => {
    const { asked, backfill } = histories()
    const { peer, ids, take } = await events('alice', { backfill: 1, buffer: 10 }, { backfill })
    peer.send(
      chat(
        ids['chat alice'],
        Array.from({ length: 15 }, (_, i) => message(String(i))),
      ),
    )
    peer.send('a frame after it')
    expect(await take()).toMatchObject({ kind: 'malformed' })
    const next = take()
    asked[0]!.give([])
    expect(await next).toEqual({ kind: 'overflow', dropped: 5 })
    for (let i = 5; i < 15; i++) expect(await take()).toEqual(said(String(i)))
  })

  test('that is pending at the end does not lose delivered events', async () => {
    const { backfill } = histories()
    const { iterator, peer, ids, take } = await events('alice', { backfill: 1 }, { backfill })
    peer.send(chat(ids['chat alice'], [message('1')]), { type: 'error', id: ids['chat alice'] })
    expect(await take()).toEqual(said('1'))
    expect(await failure(iterator.next())).toMatchObject({ code: 'subscription' })
  })

  test('passes on invalid events as malformed', async () => {
    const { asked, backfill } = histories()
    const { take } = await events('alice', { backfill: 2 }, { backfill })
    asked[0]!.give([null, message('1')])
    expect([await take(), await take()]).toEqual([{ kind: 'malformed', reason: 'not an event', frame: '' }, said('1')])
  })
})
