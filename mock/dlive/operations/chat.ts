import type {
  MutationChatDeleteArgs,
  MutationChatIntervalSetArgs,
  MutationChatLinkDisabledSetArgs,
  MutationChatModeSetArgs,
  MutationChatVerifiedOnlySetArgs,
  MutationDonateArgs,
  MutationEmoteBanArgs,
  MutationEmoteModeSetArgs,
  MutationFilterWordAddArgs,
  MutationFollowChatDelaySetArgs,
  MutationModeratorAddArgs,
  MutationSendStreamchatMessageArgs,
  MutationStreamchatUserBanArgs,
  MutationUserTimeoutSetArgs,
  UserChatModeratorsArgs,
  UserChatsArgs,
} from '../../../generated/dlive/graphql.js'
import { named } from '../accounts.js'
import { ban, changeMode, deleteMessage, give, send, setModerator, timeout } from '../chat.js'
import { roomRole, type Account, type Channel } from '../entities.js'
import { livestreams } from '../lifecycle.js'
import { page } from '../page.js'
import { MutationRefusal } from '../mutation-refusal.js'
import { findPastBroadcast } from '../recordings.js'
import type { DLiveWorld } from '../world.js'
import { findStreamer, findUser, moderatedChannel, mutation, type DLiveResolvers } from './mutation.js'

/** The longest interval of slow mode, in seconds (https://help.dlive.tv/hc/en-us/articles/360039327011). */
const longestInterval = 120

/** Fields of `User` that the channel has under the same name. */
const settings = [
  'chatMode',
  'chatInterval',
  'chatLinkDisabled',
  'chatVerifiedOnly',
  'followChatDelay',
  'emoteMode',
  'chatBannedEmote',
  'chatBannedEmoji',
] as const satisfies readonly (keyof Channel)[]

/** The account that `by` wants to ban or time out. The owner is protected; a moderator is protected from all but the owner (inferred). */
function findSubject(world: DLiveWorld, by: Account, channel: Channel, username: string): Account {
  const account = findUser(world, username)
  const role = roomRole(account, channel)
  if (role === 'Owner' || (role === 'Moderator' && by !== channel.owner)) throw new MutationRefusal('protectedUser')
  return account
}

/** The channel of `from`. `streamer` may name it. Throws a `MutationRefusal` for another channel. */
function ownChannel(world: DLiveWorld, from: Account, streamer: string | null | undefined): Channel {
  const owner = streamer ? findStreamer(world, streamer) : from
  if (owner !== from) throw new MutationRefusal('ownerOnly')
  return owner.channel
}

const add = (list: string[], item: string) => (list.includes(item) ? list : [...list, item])
const remove = (list: string[], item: string) => list.filter((one) => one !== item)

/** A mutation that changes a list of banned emotes. */
const banned = (list: 'chatBannedEmote' | 'chatBannedEmoji', change: typeof add) =>
  mutation((from, { streamer, emoteStr }: MutationEmoteBanArgs, world) => {
    const channel = moderatedChannel(world, from, streamer)
    channel[list] = change(channel[list], emoteStr)
  })

/** Chat: messages, the rules of a channel's chat, and its moderators. */
export const chatOperations: DLiveResolvers = {
  User: {
    ...Object.fromEntries(settings.map((name) => [name, ({ channel }: Account) => channel[name]])),
    chatDisabled: () => false,
    // The oldest first (inferred).
    chats: ({ channel: { history } }: Account, { count }: UserChatsArgs) =>
      history.slice(Math.max(history.length - Math.max(count ?? 50, 0), 0)),
    chatModerators: ({ channel }: Account, { search, ...paging }: UserChatModeratorsArgs) =>
      page(named(channel.moderators, search ?? ''), paging),
    chatBannedUsers: ({ channel }: Account, { search, ...paging }: UserChatModeratorsArgs) =>
      page(named(channel.banned, search ?? ''), paging),
  },

  Mutation: {
    // The role in the input is required but ignored (from client code).
    sendStreamchatMessage: mutation((from, { input }: MutationSendStreamchatMessageArgs, world) => {
      const { channel } = findStreamer(world, input.streamer)
      return { message: send(world, from, channel, { content: input.message, emojis: input.emojis }) }
    }),

    chatDelete: mutation((from, { streamer, id }: MutationChatDeleteArgs, world) =>
      deleteMessage(world, moderatedChannel(world, from, streamer), id),
    ),

    streamchatUserBan: mutation((from, { streamer, username }: MutationStreamchatUserBanArgs, world) => {
      const channel = moderatedChannel(world, from, streamer)
      ban(world, findSubject(world, from, channel, username), channel, from)
    }),
    streamchatUserUnban: mutation((from, { streamer, username }: MutationStreamchatUserBanArgs, world) => {
      const channel = moderatedChannel(world, from, streamer)
      channel.banned.delete(findUser(world, username))
    }),
    streamchatUserGlobalBan: mutation(() => {
      throw new MutationRefusal('staffOnly')
    }),
    userTimeoutSet: mutation((from, { streamer, username, duration }: MutationUserTimeoutSetArgs, world) => {
      const channel = moderatedChannel(world, from, streamer)
      const account = findSubject(world, from, channel, username)
      if (duration < 0) throw new MutationRefusal('invalid')
      timeout(world, account, channel, from, duration)
    }),

    moderatorAdd: mutation((from, { username, streamer }: MutationModeratorAddArgs, world) => {
      const channel = ownChannel(world, from, streamer)
      const account = findUser(world, username)
      if (account === from) throw new MutationRefusal('yourself')
      if (!channel.moderators.has(account)) setModerator(world, account, channel, true)
    }),
    moderatorRemove: mutation((from, { username, streamer }: MutationModeratorAddArgs, world) => {
      const channel = ownChannel(world, from, streamer)
      const account = findUser(world, username)
      if (channel.moderators.has(account)) setModerator(world, account, channel, false)
    }),

    // Other modes than the default are for partners (documented). Whether affiliates count is not known, so they are allowed.
    chatModeSet: mutation(({ partnerStatus, channel }, { chatMode }: MutationChatModeSetArgs, world) => {
      if (chatMode !== 'DEFAULT' && partnerStatus === 'NONE') throw new MutationRefusal('notPartner')
      changeMode(world, channel, chatMode)
    }),
    chatIntervalSet: mutation(({ channel }, { seconds }: MutationChatIntervalSetArgs) => {
      if (seconds < 0 || seconds > longestInterval) throw new MutationRefusal('intervalOutOfRange')
      channel.chatInterval = seconds
    }),
    emoteModeSet: mutation(({ channel }, { emoteMode }: MutationEmoteModeSetArgs) => {
      channel.emoteMode = emoteMode
    }),
    chatLinkDisabledSet: mutation(({ channel }, { disable }: MutationChatLinkDisabledSetArgs) => {
      channel.chatLinkDisabled = disable
    }),
    chatVerifiedOnlySet: mutation(({ channel }, { verifiedOnly }: MutationChatVerifiedOnlySetArgs) => {
      channel.chatVerifiedOnly = verifiedOnly
    }),
    followChatDelaySet: mutation(({ channel }, { followChatDelay }: MutationFollowChatDelaySetArgs) => {
      channel.followChatDelay = followChatDelay
    }),
    filterWordAdd: mutation(({ channel }, { word }: MutationFilterWordAddArgs) => {
      if (word.trim() === '') throw new MutationRefusal('invalid')
      channel.filterWords = add(channel.filterWords, word)
    }),
    filterWordDelete: mutation(({ channel }, { word }: MutationFilterWordAddArgs) => {
      channel.filterWords = remove(channel.filterWords, word)
    }),

    emoteBan: banned('chatBannedEmote', add),
    emoteUnban: banned('chatBannedEmote', remove),
    emojiBan: banned('chatBannedEmoji', add),
    emojiUnban: banned('chatBannedEmoji', remove),

    // Free in the mock.
    donate: mutation((from, { input }: MutationDonateArgs, world) => {
      const { permlink, type: gift, count: amount, message } = input
      const live = livestreams(world).find((stream) => stream.permlink === permlink)
      const streamer = (live ?? findPastBroadcast(world, permlink))?.creator
      if (!streamer) throw new MutationRefusal('notFound')
      if (amount < 1) throw new MutationRefusal('invalid')
      const { channel } = streamer
      // Muted users can neither chat nor donate (documented).
      if (channel.banned.has(from)) throw new MutationRefusal('banned')
      if ((channel.timeouts.get(from) ?? 0) > world.clock.now()) throw new MutationRefusal('timedOut')
      const { id, recentCount, expireDuration } = give(world, from, channel, { gift, amount, message: message ?? '' })
      return { id, recentCount, expireDuration }
    }),
  },
}
