import type {
  ChatBan,
  ChatEmoteAdd,
  ChatFollow,
  ChatGift,
  ChatHost,
  ChatModerator,
  ChatSubscription,
  ChatText,
  ChatTimeout,
  DonationType,
} from '../../generated/dlive/graphql.js'
import { requireAllowed } from './chat-rules.js'
import { roomRole, type Account, type Channel, type StoredChat } from './entities.js'
import { MutationRefusal } from './mutation-refusal.js'
import { serializeChatUser, serializeSender } from './serialize.js'
import { emit } from './sockets.js'
import { addFollower, addSubscriber, nanoseconds, remember, uuid } from './state.js'
import type { DLiveWorld } from './world.js'

/** A message. `emojis` are positions in the content, as sent by the client. */
interface ChatMessage {
  readonly content: string
  readonly emojis?: readonly number[] | null | undefined
}

/** Sends a message, if the channel's rules allow it. Throws a `MutationRefusal`. */
export function send(world: DLiveWorld, from: Account, channel: Channel, message: ChatMessage): ChatText {
  requireAllowed(from, channel, message.content, world.clock.now())
  return say(world, from, channel, message)
}

/** Sends a message without checking the rules. */
export function say(
  world: DLiveWorld,
  from: Account,
  channel: Channel,
  { content, emojis = null }: ChatMessage,
): ChatText {
  channel.lastSaid.set(from, world.clock.now())
  return emitFrom<ChatText>(world, from, channel, {
    __typename: 'ChatText',
    type: 'Message',
    content,
    createdAt: nanoseconds(world),
    emojis,
    subLength: channel.subscribers.get(from)?.month ?? 0,
  })
}

/** A donation: an amount of gifts of a kind, with a message. */
export interface Donation {
  readonly gift: DonationType
  readonly amount: number
  readonly message: string
}

export function give(
  world: DLiveWorld,
  from: Account,
  channel: Channel,
  { gift, amount, message }: Donation,
): ChatGift {
  channel.gifts.push({ from, gift, count: amount, at: world.clock.now() })
  const fields = { gift, amount: String(amount), message, recentCount: amount, expireDuration: 0 }
  return emitFrom<ChatGift>(world, from, channel, { __typename: 'ChatGift', type: 'Gift', ...fields })
}

/** Follows a channel. Null if the account has followed before: then there is no event. */
export function follow(world: DLiveWorld, from: Account, channel: Channel): ChatFollow | null {
  const isFirst = !channel.everFollowed.has(from)
  if (!channel.followers.has(from)) addFollower(channel.owner, from, world.clock.now())
  return isFirst ? emitFrom<ChatFollow>(world, from, channel, { __typename: 'ChatFollow', type: 'Follow' }) : null
}

export function subscribe(world: DLiveWorld, from: Account, channel: Channel, month: number): ChatSubscription {
  addSubscriber(world, channel.owner, from, month)
  const event = { __typename: 'ChatSubscription', type: 'Subscription', month } as const
  return emitFrom<ChatSubscription>(world, from, channel, event)
}

/** `from` hosts the channel: shows its stream on their own channel. */
export function host(world: DLiveWorld, from: Account, channel: Channel): void {
  emitFrom<ChatHost>(world, from, channel, { __typename: 'ChatHost', type: 'Host', viewer: 0 })
}

export function setModerator(world: DLiveWorld, account: Account, channel: Channel, add: boolean): void {
  if (add) channel.moderators.add(account)
  else channel.moderators.delete(account)
  emitFrom<ChatModerator>(world, account, channel, { __typename: 'ChatModerator', type: 'Mod', add })
}

/** Bans an account. The sender of the event is the banned account, as with timeouts (inferred). */
export function ban(world: DLiveWorld, account: Account, channel: Channel, by: Account): void {
  channel.banned.add(account)
  emitFrom<ChatBan>(world, account, channel, { __typename: 'ChatBan', type: 'Ban', ...bannedBy(by, channel) })
}

export function timeout(world: DLiveWorld, account: Account, channel: Channel, by: Account, minute: number): void {
  channel.timeouts.set(account, world.clock.now() + minute * 60_000)
  const fields = { minute, ...bannedBy(by, channel) }
  emitFrom<ChatTimeout>(world, account, channel, { __typename: 'ChatTimeout', type: 'Timeout', ...fields })
}

export function announceEmote(world: DLiveWorld, from: Account, channel: Channel, emote: string): void {
  emitFrom<ChatEmoteAdd>(world, from, channel, { __typename: 'ChatEmoteAdd', type: 'Emote', emote })
}

/** Deletes a message. Throws a `MutationRefusal` for an unknown id. */
export function deleteMessage(world: DLiveWorld, channel: Channel, id: string): void {
  const index = channel.history.findIndex((event) => event.id === id)
  if (index < 0) throw new MutationRefusal('notFound')
  channel.history.splice(index, 1)
  emitNote(world, channel, { __typename: 'ChatDelete', type: 'Delete', ids: [id] })
}

export function changeMode(world: DLiveWorld, channel: Channel, mode: Channel['chatMode']): void {
  channel.chatMode = mode
  emitNote(world, channel, { __typename: 'ChatChangeMode', type: 'ChatMode', mode })
}

export const emitLive = (world: DLiveWorld, channel: Channel): void =>
  emitNote(world, channel, { __typename: 'ChatLive', type: 'Live' })

export const emitOffline = (world: DLiveWorld, channel: Channel): void =>
  emitNote(world, channel, { __typename: 'ChatOffline', type: 'Offline' })

/** Emits an event with a sender. It has an id, and the chat's history keeps it. */
function emitFrom<Event extends StoredChat>(
  world: DLiveWorld,
  from: Account,
  channel: Channel,
  fields: Omit<Event, 'id' | 'subscribing' | 'role' | 'roomRole' | 'sender'>,
): Event {
  const event = { id: uuid(world.random), ...fields, ...serializeSender(from, channel) } as unknown as Event
  remember(channel, event)
  emit(world, 'chat', channel.owner, [event])
  return event
}

/** Emits an event without a sender. Its id is inferred; the chat's history does not keep it. */
function emitNote(world: DLiveWorld, { owner }: Channel, fields: Record<string, unknown>): void {
  emit(world, 'chat', owner, [{ id: uuid(world.random), ...fields }])
}

const bannedBy = (by: Account, channel: Channel) => ({
  bannedBy: serializeChatUser(by),
  bannedByRoomRole: roomRole(by, channel),
})
