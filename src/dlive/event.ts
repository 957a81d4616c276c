import type * as Schema from '../../generated/dlive/graphql.js'
import type { MalformedReason } from '../graphql/socket/connection.js'
import type { Loss, Recovery } from '../graphql/socket/subscribe.js'

/** An event that no client was seen to read an `id` of: it may have none. */
type MaybeId<Event extends { readonly id: string }> = Omit<Event, 'id'> & { readonly id?: string | null }

/** What each `type` of chat event is. The last six are in no document of DLive's, but in its site's code (community). */
interface ChatTypes {
  Message: Schema.ChatText
  Gift: Schema.ChatGift
  Live: MaybeId<Schema.ChatLive>
  Offline: MaybeId<Schema.ChatOffline>
  Follow: Schema.ChatFollow
  Subscription: Schema.ChatSubscription
  Delete: MaybeId<Schema.ChatDelete>
  Host: Schema.ChatHost
  ChatMode: MaybeId<Schema.ChatChangeMode>
  Ban: Schema.ChatBan
  Mod: Schema.ChatModerator
  Emote: Schema.ChatEmoteAdd
  Timeout: Schema.ChatTimeout
  ExtendSub: Schema.ChatExtendSub
  TCValue: Schema.ChatTCValueAdd
  GiftSub: Schema.ChatGiftSub
  GiftSubReceive: Schema.ChatGiftSubReceive
  Clip: Schema.ChatClip
  SubStreak: Schema.ChatSubStreak
}

/** The same for the chest. `type` is the short word, which for `GiveawayEnd` is not that of `__typename` (community). */
interface ChestTypes {
  ValueUpdated: Schema.TreasureChestValueUpdated
  ValueExpired: Schema.TreasureChestValueExpired
  GiveawayStarted: Schema.TreasureChestGiveawayStarted
  GiveawayEnd: Schema.TreasureChestGiveawayEnded
  ReadyToCollect: Schema.TreasureChestReadyToCollect
}

type Known<Kind extends string, Types> = {
  [Type in keyof Types]: {
    readonly kind: Kind
    readonly type: Type
    /** Username of the channel it happened in, as it was given to `events`. */
    readonly streamer: string
  } & Readonly<Omit<Types[Type], 'type'>>
}[keyof Types]

/** What happens in a chat: narrow it by `type`. */
export type ChatEvent = Known<'chat', ChatTypes>

/** What happens to a treasure chest: narrow it by `type`. */
export type ChestEvent = Known<'chest', ChestTypes>

/** An event of a type this package does not know, or one that is in DLive's enum and nowhere else. */
export interface UnknownEvent {
  readonly kind: 'unknown'
  readonly streamer: string
  readonly type: string
  /** As it came. */
  readonly raw: Readonly<Record<string, unknown>>
}

/** A frame, or an event in one, that could not be read. */
export interface MalformedEvent {
  readonly kind: 'malformed'
  readonly reason: MalformedReason
  /** The first 200 characters of the frame, without the token; `''` where it has no text. */
  readonly frame: string
}

/** `dropped` events came before the next one and gave way to it, because more waited than `buffer` allows. */
export interface OverflowEvent {
  readonly kind: 'overflow'
  readonly dropped: number
}

/** Every subscription has been sent. Once, and before everything that happens in a channel. */
export interface ConnectedEvent {
  readonly kind: 'connected'
}

/** The socket was lost, or could not be opened; another is sought. Once an outage. */
export interface DisconnectedEvent extends Loss {
  readonly kind: 'disconnected'
}

/** The outage is over and every subscription has been sent again. What came after `since` is missing unless it is backfilled. */
export interface ReconnectedEvent extends Recovery {
  readonly kind: 'reconnected'
}

/** The chat of before could not be had; what comes now comes nonetheless. */
export interface BackfillFailedEvent {
  readonly kind: 'backfillFailed'
  readonly streamer: string
  readonly error: unknown
}

/** What `events` gives: narrow it by `kind`, then `chat` and `chest` by `type`. */
export type DLiveEvent =
  | ChatEvent
  | ChestEvent
  | UnknownEvent
  | MalformedEvent
  | OverflowEvent
  | ConnectedEvent
  | DisconnectedEvent
  | ReconnectedEvent
  | BackfillFailedEvent

/** The types as values; each record must name all of its interface's. */
const known: { readonly chat: Record<keyof ChatTypes, true>; readonly chest: Record<keyof ChestTypes, true> } = {
  chat: {
    Message: true,
    Gift: true,
    Live: true,
    Offline: true,
    Follow: true,
    Subscription: true,
    Delete: true,
    Host: true,
    ChatMode: true,
    Ban: true,
    Mod: true,
    Emote: true,
    Timeout: true,
    ExtendSub: true,
    TCValue: true,
    GiftSub: true,
    GiftSubReceive: true,
    Clip: true,
    SubStreak: true,
  },
  chest: {
    ValueUpdated: true,
    ValueExpired: true,
    GiveawayStarted: true,
    GiveawayEnd: true,
    ReadyToCollect: true,
  },
}

/**
 * One item of a subscription's payload as an event; undefined where it has no `type`. The fields are handed through as they
 * came: what a type has, the schema says and the server decides.
 */
export function toEvent(
  kind: 'chat' | 'chest',
  streamer: string,
  item: unknown,
): ChatEvent | ChestEvent | UnknownEvent | undefined {
  if (typeof item !== 'object' || item === null) return undefined
  const raw = item as Readonly<Record<string, unknown>>
  const { type } = raw
  if (typeof type !== 'string') return undefined
  if (!Object.hasOwn(known[kind], type)) return { kind: 'unknown', streamer, type, raw }
  // The object is fresh from JSON, and no other code holds it: a copy would cost as much as the parsing did, and a copy by assignment would let
  // a field `__proto__` take the event's prototype away.
  return Object.assign(raw, { kind, streamer }) as ChatEvent | ChestEvent
}
