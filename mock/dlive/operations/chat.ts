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
import { roomRole, type Account, type Channel } from '../entities.js'
import { page } from '../page.js'
import { PayloadError } from '../payload-error.js'
import { findStreamer, findUser, moderatedChannel, mutation, type DLiveHandlers, type Model } from './model.js'

/** Slow mode's longest, in seconds (https://help.dlive.tv/hc/en-us/articles/360039327011). */
const longestInterval = 120

/** Fields of `User` that are its channel's under the same name. */
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

/** Chat: what is said, the rules of a room, and who keeps them. */
export function chatOperations(model: Model): DLiveHandlers {
  const { chat, recordings, lifecycle } = model

  /** Somebody whom `by` may ban or silence: not the owner, and moderators by the owner only (inferred). */
  const subject = (by: Account, channel: Channel, username: string): Account => {
    const account = findUser(model, username)
    const role = roomRole(account, channel)
    if (role === 'Owner' || (role === 'Moderator' && by !== channel.owner)) throw new PayloadError('protectedUser')
    return account
  }

  /** The channel whose owner this is: their own, or the one that they name. */
  const ownChannel = (from: Account, streamer: string | null | undefined): Channel => {
    const owner = streamer ? findStreamer(model, streamer) : from
    if (owner !== from) throw new PayloadError('ownerOnly')
    return owner.channel
  }

  const search = (accounts: Iterable<Account>, { search, ...paging }: UserChatModeratorsArgs) =>
    page(
      [...accounts].filter(({ displayname }) => displayname.toLowerCase().includes((search ?? '').toLowerCase())),
      paging,
    )

  const add = (list: string[], item: string) => (list.includes(item) ? list : [...list, item])
  const remove = (list: string[], item: string) => list.filter((one) => one !== item)

  /** Changes what a channel bans. */
  const banned = (list: 'chatBannedEmote' | 'chatBannedEmoji', change: typeof add) =>
    mutation((from, { streamer, emoteStr }: MutationEmoteBanArgs) => {
      const channel = moderatedChannel(model, from, streamer)
      channel[list] = change(channel[list], emoteStr)
    })

  return {
    User: {
      ...Object.fromEntries(settings.map((name) => [name, ({ channel }: Account) => channel[name]])),
      chatDisabled: () => false,
      // The oldest first (inferred).
      chats: ({ channel: { history } }: Account, { count }: UserChatsArgs) =>
        history.slice(Math.max(history.length - Math.max(count ?? 50, 0), 0)),
      chatModerators: ({ channel }: Account, args: UserChatModeratorsArgs) => search(channel.moderators, args),
      chatBannedUsers: ({ channel }: Account, args: UserChatModeratorsArgs) => search(channel.banned, args),
    },

    Mutation: {
      // What the input says of the sender's role is required, and not believed (clients).
      sendStreamchatMessage: mutation((from, { input }: MutationSendStreamchatMessageArgs) => {
        const { channel } = findStreamer(model, input.streamer)
        return { message: chat.send(from, channel, input.message, input.emojis) }
      }),

      chatDelete: mutation((from, { streamer, id }: MutationChatDeleteArgs) =>
        chat.delete(moderatedChannel(model, from, streamer), id),
      ),

      streamchatUserBan: mutation((from, { streamer, username }: MutationStreamchatUserBanArgs) => {
        const channel = moderatedChannel(model, from, streamer)
        chat.ban(subject(from, channel, username), channel, from)
      }),
      streamchatUserUnban: mutation((from, { streamer, username }: MutationStreamchatUserBanArgs) => {
        const channel = moderatedChannel(model, from, streamer)
        channel.banned.delete(findUser(model, username))
      }),
      streamchatUserGlobalBan: mutation(() => {
        throw new PayloadError('staffOnly')
      }),
      userTimeoutSet: mutation((from, { streamer, username, duration }: MutationUserTimeoutSetArgs) => {
        const channel = moderatedChannel(model, from, streamer)
        const account = subject(from, channel, username)
        if (duration < 0) throw new PayloadError('invalid')
        chat.timeout(account, channel, from, duration)
      }),

      moderatorAdd: mutation((from, { username, streamer }: MutationModeratorAddArgs) => {
        const channel = ownChannel(from, streamer)
        const account = findUser(model, username)
        if (account === from) throw new PayloadError('yourself')
        if (!channel.moderators.has(account)) chat.moderator(account, channel, true)
      }),
      moderatorRemove: mutation((from, { username, streamer }: MutationModeratorAddArgs) => {
        const channel = ownChannel(from, streamer)
        const account = findUser(model, username)
        if (channel.moderators.has(account)) chat.moderator(account, channel, false)
      }),

      // Modes other than the default are for partners (documented); whether affiliates count is not known, so they pass.
      chatModeSet: mutation(({ partnerStatus, channel }, { chatMode }: MutationChatModeSetArgs) => {
        if (chatMode !== 'DEFAULT' && partnerStatus === 'NONE') throw new PayloadError('notPartner')
        chat.changeMode(channel, chatMode)
      }),
      chatIntervalSet: mutation(({ channel }, { seconds }: MutationChatIntervalSetArgs) => {
        if (seconds < 0 || seconds > longestInterval) throw new PayloadError('intervalOutOfRange')
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
        if (word.trim() === '') throw new PayloadError('invalid')
        channel.filterWords = add(channel.filterWords, word)
      }),
      filterWordDelete: mutation(({ channel }, { word }: MutationFilterWordAddArgs) => {
        channel.filterWords = remove(channel.filterWords, word)
      }),

      emoteBan: banned('chatBannedEmote', add),
      emoteUnban: banned('chatBannedEmote', remove),
      emojiBan: banned('chatBannedEmoji', add),
      emojiUnban: banned('chatBannedEmoji', remove),

      // Nobody has to pay here.
      donate: mutation((from, { input: { permlink, type, count, message } }: MutationDonateArgs) => {
        const live = lifecycle.all().find((stream) => stream.permlink === permlink)
        const streamer = (live ?? recordings.find(permlink))?.creator
        if (!streamer) throw new PayloadError('notFound')
        if (count < 1) throw new PayloadError('invalid')
        const { channel } = streamer
        // Whoever may not chat may not donate (documented).
        if (channel.banned.has(from)) throw new PayloadError('banned')
        if ((channel.timeouts.get(from) ?? 0) > model.now()) throw new PayloadError('timedOut')
        const { id, recentCount, expireDuration } = chat.gift(from, channel, type, count, message ?? '')
        return { id, recentCount, expireDuration }
      }),
    },
  }
}
