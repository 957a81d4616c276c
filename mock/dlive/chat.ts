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
import { milliseconds, type Duration } from '../core/time/duration.js'
import { roomRole, type Account, type Channel, type StoredChat } from './entities.js'
import { PayloadError } from './payload-error.js'
import { serializeChatUser, serializeSender } from './serialize.js'
import type { State } from './state.js'

/** Longest message, in characters; a bot's account may say more (https://docs.dlive.tv/api/bot/bot-account). */
const longest = { person: 140, bot: 500 }

/** How long one must have followed (https://help.dlive.tv/hc/en-us/articles/360039327011). */
const delays: Readonly<Record<Channel['followChatDelay'], Duration>> = {
  NONE: 0,
  TEN_MIN: '10m',
  ONE_HOUR: '1h',
  ONE_DAY: '1d',
}

/** What looks like an address (inferred): one with a scheme, with `www.`, or a host's name. */
const link = /\b(?:https?:\/\/|www\.)\S|\b(?:[a-z\d-]+\.)+[a-z]{2,}\b/i

/** Sends an event to whoever listens to a channel's chat. */
export type EmitChat = (streamer: Account, event: { readonly __typename: string; readonly type: string }) => void

/** What is said and what happens in chats. */
export class Chatrooms {
  readonly #state: State
  readonly #emit: EmitChat
  readonly #now: () => number

  constructor(state: State, emit: EmitChat, now: () => number) {
    this.#state = state
    this.#emit = emit
    this.#now = now
  }

  /** Says something, if the channel's rules allow it. Throws a `PayloadError`. */
  send(from: Account, channel: Channel, content: string, emojis: readonly number[] | null = null): ChatText {
    requireAllowed(from, channel, content, this.#now())
    return this.say(from, channel, content, emojis)
  }

  /** Says something whatever the rules. */
  say(from: Account, channel: Channel, content: string, emojis: readonly number[] | null = null): ChatText {
    channel.lastSaid.set(from, this.#now())
    return this.#tell<ChatText>(from, channel, {
      __typename: 'ChatText',
      type: 'Message',
      content,
      createdAt: this.#state.nanoseconds(),
      emojis,
      subLength: channel.subscribers.get(from)?.month ?? 0,
    })
  }

  gift(from: Account, channel: Channel, gift: DonationType, count: number, message: string): ChatGift {
    channel.gifts.push({ from, gift, count, at: this.#now() })
    const fields = { gift, amount: String(count), message, recentCount: count, expireDuration: 0 }
    return this.#tell<ChatGift>(from, channel, { __typename: 'ChatGift', type: 'Gift', ...fields })
  }

  /** Begins to follow; null when that is no event, because it is not the first time. */
  follow(from: Account, channel: Channel): ChatFollow | null {
    const isFirst = !channel.everFollowed.has(from)
    if (!channel.followers.has(from)) this.#state.follow(from, channel.owner, this.#now())
    return isFirst ? this.#tell<ChatFollow>(from, channel, { __typename: 'ChatFollow', type: 'Follow' }) : null
  }

  subscribe(from: Account, channel: Channel, month: number): ChatSubscription {
    this.#state.subscribe(from, channel.owner, month)
    return this.#tell<ChatSubscription>(from, channel, { __typename: 'ChatSubscription', type: 'Subscription', month })
  }

  /** `from` shows the channel's stream on their own. */
  host(from: Account, channel: Channel): void {
    this.#tell<ChatHost>(from, channel, { __typename: 'ChatHost', type: 'Host', viewer: 0 })
  }

  moderator(account: Account, channel: Channel, add: boolean): void {
    if (add) channel.moderators.add(account)
    else channel.moderators.delete(account)
    this.#tell<ChatModerator>(account, channel, { __typename: 'ChatModerator', type: 'Mod', add })
  }

  /** The sender of the event is whoever is banned; so it is with timeouts (inferred). */
  ban(account: Account, channel: Channel, by: Account): void {
    channel.banned.add(account)
    this.#tell<ChatBan>(account, channel, { __typename: 'ChatBan', type: 'Ban', ...bannedBy(by, channel) })
  }

  timeout(account: Account, channel: Channel, by: Account, minute: number): void {
    channel.timeouts.set(account, this.#now() + minute * 60_000)
    const fields = { minute, ...bannedBy(by, channel) }
    this.#tell<ChatTimeout>(account, channel, { __typename: 'ChatTimeout', type: 'Timeout', ...fields })
  }

  addEmote(from: Account, channel: Channel, emote: string): void {
    this.#tell<ChatEmoteAdd>(from, channel, { __typename: 'ChatEmoteAdd', type: 'Emote', emote })
  }

  /** Takes a message out. Throws a `PayloadError` when there is none with this id. */
  delete(channel: Channel, id: string): void {
    const index = channel.history.findIndex((event) => event.id === id)
    if (index < 0) throw new PayloadError('notFound')
    channel.history.splice(index, 1)
    this.#note(channel, { __typename: 'ChatDelete', type: 'Delete', ids: [id] })
  }

  changeMode(channel: Channel, mode: Channel['chatMode']): void {
    channel.chatMode = mode
    this.#note(channel, { __typename: 'ChatChangeMode', type: 'ChatMode', mode })
  }

  live(channel: Channel): void {
    this.#note(channel, { __typename: 'ChatLive', type: 'Live' })
  }

  offline(channel: Channel): void {
    this.#note(channel, { __typename: 'ChatOffline', type: 'Offline' })
  }

  /** An event that somebody is behind: it has an id, and the chat remembers it. */
  #tell<Event extends StoredChat>(
    from: Account,
    channel: Channel,
    fields: Omit<Event, 'id' | 'subscribing' | 'role' | 'roomRole' | 'sender'>,
  ): Event {
    const event = { id: this.#state.uuid(), ...fields, ...serializeSender(from, channel) } as unknown as Event
    this.#state.remember(channel, event)
    this.#emit(channel.owner, event as Event & { __typename: string })
    return event
  }

  /** An event without a sender. That it has an id is inferred; the chat does not remember it. */
  #note(
    { owner }: Channel,
    fields: { readonly __typename: string; readonly type: string; [field: string]: unknown },
  ): void {
    const event = { id: this.#state.uuid(), ...fields }
    this.#emit(owner, event)
  }
}

const bannedBy = (by: Account, channel: Channel) => ({
  bannedBy: serializeChatUser(by),
  bannedByRoomRole: roomRole(by, channel),
})

/**
 * Whether somebody may say something in a channel now, in this order: length, ban, timeout, slow mode, who may chat, links, filtered
 * words, emotes. The order is inferred, as is that moderators are exempt wherever the owner is. Throws a `PayloadError`.
 */
function requireAllowed(from: Account, channel: Channel, content: string, now: number): void {
  const isBot = from.role === 'Bot'
  const isStaff = roomRole(from, channel) !== 'Member'
  // Code points: what DLive counted is not known.
  const { length } = Array.from(content)
  if (content.trim() === '') throw new PayloadError('emptyText')
  if (length > (isBot ? longest.bot : longest.person)) throw new PayloadError('textTooLong')
  if (channel.banned.has(from)) throw new PayloadError('banned')
  if ((channel.timeouts.get(from) ?? 0) > now) throw new PayloadError('timedOut')
  if (isStaff) return
  // A bot's account is exempt from slow mode and from who may chat (documented), not from the rest.
  if (!isBot) {
    const wait = (channel.lastSaid.get(from) ?? -Infinity) + channel.chatInterval * 1000
    if (wait > now) throw new PayloadError('slowMode')
    requireMode(from, channel, now)
  }
  if (channel.chatVerifiedOnly && !from.emailVerified) throw new PayloadError('unverifiedEmail')
  if (channel.chatLinkDisabled && link.test(content)) throw new PayloadError('linksDisabled')
  const text = content.toLowerCase()
  if (channel.filterWords.some((word) => text.includes(word.toLowerCase()))) throw new PayloadError('filteredWord')
  if (hasBannedEmote(content, channel)) throw new PayloadError('emoteBanned')
}

function requireMode(from: Account, { chatMode, subscribers, followers, followChatDelay }: Channel, now: number): void {
  if (chatMode === 'SUBONLY' && !subscribers.has(from)) throw new PayloadError('subscribersOnly')
  if (chatMode !== 'FOLLOWONLY') return
  const follows = followers.get(from)
  if (!follows) throw new PayloadError('followersOnly')
  if (follows.since + milliseconds(delays[followChatDelay]) > now) throw new PayloadError('followedTooShortly')
}

/** Emotes stand in the text as `:emote/<level>/<owner>/<name>:` (clients). */
function hasBannedEmote(content: string, { emoteMode, chatBannedEmote, chatBannedEmoji }: Channel): boolean {
  if (emoteMode.NoAllEmote && content.includes(':emote/')) return true
  if (emoteMode.NoMineEmote && content.includes(':emote/mine/')) return true
  if (emoteMode.NoGlobalEmote && content.includes(':emote/global/')) return true
  return [...chatBannedEmote, ...chatBannedEmoji].some((emote) => content.includes(emote))
}
