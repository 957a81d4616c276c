/** `events` of a whole client on the mock: what the scripted server of events.test.ts cannot know of DLive. */
import { describe, expect, test, vi } from 'vitest'
import { staticToken } from '../../src/auth/static.js'
import { createDLive, dliveAuth, type DLiveEvent, type EventsOptions } from '../../src/dlive/index.js'
import { failure } from '../support/failure.js'
import { testMock } from '../support/mock.js'

type Stream = AsyncIterableIterator<DLiveEvent, undefined>

/** A client on the mock, in process or, with `real`, over sockets. */
async function world({ real = false } = {}) {
  const mock = await testMock({ providers: ['dlive'] })
  const reach = real
    ? { baseUrl: (await mock.listen()).url }
    : { baseUrl: mock.url, fetch: mock.fetch, webSocket: mock.webSocket }
  const options = { ...reach, clock: mock.clock }
  const auth = dliveAuth({ ...mock.credentials('dlive'), ...options })
  const client = createDLive({ auth: auth.app(), ...options })
  /** A subscribed iteration, as the mock sees it. */
  const follow = async (streamers: string | readonly string[], settings?: EventsOptions) => {
    const stream: Stream = client.events(streamers, settings)
    expect(await take(stream)).toEqual({ kind: 'connected' })
    for (const streamer of [streamers].flat()) await mock.dlive.subscribed({ streamer })
    return stream
  }
  return { mock, auth, client, follow, options }
}

const take = async (stream: Stream) => (await stream.next()).value

describe('on the mock', () => {
  test('everything that happens in a channel arrives with its type', async () => {
    const { mock, follow } = await world()
    const stream = await follow('alice')
    await mock.dlive.subscribed({ streamer: 'alice', kind: 'chest' })
    await mock.dlive.publish({ username: 'alice' })
    const sent = await mock.dlive.chat({ streamer: 'alice', text: 'Hello' })
    await mock.dlive.gift({ streamer: 'alice', amount: 3 })
    await mock.dlive.chest({ streamer: 'alice', value: '500000' })
    await mock.dlive.unpublish({ username: 'alice' })
    const arrived = [await take(stream), await take(stream), await take(stream), await take(stream), await take(stream)]
    const from = { streamer: 'alice', kind: 'chat' }
    expect(arrived).toMatchObject([
      { ...from, type: 'Live', __typename: 'ChatLive' },
      { ...from, ...sent, type: 'Message', content: 'Hello', sender: { username: 'bob' } },
      { ...from, type: 'Gift', amount: '3', gift: 'LEMON' },
      { streamer: 'alice', kind: 'chest', type: 'ValueUpdated', value: '500000' },
      { ...from, type: 'Offline' },
    ])
    await stream.return?.()
    await vi.waitFor(async () => expect(await mock.dlive.sockets()).toBe(0), { interval: 1 })
  })

  test('200 channels share one socket', async () => {
    const { mock, follow } = await world()
    const names = Array.from({ length: 200 }, (_, i) => `channel-${i}`)
    for (const name of names) await mock.dlive.addAccount({ username: name })
    const stream = await follow(names)
    expect(await mock.dlive.sockets()).toBe(1)
    for (const name of names) await mock.dlive.chat({ streamer: name, text: `to ${name}` })
    for (const name of names) {
      expect(await take(stream)).toMatchObject({ kind: 'chat', streamer: name, content: `to ${name}` })
    }
    await stream.return?.()
  })

  test('a quiet hour does not count as silence', async () => {
    const { mock, follow } = await world()
    const stream = await follow('alice')
    await mock.clock.advance('1h')
    await mock.dlive.chat({ streamer: 'alice', text: 'good evening' })
    expect(await take(stream)).toMatchObject({ content: 'good evening' })
    await stream.return?.()
  })

  test('a silent socket is replaced, and nothing of it is kept', async () => {
    const { mock, follow } = await world()
    const stream = await follow('alice', { reconnect: { base: 0 } })
    const since = mock.clock.now()
    mock.faults.add({ operation: 'dlive.ws', action: 'mute' })
    await mock.clock.advance('60s')
    mock.faults.clear()
    expect(await take(stream)).toEqual({ kind: 'disconnected', reason: 'nothing was heard for 60000 ms' })
    const next = take(stream)
    await mock.clock.advance('60s')
    expect(await next).toMatchObject({ kind: 'reconnected', since })
    expect(await mock.dlive.sockets()).toBe(1)
    await stream.return?.()
  })

  test('a token that expired unannounced is reported and replaced at once', async () => {
    const { mock, auth, options } = await world()
    const good = auth.app()
    const { value: old } = await good.token()
    await mock.clock.advance('31d')
    const asked: (string | undefined)[] = []
    const socketAuth = {
      token: async (how?: { readonly rejected?: string }) => {
        asked.push(how?.rejected)
        return how?.rejected === undefined ? { value: old } : good.token()
      },
    }
    const stream: Stream = createDLive({ auth: good, socketAuth, ...options }).events('alice')
    expect(await take(stream)).toEqual({ kind: 'connected' })
    expect(asked).toEqual([undefined, old])
    await stream.return?.()
  })

  test('an invalid pasted token ends the iteration, and is not shown', async () => {
    const { options } = await world()
    const stream = createDLive({ auth: staticToken('pasted-by-hand-1'), ...options }).events('alice')
    const error = await failure(stream.next())
    expect(error).toMatchObject({ code: 'auth' })
    expect(String(error)).not.toContain('pasted-by-hand-1')
  })

  test('unknown events and invalid frames are passed through', async () => {
    const { mock, follow } = await world()
    const stream = await follow('alice')
    const raw = { __typename: 'ChatFireworks', type: 'Fireworks', id: '1', colour: 'red' }
    await mock.dlive.inject({ streamer: 'alice', event: raw })
    await mock.dlive.sendRaw({ text: '<html>' })
    expect(await take(stream)).toEqual({ kind: 'unknown', streamer: 'alice', type: 'Fireworks', raw })
    expect(await take(stream)).toEqual({ kind: 'malformed', reason: 'not JSON', frame: '<html>' })
    await stream.return?.()
  })

  test('messages from before the start and from an outage are backfilled in order', async () => {
    const { mock, follow } = await world()
    const say = async (...texts: string[]) => {
      for (const text of texts) await mock.dlive.chat({ streamer: 'alice', text })
    }
    await say('1', '2', '3')
    const stream = await follow('alice', { backfill: 2, reconnect: { base: 0 } })
    const heard = async () => {
      const event = await take(stream)
      return event?.kind === 'chat' && event.type === 'Message' ? event.content : event?.kind
    }
    expect([await heard(), await heard()]).toEqual(['2', '3'])
    mock.faults.add({ operation: 'dlive.ws', action: 'cut' })
    await say('4', '5')
    expect([await heard(), await heard(), await heard(), await heard()]).toEqual([
      'disconnected',
      'reconnected',
      '4',
      '5',
    ])
    await say('6')
    expect(await heard()).toBe('6')
    await stream.return?.()
  })
})

describe('over real sockets', () => {
  test.each([0, 200])(
    '10,000 messages and three cuts: no duplicates, no loss while subscribed, with a backfill of %i',
    async (backfill) => {
      const { mock, follow } = await world({ real: true })
      await mock.dlive.chat({ streamer: 'alice', text: 'the first' })
      const stream = await follow('alice', { backfill, buffer: 10_000, reconnect: { base: 0 } })
      if (backfill > 0) expect(await take(stream)).toMatchObject({ content: 'the first' })
      const expected: string[] = []
      const heard: string[] = []
      let recoveries = 0
      let recovered = () => {}
      let finish = () => {}
      const finished = new Promise<void>((resolve) => {
        finish = resolve
      })
      const listening = (async () => {
        for await (const event of stream) {
          if (event.kind === 'reconnected') {
            recoveries++
            recovered()
          } else if (event.kind === 'chat' && event.type === 'Message') {
            heard.push(event.content)
            if (event.content === 'the last') return finish()
          } else if (event.kind !== 'disconnected') throw new Error(`Not expected: ${JSON.stringify(event)}`)
        }
      })()
      const say = async (text: string, arrives = true) => {
        if (arrives) expected.push(text)
        await mock.dlive.chat({ streamer: 'alice', text })
      }
      for (let i = 0; i < 9999; i++) {
        await say(`message ${i}`)
        if (i % 2500 !== 2499) continue
        // Wait until they arrive, or they might be lost in the socket that is cut.
        await vi.waitFor(() => expect(heard.at(-1)).toBe(`message ${i}`), { interval: 1 })
        if (recoveries === 3) continue
        const back = new Promise<void>((resolve) => {
          recovered = resolve
        })
        mock.faults.add({ operation: 'dlive.ws', action: 'cut' })
        for (let j = 0; j < 100; j++) await say(`during cut ${recoveries + 1}: ${j}`, backfill > 0)
        await back
        await mock.dlive.subscribed({ streamer: 'alice' })
        if (backfill > 0) await vi.waitFor(() => expect(heard).toHaveLength(expected.length), { interval: 1 })
      }
      await say('the last')
      await Promise.race([finished, listening])
      expect(recoveries).toBe(3)
      expect(heard.length - new Set(heard).size).toBe(0)
      expect(heard.findIndex((text, i) => text !== expected[i])).toBe(-1)
      expect(heard).toHaveLength(expected.length)
    },
  )
})
