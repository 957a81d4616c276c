import type {
  ChannelAction,
  MutationUserUpdateArgs,
  QueryDisplayNameIsValidArgs,
  QueryUserArgs,
  QueryUserByDisplayNameArgs,
  UserAllowedActionsInArgs,
} from '../../../generated/dlive/graphql.js'
import { byDisplayname } from '../accounts.js'
import { roomRole, type Account } from '../entities.js'
import { languages } from '../languages.js'
import { page, type Paging } from '../page.js'
import { MutationRefusal } from '../mutation-refusal.js'
import { subscriptions, type State } from '../state.js'
import { me, mutation, type DLiveResolvers } from './mutation.js'

const month = 30 * 86_400_000

/** 3 to 20 letters, digits, `_` and `-` (from client code). */
const displayname = /^[A-Za-z0-9_-]{3,20}$/

/** Accounts: the viewer, other users, and private fields. */
export const accountOperations: DLiveResolvers = {
  Query: {
    me: (_source, _args, context) => me(context),
    user: (_source, { username }: QueryUserArgs, { world }) => world.state.accounts.get(username) ?? null,
    userByDisplayName: (_source, { displayname }: QueryUserByDisplayNameArgs, { world }) =>
      byDisplayname(world.state, displayname) ?? null,
    displayNameIsValid: (_source, { displayName }: QueryDisplayNameIsValidArgs, { world }) =>
      displayname.test(displayName) && isFree(world.state, displayName),
  },

  User: {
    id: ({ username }: Account) => `user:${username}`,
    canSubscribe: ({ partnerStatus }: Account) => partnerStatus !== 'NONE',
    donateDisabled: () => false,
    subscribeDisabled: ({ partnerStatus }: Account) => partnerStatus === 'NONE',
    // No call of the API sets up a rerun.
    rerun: () => null,
    isMe: (account: Account, _args, context) => account === me(context),
    isSubscribing: ({ channel }: Account, _args, context) => channel.subscribers.has(me(context)),
    mySubscription: ({ channel }: Account, _args, context) => channel.subscribers.get(me(context)) ?? null,
    myRoomRole: ({ channel }: Account, _args, context) => roomRole(me(context), channel),
    myChatBadges: (_account: Account, _args, context) => me(context).badges,
    allowedActionsIn: (account: Account, { streamer }: UserAllowedActionsInArgs, context) =>
      allowedActions(me(context), account, context.world.state.accounts.get(streamer)),
    // Null for another user (inferred: it may be an error).
    private: (account: Account, _args, context) => (account === me(context) ? account : null),
  },

  UserPrivateInfo: {
    filterWords: ({ channel }: Account) => channel.filterWords,
    streamTemplate: ({ channel }: Account) => channel.template,
    streamKey: ({ channel }: Account) => ({ key: channel.streamKey }),
    subscribers: ({ channel }: Account, args: Paging) => page([...channel.subscribers.values()], args),
    subscribing: (account: Account, args: Paging, { world }) => page(subscriptions(world.state, account), args),
    nextDisplayNameChangeTime: ({ displaynameChangedAt }: Account) =>
      displaynameChangedAt === null ? null : String(displaynameChangedAt + month),
    subedStreamerEmojis: (account: Account, _args, { world }) =>
      subscriptions(world.state, account).map(({ streamer }) => ({
        streamer,
        emojis: streamer.emotes.filter(({ type }) => type === 'EMOJI'),
      })),
    badges: ({ badges }: Account) => badges.map((badge) => ({ badge, newBadge: false, wore: true })),
  },

  Sub: {
    tier: () => 1,
    status: () => 'active',
    subType: () => 'once',
    lastBilledDate: ({ subscribedAt }: { readonly subscribedAt: number }) => String(subscribedAt),
    subscribedAt: ({ subscribedAt }: { readonly subscribedAt: number }) => String(subscribedAt),
    nextBillingAt: () => null,
    isSubscribing: () => true,
    subStreak: () => 0,
    canCheerStreak: () => false,
  },

  Mutation: {
    userUpdate: mutation((from, { user }: MutationUserUpdateArgs, { state, clock }) => {
      const { language } = user
      if (user.displayname) {
        if (!displayname.test(user.displayname)) throw new MutationRefusal('invalid')
        if (!isFree(state, user.displayname, from)) throw new MutationRefusal('displaynameTaken')
        const { displaynameChangedAt } = from
        // Once a month (documented). 30 days are inferred.
        if (displaynameChangedAt !== null && displaynameChangedAt + month > clock.now())
          throw new MutationRefusal('displaynameTooEarly')
      }
      if (language && !languages.some(({ code }) => code === language)) throw new MutationRefusal('invalid')
      if (user.displayname) {
        from.displayname = user.displayname
        from.displaynameChangedAt = clock.now()
      }
      if (language) from.language = language
      from.avatar = user.avatar ?? from.avatar
      from.about = user.about ?? from.about
    }),
  },
}

/** Whether no account except `but` has a display name. */
function isFree(state: State, name: string, but?: Account): boolean {
  const holder = byDisplayname(state, name)
  return holder === undefined || holder === but
}

/** The actions that an account may take on another in a streamer's chat: all for the owner, those on members for a moderator (inferred). */
function allowedActions(by: Account, to: Account, streamer: Account | undefined): ChannelAction[] {
  if (!streamer || to === by || to === streamer) return []
  const { channel } = streamer
  const ban = channel.banned.has(to) ? 'Unban' : 'Ban'
  const isModerator = channel.moderators.has(to)
  if (by === streamer) return [ban, isModerator ? 'RemoveModerator' : 'SetModerator', 'Delete', 'SetTimeout']
  return channel.moderators.has(by) && !isModerator ? [ban, 'Delete', 'SetTimeout'] : []
}
