import { describe, expect, test } from 'vitest'
import { buildSchema, isInterfaceType } from 'graphql'
import { sdl } from '../../../generated/dlive/sdl.js'
import type { Mock } from '../../../mock/index.js'
import { as, dlive, mutate, say, tokenOf } from './caller.js'
import { appToken } from './sign-in.js'
import { chatOf, chestOf, Wire } from './wire.js'

/** A socket that listens to alice's chat as `chat`, and to her chest as `chest`. */
async function listening(mock: Mock, url?: string): Promise<Wire> {
  const wire = await Wire.ready(mock, await appToken(mock), url)
  wire.start('chat')
  wire.start('chest', 'alice', chestOf)
  await mock.dlive.subscribed({ streamer: 'alice' })
  await mock.dlive.subscribed({ streamer: 'alice', kind: 'chest' })
  return wire
}

const eventsOf = (frame: any) => frame.payload.data.streamMessageReceived as Record<string, any>[]
const chestOfFrame = (frame: any) => frame.payload.data.treasureChestMessageReceived as Record<string, any>

describe('opening', () => {
  test.each([
    ['an app’s token', appToken],
    ['a user’s token', tokenOf],
    ['a token after Bearer', async (mock: Mock) => `Bearer ${await tokenOf(mock)}`],
  ])('with %s is acknowledged', async (_, token) => {
    const mock = await dlive()
    const wire = await Wire.open(mock)
    wire.init(await token(mock))
    expect(await wire.next()).toEqual({ type: 'connection_ack' })
    expect(await mock.dlive.sockets()).toBe(1)
  })

  test('works without a subprotocol', async () => {
    const mock = await dlive()
    const wire = await Wire.open(mock, undefined, [])
    wire.init(await appToken(mock))
    expect((await wire.next()).type).toBe('connection_ack')
  })

  test.each([
    ['none', () => undefined],
    ['an empty token', () => ''],
    ['an unknown token', () => 'uatin87'],
    ['an altered token', (token: string) => `${token}x`],
  ])('with %s is refused with connection_error, and closed', async (_, change) => {
    const mock = await dlive()
    const wire = await Wire.open(mock)
    wire.init(change(await appToken(mock)))
    const frame = await wire.next()
    expect([frame.type, typeof frame.payload.message]).toEqual(['connection_error', 'string'])
    expect((await wire.closed)[0]).toBe(1000)
    expect(await mock.dlive.sockets()).toBe(0)
  })

  test('with an expired token is refused; a later expiry has no effect', async () => {
    const mock = await dlive()
    const token = await appToken(mock)
    const early = await Wire.ready(mock, token)
    early.start('1')
    await mock.dlive.subscribed({ streamer: 'alice' })
    mock.faults.add({ operation: 'dlive.ws', action: 'mute' })
    await mock.clock.advance('30d')
    mock.faults.clear()
    const late = await Wire.open(mock)
    late.init(token)
    expect((await late.next()).type).toBe('connection_error')
    await mock.dlive.chat({ streamer: 'alice', text: 'still here' })
    expect(eventsOf(await early.next())[0]).toMatchObject({ content: 'still here' })
  })

  test('without a token is allowed if the policy says so, but not with an invalid one', async () => {
    const mock = await dlive({ anonymousSockets: true })
    const anonymous = await Wire.open(mock)
    anonymous.init()
    expect((await anonymous.next()).type).toBe('connection_ack')
    const bad = await Wire.open(mock)
    bad.init('bad')
    expect((await bad.next()).type).toBe('connection_error')
  })

  test('shows no token in a refusal or in the journal', async () => {
    const mock = await dlive()
    const wire = await Wire.open(mock)
    wire.init('s3cret-token')
    expect(JSON.stringify(await wire.next())).not.toContain('s3cret')
    expect(JSON.stringify([await wire.closed, mock.journal.requests()])).not.toContain('s3cret')
  })
})

describe('the protocol', () => {
  test.each([
    ['start', { type: 'start', id: '1', payload: { query: chatOf } }],
    ['an unknown type', { type: 'hello' }],
  ])('starts with connection_init: %s is refused, with 1002', async (_, frame) => {
    const mock = await dlive()
    const wire = await Wire.open(mock)
    wire.send(frame)
    expect(await wire.next()).toEqual({
      type: 'connection_error',
      payload: { message: 'The first frame must be connection_init.' },
    })
    expect((await wire.closed)[0]).toBe(1002)
  })

  test.each([
    ['invalid JSON', 'hello'],
    ['a list', '[]'],
    ['null', 'null'],
    ['an object without a type', '{}'],
    ['a type that is not a string', '{"type":1}'],
    ['an id that is not a string', '{"type":"stop","id":1}'],
    ['a payload that is not an object', '{"type":"start","id":"1","payload":"x"}'],
    ['an unknown type', '{"type":"subscribe","id":"1"}'],
    ['a second connection_init', '{"type":"connection_init"}'],
    ['a type of 300 characters', `{"type":"${'ü'.repeat(300)}"}`],
    ['bytes that are not UTF-8', new Uint8Array([0xff, 0xfe])],
  ])('refuses %s with connection_error and 1002, without affecting other sockets', async (_, data) => {
    const mock = await dlive()
    const other = await listening(mock)
    const wire = await Wire.ready(mock, await appToken(mock))
    wire.raw(data)
    expect((await wire.next()).type).toBe('connection_error')
    expect((await wire.closed)[0]).toBe(1002)
    await mock.dlive.chat({ streamer: 'alice', text: 'hi' })
    expect((await other.next()).type).toBe('data')
  })

  test('reads binary frames with text', async () => {
    const mock = await dlive()
    const wire = await Wire.open(mock)
    const init = { type: 'connection_init', payload: { authorization: await appToken(mock) } }
    wire.raw(new TextEncoder().encode(JSON.stringify(init)))
    expect((await wire.next()).type).toBe('connection_ack')
  })

  test('keeps at most 1 MiB for one client: subscriptions, and frames before the acknowledgement', async () => {
    const mock = await dlive()
    const other = await listening(mock)
    const long = 'x'.repeat(400_000)
    const subscribed = await Wire.ready(mock, await appToken(mock))
    subscribed.start('1', `${long}1`)
    subscribed.start('2', `${long}2`)
    subscribed.send({ type: 'stop', id: '1' })
    expect(await subscribed.next()).toEqual({ type: 'complete', id: '1' })
    subscribed.start('3', `${long}3`)
    subscribed.start('4', `${long}4`)
    expect((await subscribed.next()).type).toBe('connection_error')
    expect((await subscribed.closed)[0]).toBe(1008)

    const first = await dlive()
    const waiting = await Wire.open(first)
    waiting.init(await appToken(first))
    for (let n = 0; n < 3; n++) waiting.start(String(n), `${long}${n}`)
    expect((await waiting.next()).type).toBe('connection_error')
    expect((await waiting.closed)[0]).toBe(1008)
    await mock.dlive.chat({ streamer: 'alice', text: 'hi' })
    expect((await other.next()).type).toBe('data')
  })

  test('queues frames before the acknowledgement, in order', async () => {
    const mock = await dlive()
    const wire = await Wire.open(mock)
    wire.init(await appToken(mock))
    wire.start('1')
    wire.send({ type: 'start', id: '2', payload: { query: '{ nonsense' } })
    wire.start('3')
    wire.send({ type: 'stop', id: '1' })
    const types = []
    for (let n = 0; n < 3; n++) types.push((({ type, id }) => [type, id])(await wire.next()))
    expect(types).toEqual([
      ['connection_ack', undefined],
      ['error', '2'],
      ['complete', '1'],
    ])
    await mock.dlive.subscribed({ streamer: 'alice' })
    await mock.dlive.chat({ streamer: 'alice', text: 'hi' })
    expect((await wire.next()).id).toBe('3')
  })

  test.each([
    ['does not parse', { query: 'subscription {' }, /Syntax Error/],
    ['selects an unknown field', { query: 'subscription { nothing }' }, /Cannot query field "nothing"/],
    ['is nested too deeply', { query: '{ a '.repeat(9000) }, /nested too deeply/],
    ['lacks its variable', { query: chatOf, variables: {} }, /"\$streamer" of required type/],
    ['is missing', {}, /no operation/],
    [
      'selects two fields at once',
      {
        query:
          'subscription { a: streamMessageReceived(streamer: "a") { type } b: streamMessageReceived(streamer: "b") { type } }',
      },
      /must select only one/,
    ],
  ])('answers a document that %s with an error, with its id, and continues', async (_, payload, message) => {
    const mock = await dlive()
    const wire = await Wire.ready(mock, await appToken(mock))
    wire.send({ type: 'start', id: '7', payload })
    const frame = await wire.next()
    expect([frame.type, frame.id]).toEqual(['error', '7'])
    expect(frame.payload[0].message).toMatch(message)
    wire.start('8')
    await mock.dlive.subscribed({ streamer: 'alice' })
  })

  test('runs queries as well, with data and complete', async () => {
    const mock = await dlive()
    const wire = await Wire.ready(mock, await tokenOf(mock))
    wire.send({ type: 'start', id: 'q', payload: { query: '{ me { username } }' } })
    expect(await wire.next()).toEqual({ type: 'data', id: 'q', payload: { data: { me: { username: 'alice' } } } })
    expect(await wire.next()).toEqual({ type: 'complete', id: 'q' })
  })

  test('ends normally with connection_terminate', async () => {
    const mock = await dlive()
    const wire = await listening(mock)
    wire.send({ type: 'connection_terminate' })
    expect(await wire.closed).toEqual([1000, 'terminated'])
    expect(await mock.dlive.sockets()).toBe(0)
  })

  test('stops one subscription, acknowledges it, and keeps the others', async () => {
    const mock = await dlive()
    const wire = await Wire.ready(mock, await appToken(mock))
    wire.start('1')
    wire.start('2')
    await mock.dlive.subscribed({ streamer: 'alice', count: 2 })
    wire.send({ type: 'stop', id: 'other' })
    wire.send({ type: 'stop', id: '1' })
    expect(await wire.next()).toEqual({ type: 'complete', id: '1' })
    await mock.dlive.chat({ streamer: 'alice', text: 'hi' })
    expect((await wire.next()).id).toBe('2')
    expect(wire.waiting).toEqual([])
  })

  test('accepts a start without an id, and answers without one', async () => {
    const mock = await dlive()
    const wire = await Wire.ready(mock, await appToken(mock))
    wire.start(undefined)
    await mock.dlive.subscribed({ streamer: 'alice' })
    await mock.dlive.chat({ streamer: 'alice', text: 'hi' })
    const frame = await wire.next()
    expect(Object.keys(frame)).toEqual(['type', 'payload'])
    expect(eventsOf(frame)[0]).toMatchObject({ content: 'hi' })
  })
})

describe('an event', () => {
  test('has every field for any selection, and is the message that its sender got', async () => {
    const mock = await dlive()
    const wire = await listening(mock)
    const said = await say(await as(mock, 'bob'), 'Hello', { emojis: [0, 4] })
    const frame = await wire.next()
    expect([frame.type, frame.id]).toEqual(['data', 'chat'])
    const events = eventsOf(frame)
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject(said)
    expect(events[0]!.sender).toEqual({
      __typename: 'StreamchatUser',
      id: 'streamchatuser:bob',
      username: 'bob',
      displayname: 'Bob',
      avatar: expect.any(String),
      partnerStatus: 'NONE',
      badges: [],
      effect: null,
    })
  })

  test('of the chest is a single object, or a list if the policy says so', async () => {
    for (const chestAsArray of [false, true]) {
      const mock = await dlive({ chestAsArray })
      const wire = await listening(mock)
      await mock.dlive.chest({ streamer: 'alice', value: '7' })
      const event = { __typename: 'TreasureChestValueUpdated', type: 'ValueUpdated', value: '7' }
      expect(chestOfFrame(await wire.next())).toEqual(chestAsArray ? [event] : event)
    }
  })

  test('goes to all listeners of that streamer, each with its id', async () => {
    const mock = await dlive()
    const wire = await Wire.ready(mock, await appToken(mock))
    wire.start('a', 'alice')
    wire.start('b', 'bob')
    await mock.dlive.subscribed({ streamer: 'bob' })
    await mock.dlive.chat({ streamer: 'carol', text: 'unheard', from: 'alice' })
    await mock.dlive.chat({ streamer: 'bob', text: 'to bob', from: 'alice' })
    await mock.dlive.chat({ streamer: 'alice', text: 'to alice' })
    const frames = [await wire.next(), await wire.next()]
    expect(frames.map((frame) => [frame.id, eventsOf(frame)[0]!.content])).toEqual([
      ['b', 'to bob'],
      ['a', 'to alice'],
    ])
  })

  test('of an unknown channel never comes: the subscription is accepted and silent', async () => {
    const mock = await dlive()
    const wire = await Wire.ready(mock, await appToken(mock))
    wire.start('1', 'Unknown')
    wire.start('2')
    await mock.dlive.subscribed({ streamer: 'alice' })
    await mock.dlive.chat({ streamer: 'alice', text: 'hi' })
    expect((await wire.next()).id).toBe('2')
  })

  test('of a channel that is created later arrives without a new subscription', async () => {
    const mock = await dlive()
    const wire = await Wire.ready(mock, await appToken(mock))
    wire.start('1', 'dave')
    await mock.dlive.subscribed({ streamer: 'dave' })
    await mock.dlive.addAccount({ username: 'dave' })
    await mock.dlive.publish({ username: 'dave' })
    expect(eventsOf(await wire.next())).toEqual([{ __typename: 'ChatLive', type: 'Live', id: expect.any(String) }])
  })

  test('is not repeated to later subscribers', async () => {
    const mock = await dlive()
    await mock.dlive.chat({ streamer: 'alice', text: 'before' })
    const wire = await listening(mock)
    await mock.dlive.chat({ streamer: 'alice', text: 'after' })
    expect(eventsOf(await wire.next())[0]).toMatchObject({ content: 'after' })
  })

  test('keeps the username of a user with a new display name', async () => {
    const mock = await dlive()
    const wire = await listening(mock)
    await mock.dlive.rename({ username: 'bob', displayname: 'Robert' })
    await mock.dlive.chat({ streamer: 'alice', text: 'hi' })
    expect(eventsOf(await wire.next())[0]!.sender).toMatchObject({ username: 'bob', displayname: 'Robert' })
  })

  test('comes for everything that happens in a chat', async () => {
    const mock = await dlive()
    const wire = await listening(mock)
    const [alice, bob] = [await as(mock), await as(mock, 'bob')]
    await mock.dlive.publish({ username: 'alice' })
    const said = await say(bob, 'oops')
    await mock.dlive.gift({ streamer: 'alice', from: 'carol', gift: 'DIAMOND', amount: 2, message: 'x' })
    await mutate(await as(mock, 'carol'), 'follow', 'streamer: "alice"')
    await mock.dlive.subscribe({ streamer: 'alice', from: 'carol' })
    await mutate(alice, 'moderatorAdd', 'username: "bob"')
    await mutate(bob, 'chatDelete', `streamer: "alice", id: "${said.id}"`)
    await mutate(bob, 'streamchatUserBan', 'streamer: "alice", username: "carol"')
    await mutate(bob, 'userTimeoutSet', 'streamer: "alice", username: "carol", duration: 5')
    await mutate(alice, 'moderatorRemove', 'username: "bob"')
    await mutate(alice, 'chatModeSet', 'chatMode: SUBONLY')
    await mutate(bob, 'hostSet', 'username: "alice"')
    const emote =
      'input: { type: EMOTE, level: CHANNEL_LEVEL, mimeType: "png", url: "https://x.test/e.png", name: "cheer" }'
    await mutate(alice, 'addEmote', emote)
    await mock.dlive.unpublish({ username: 'alice' })
    const events = []
    for (let n = 0; n < 14; n++) events.push(eventsOf(await wire.next())[0]!)
    const byBob = { bannedBy: { username: 'bob' }, bannedByRoomRole: 'Moderator', sender: { username: 'carol' } }
    const wanted = [
      { __typename: 'ChatLive', type: 'Live' },
      { __typename: 'ChatText', type: 'Message', id: said.id },
      {
        __typename: 'ChatGift',
        type: 'Gift',
        gift: 'DIAMOND',
        amount: '2',
        message: 'x',
        sender: { username: 'carol' },
      },
      { __typename: 'ChatFollow', type: 'Follow', sender: { username: 'carol' } },
      { __typename: 'ChatSubscription', type: 'Subscription', month: 1, subscribing: true },
      { __typename: 'ChatModerator', type: 'Mod', add: true, roomRole: 'Moderator', sender: { username: 'bob' } },
      { __typename: 'ChatDelete', type: 'Delete', ids: [said.id] },
      { __typename: 'ChatBan', type: 'Ban', ...byBob },
      { __typename: 'ChatTimeout', type: 'Timeout', minute: 5, ...byBob },
      { __typename: 'ChatModerator', type: 'Mod', add: false, roomRole: 'Member' },
      { __typename: 'ChatChangeMode', type: 'ChatMode', mode: 'SUBONLY' },
      { __typename: 'ChatHost', type: 'Host', viewer: 0, sender: { username: 'bob' } },
      { __typename: 'ChatEmoteAdd', type: 'Emote', emote: 'cheer', sender: { username: 'alice' } },
      { __typename: 'ChatOffline', type: 'Offline' },
    ]
    expect(events).toMatchObject(wanted)
    // Each has all fields of its schema type, in exactly this form.
    const schema = buildSchema(sdl)
    for (const event of events) {
      const type = schema.getType(String(event.__typename))!
      if (!('getFields' in type) || isInterfaceType(type)) throw new Error('not an object type')
      expect(Object.keys(event).sort()).toEqual(['__typename', ...Object.keys(type.getFields())].sort())
    }
  })

  test('comes for everything that happens to a chest', async () => {
    const mock = await dlive({ giveawayTime: '1m' })
    const wire = await listening(mock)
    await mock.dlive.chest({ streamer: 'alice', value: '999999' })
    await mock.dlive.chest({ streamer: 'alice', value: '1000000' })
    await mock.dlive.chest({ streamer: 'alice', value: '1000001' })
    await mock.dlive.chest({ streamer: 'alice', expired: '1000000' })
    await mock.dlive.chest({ streamer: 'alice', giveaway: 'start' })
    const now = mock.clock.now()
    await mock.clock.advance('1m')
    const events = []
    while (events.length < 7) {
      const frame = await wire.next()
      if (frame.type === 'data') events.push(chestOfFrame(frame))
    }
    const updated = (value: string) => ({ __typename: 'TreasureChestValueUpdated', type: 'ValueUpdated', value })
    expect(events).toEqual([
      updated('999999'),
      updated('1000000'),
      { __typename: 'TreasureChestReadyToCollect', type: 'ReadyToCollect' },
      updated('1000001'),
      { __typename: 'TreasureChestValueExpired', type: 'ValueExpired', expireAt: String(now), value: '1000000' },
      {
        __typename: 'TreasureChestGiveawayStarted',
        type: 'GiveawayStarted',
        endTime: String(now + 60_000),
        pricePool: '1000000',
        durationInSeconds: 60,
      },
      { __typename: 'TreasureChestGiveawayEnded', type: 'GiveawayEnd', nextGiveawayThresholdAt: null },
    ])
  })

  test('of a follow comes the first time only', async () => {
    const mock = await dlive()
    const wire = await listening(mock)
    expect(await mock.dlive.follow({ streamer: 'alice', from: 'carol' })).toMatchObject({ type: 'Follow' })
    await mutate(await as(mock, 'carol'), 'unfollow', 'streamer: "alice"')
    expect(await mock.dlive.follow({ streamer: 'alice', from: 'carol' })).toBeNull()
    await mock.dlive.follow({ streamer: 'alice', from: 'bob' })
    await mock.dlive.chat({ streamer: 'alice', text: 'end' })
    expect([eventsOf(await wire.next())[0]!.type, eventsOf(await wire.next())[0]!.type]).toEqual(['Follow', 'Message'])
  })

  test('Live comes before the stream is visible, if the policy says so', async () => {
    const mock = await dlive({ liveDelay: '15s' })
    const wire = await listening(mock)
    await mock.dlive.publish({ username: 'alice' })
    expect(eventsOf(await wire.next())[0]!.type).toBe('Live')
    const ask = await as(mock)
    const live = async () => (await ask('{ me { livestream { id } } }')).body.data.me.livestream
    expect(await live()).toBeNull()
    await mock.clock.advance('15s')
    expect(await live()).not.toBeNull()
  })
})

describe('keep-alives', () => {
  test('come every 25 seconds of the mock’s time after the acknowledgement, and never before', async () => {
    const mock = await dlive()
    const silent = await Wire.open(mock)
    const wire = await Wire.ready(mock, await appToken(mock))
    await mock.clock.advance(24_999)
    await mock.clock.advance(1)
    expect(await wire.next()).toEqual({ type: 'ka' })
    const fired = await mock.clock.advance('75s')
    expect(fired.map(({ kind }) => kind)).toEqual(Array.from({ length: 3 }, () => 'dlive.keep-alive'))
    expect([await wire.next(), await wire.next(), await wire.next()]).toEqual(
      Array.from({ length: 3 }, () => ({ type: 'ka' })),
    )
    expect([silent.waiting, wire.waiting]).toEqual([[], []])
  })

  test('leave nothing in the clock after their sockets have ended in any way', async () => {
    const mock = await dlive()
    const token = await appToken(mock)
    const wires = []
    for (let n = 0; n < 5; n++) wires.push(await Wire.ready(mock, token))
    expect(await mock.clock.advance('25s')).toHaveLength(5)
    wires[0]!.close()
    wires[1]!.send({ type: 'connection_terminate' })
    wires[2]!.raw('nonsense')
    await Promise.all(wires.slice(0, 3).map(({ closed }) => closed))
    expect(await mock.clock.advance('25s')).toHaveLength(2)
    mock.faults.add({ operation: 'dlive.ws', action: 'cut' })
    await Promise.all(wires.map(({ closed }) => closed))
    expect(await mock.clock.advance('1d')).toEqual([])
  })

  test('and sockets end with a reset', async () => {
    const mock = await dlive()
    const wire = await listening(mock)
    mock.reset()
    expect((await wire.closed)[0]).toBe(1012)
    expect(await mock.dlive.sockets()).toBe(0)
    expect(await mock.clock.advance('1h')).toEqual([])
    expect((await listening(mock)).waiting).toEqual([])
  })
})

describe('a test can', () => {
  test('cut sockets, as a network does', async () => {
    const mock = await dlive()
    const wires = [await listening(mock), await Wire.open(mock)]
    expect(await mock.dlive.sockets()).toBe(2)
    mock.faults.add({ operation: 'dlive.ws', action: 'cut' })
    for (const { closed } of wires) expect((await closed)[0]).toBe(1006)
    expect(await mock.dlive.sockets()).toBe(0)
    await mock.dlive.chat({ streamer: 'alice', text: 'to all' })
  })

  test('close them with a code and a reason', async () => {
    const mock = await dlive()
    for (const [code, reason] of [
      [1000, ''],
      [1011, 'internal'],
      [4400, 'ours'],
    ] as const) {
      const wire = await listening(mock)
      mock.faults.add({ operation: 'dlive.ws', action: 'close', code, reason })
      expect(await wire.closed).toEqual([code, reason])
    }
  })

  test('mute them, and lose what happens meanwhile', async () => {
    const mock = await dlive()
    const wire = await listening(mock)
    mock.faults.add({ operation: 'dlive.ws', action: 'mute' })
    const late = await Wire.open(mock)
    late.init(await appToken(mock))
    await mock.clock.advance('10m')
    await mock.dlive.chat({ streamer: 'alice', text: 'lost' })
    mock.faults.clear()
    await mock.dlive.chat({ streamer: 'alice', text: 'heard' })
    expect(eventsOf(await wire.next())[0]).toMatchObject({ content: 'heard' })
    expect(late.waiting).toEqual([])
    await mock.clock.advance('25s')
    expect(await late.next()).toEqual({ type: 'ka' })
  })

  test('send them frames of any kind', async () => {
    const mock = await dlive()
    const wire = await listening(mock)
    await mock.dlive.sendRaw({ text: '{"type":"ka","payload":5}' })
    expect(await wire.next()).toEqual({ type: 'ka', payload: 5 })
  })

  test('invent events that the schema does not have', async () => {
    const mock = await dlive()
    const wire = await listening(mock)
    await mock.dlive.inject({ streamer: 'alice', event: { type: 'Homepage', other: 1 } })
    await mock.dlive.inject({ streamer: 'alice', event: { type: 'ScheduledGiveawayStarted' }, kind: 'chest' })
    await mock.dlive.inject({ streamer: 'bob', event: { type: 'Homepage' } })
    expect(eventsOf(await wire.next())).toEqual([{ type: 'Homepage', other: 1 }])
    expect(chestOfFrame(await wire.next())).toEqual({ type: 'ScheduledGiveawayStarted' })
    expect(wire.waiting).toEqual([])
  })
})

test('do all of this over a real connection', async () => {
  const mock = await dlive()
  const { url } = await mock.listen()
  const wire = await listening(mock, url)
  await mock.dlive.chat({ streamer: 'alice', text: 'Grüße 🍋' })
  expect(eventsOf(await wire.next())[0]).toMatchObject({ content: 'Grüße 🍋' })
  await mock.clock.advance('25s')
  expect(await wire.next()).toEqual({ type: 'ka' })
  wire.raw(new Uint8Array([0xff]))
  expect((await wire.next()).type).toBe('connection_error')
  expect((await wire.closed)[0]).toBe(1002)
  const other = await listening(mock, url)
  mock.faults.add({ operation: 'dlive.ws', action: 'cut' })
  expect((await other.closed)[0]).toBe(1006)
  expect(await mock.clock.advance('1m')).toEqual([])
})

test('one socket listens to 200 streamers', async () => {
  const mock = await dlive()
  const wire = await Wire.ready(mock, await appToken(mock))
  const names = Array.from({ length: 200 }, (_, n) => `streamer${n}`)
  for (const name of names) {
    await mock.dlive.addAccount({ username: name })
    wire.start(name, name)
  }
  await mock.dlive.subscribed({ streamer: names.at(-1)! })
  for (const name of names) await mock.dlive.chat({ streamer: name, text: `to ${name}` })
  for (const name of names) {
    const frame = await wire.next()
    expect([frame.id, eventsOf(frame)[0]!.content]).toEqual([name, `to ${name}`])
  }
})
