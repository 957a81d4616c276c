import type * as Schema from '../../generated/dlive/graphql.js'
import type { MalformedReason } from '../graphql/socket/connection.js'
import type { Loss, Recovery } from '../graphql/socket/subscribe.js'

/** An event without a known `id`: no client reads one. */
type MaybeId<Event extends { readonly id: string }> = Omit<Event, 'id'> & { readonly id?: string | null }

/** The kind of each `type` of chat event. The last six are undocumented: they are in the code of DLive's site (community). */
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

/** The same for the chest. `type` is the short name, which for `GiveawayEnd` differs from `__typename` (community). */
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
    /** Username of the event's channel, as passed to `events`. */
    readonly streamer: string
  } & Readonly<Omit<Types[Type], 'type'>>
}[keyof Types]

/** What happens in a chat: narrow it by `type`. */
export type ChatEvent = Known<'chat', ChatTypes>

/** What happens to a treasure chest: narrow it by `type`. */
export type ChestEvent = Known<'chest', ChestTypes>

/** An event of a type that this package does not know, or that only DLive's enum has. */
export interface UnknownEvent {
  readonly kind: 'unknown'
  readonly streamer: string
  readonly type: string
  /** The event as received. */
  readonly raw: Readonly<Record<string, unknown>>
}

/** A frame, or an event in one, that could not be parsed. */
export interface MalformedEvent {
  readonly kind: 'malformed'
  readonly reason: MalformedReason
  /** The first 200 characters of the frame, without the token. `''` if it has no text. */
  readonly frame: string
}

/** `dropped` events before the next one were lost, because more were waiting than `buffer` allows. */
export interface OverflowEvent {
  readonly kind: 'overflow'
  readonly dropped: number
}

/** Every subscription has been sent. It comes once, before all channel events. */
export interface ConnectedEvent {
  readonly kind: 'connected'
}

/** The socket was lost, or could not be opened. The client reconnects. It comes once an outage. */
export interface DisconnectedEvent extends Loss {
  readonly kind: 'disconnected'
}

/** The outage is over and every subscription has been sent again. Events after `since` are missing unless they are backfilled. */
export interface ReconnectedEvent extends Recovery {
  readonly kind: 'reconnected'
}

/** The earlier chat could not be loaded. New events still arrive. */
export interface BackfillFailedEvent {
  readonly kind: 'backfillFailed'
  readonly streamer: string
  readonly error: unknown
}

/** What `events` yields: narrow it by `kind`, then `chat` and `chest` by `type`. */
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
 * One item of a subscription's payload as an event. Undefined if it has no `type`. The fields are passed on unchanged: the schema and the
 * server decide what a type has.
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
  // The object is new from JSON, and no other code holds it: a copy would cost as much as parsing, and a copy by assignment would let a
  // field `__proto__` replace the event's prototype.
  return Object.assign(raw, { kind, streamer }) as ChatEvent | ChestEvent
}
