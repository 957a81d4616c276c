import { milliseconds, type Duration } from '../core/time/duration.js'
import { roomRole, type Account, type Channel } from './entities.js'
import { MutationRefusal } from './mutation-refusal.js'

/** Longest message, in characters. A bot's limit is higher (https://docs.dlive.tv/api/bot/bot-account). */
const longest = { person: 140, bot: 500 }

/** How long a follower must have followed (https://help.dlive.tv/hc/en-us/articles/360039327011). */
const delays: Readonly<Record<Channel['followChatDelay'], Duration>> = {
  NONE: 0,
  TEN_MIN: '10m',
  ONE_HOUR: '1h',
  ONE_DAY: '1d',
}

/** Matches a link (inferred): a URL, a text with `www.`, or a host name. */
const link = /\b(?:https?:\/\/|www\.)\S|\b(?:[a-z\d-]+\.)+[a-z]{2,}\b/i

/**
 * Checks that an account may chat in a channel now, in this order: length, ban, timeout, slow mode, chat mode, links, filtered words,
 * emotes. The order is inferred, and so is that moderators have the owner's exemptions. Throws a `MutationRefusal`.
 */
export function requireAllowed(from: Account, channel: Channel, content: string, now: number): void {
  const isBot = from.role === 'Bot'
  const isStaff = roomRole(from, channel) !== 'Member'
  // Counts code points. What DLive counts is not known.
  const { length } = Array.from(content)
  if (content.trim() === '') throw new MutationRefusal('emptyText')
  if (length > (isBot ? longest.bot : longest.person)) throw new MutationRefusal('textTooLong')
  if (channel.banned.has(from)) throw new MutationRefusal('banned')
  if ((channel.timeouts.get(from) ?? 0) > now) throw new MutationRefusal('timedOut')
  if (isStaff) return
  // A bot is exempt from slow mode and chat mode (documented), but not from the other rules.
  if (!isBot) {
    const wait = (channel.lastSaid.get(from) ?? -Infinity) + channel.chatInterval * 1000
    if (wait > now) throw new MutationRefusal('slowMode')
    requireMode(from, channel, now)
  }
  if (channel.chatVerifiedOnly && !from.emailVerified) throw new MutationRefusal('unverifiedEmail')
  if (channel.chatLinkDisabled && link.test(content)) throw new MutationRefusal('linksDisabled')
  const text = content.toLowerCase()
  if (channel.filterWords.some((word) => text.includes(word.toLowerCase()))) throw new MutationRefusal('filteredWord')
  if (hasBannedEmote(content, channel)) throw new MutationRefusal('emoteBanned')
}

function requireMode(from: Account, { chatMode, subscribers, followers, followChatDelay }: Channel, now: number): void {
  if (chatMode === 'SUBONLY' && !subscribers.has(from)) throw new MutationRefusal('subscribersOnly')
  if (chatMode !== 'FOLLOWONLY') return
  const follows = followers.get(from)
  if (!follows) throw new MutationRefusal('followersOnly')
  if (follows.since + milliseconds(delays[followChatDelay]) > now) throw new MutationRefusal('followedTooShortly')
}

/** Emotes are written as `:emote/<level>/<owner>/<name>:` (from client code). */
function hasBannedEmote(content: string, { emoteMode, chatBannedEmote, chatBannedEmoji }: Channel): boolean {
  if (emoteMode.NoAllEmote && content.includes(':emote/')) return true
  if (emoteMode.NoMineEmote && content.includes(':emote/mine/')) return true
  if (emoteMode.NoGlobalEmote && content.includes(':emote/global/')) return true
  return [...chatBannedEmote, ...chatBannedEmoji].some((emote) => content.includes(emote))
}
