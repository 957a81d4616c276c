import { expectTypeOf, test } from 'vitest'
import type { ChatEvent, ChestEvent, DLiveEvent } from '../../src/dlive/event.js'
import type { Events } from '../../src/dlive/events.js'
import type { WebSocketConstructor } from '../../src/graphql/socket/web-socket.js'

declare const event: DLiveEvent

test('kind and type narrow an event to its fields', () => {
  if (event.kind === 'chat' && event.type === 'Message') {
    expectTypeOf(event.content).toEqualTypeOf<string>()
    expectTypeOf(event.createdAt).toEqualTypeOf<string>()
    expectTypeOf(event.sender.username).toEqualTypeOf<string>()
    expectTypeOf(event.streamer).toEqualTypeOf<string>()
    expectTypeOf(event.__typename).toEqualTypeOf<'ChatText'>()
    expectTypeOf(event.id).toEqualTypeOf<string>()
  }
  if (event.kind === 'chest' && event.type === 'GiveawayEnd') {
    expectTypeOf(event.__typename).toEqualTypeOf<'TreasureChestGiveawayEnded'>()
    expectTypeOf(event.nextGiveawayThresholdAt).toExtend<string | null | undefined>()
  }
  if (event.kind === 'chat' && event.type === 'Live') {
    // @ts-expect-error Unknown kind.
    void event.sender
    expectTypeOf(event.id).toEqualTypeOf<string | null | undefined>()
  }
  // @ts-expect-error A gift has no content.
  if (event.kind === 'chat' && event.type === 'Gift') void event.content
  // @ts-expect-error Unknown type.
  if (event.kind === 'chat' && event.type === 'Homepage') void event
  if (event.kind === 'unknown') expectTypeOf(event.type).toEqualTypeOf<string>()
  if (event.kind === 'overflow') expectTypeOf(event.dropped).toEqualTypeOf<number>()
  if (event.kind === 'reconnected') expectTypeOf(event.since).toEqualTypeOf<number>()
})

test('every type of an event is a literal', () => {
  expectTypeOf<ChatEvent['type']>().toEqualTypeOf<
    | 'Message'
    | 'Gift'
    | 'Live'
    | 'Offline'
    | 'Follow'
    | 'Subscription'
    | 'Delete'
    | 'Host'
    | 'ChatMode'
    | 'Ban'
    | 'Mod'
    | 'Emote'
    | 'Timeout'
    | 'ExtendSub'
    | 'TCValue'
    | 'GiftSub'
    | 'GiftSubReceive'
    | 'Clip'
    | 'SubStreak'
  >()
  expectTypeOf<ChestEvent['type']>().toEqualTypeOf<
    'ValueUpdated' | 'ValueExpired' | 'GiveawayStarted' | 'GiveawayEnd' | 'ReadyToCollect'
  >()
})

test('the iterator yields events, and returns nothing', () => {
  expectTypeOf<Events>().returns.toEqualTypeOf<AsyncIterableIterator<DLiveEvent, undefined>>()
})

test('the platform’s WebSocket and that of ws are both accepted', () => {
  expectTypeOf<typeof globalThis.WebSocket>().toExtend<WebSocketConstructor>()
  expectTypeOf<typeof import('ws').WebSocket>().toExtend<WebSocketConstructor>()
})
