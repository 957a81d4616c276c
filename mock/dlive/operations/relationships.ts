import type {
  MutationFollowArgs,
  MutationUpdateFolloweeNotificationSettingArgs,
  QueryFolloweesNotificationSettingArgs,
  RelationSortOrder,
  UserFollowersByKeywordArgs,
  UserFollowersArgs,
} from '../../../generated/dlive/graphql.js'
import type { Account } from '../entities.js'
import { page, type Paging } from '../page.js'
import { PayloadError } from '../payload-error.js'
import { findStreamer, me, mutation, type DLiveHandlers, type Model } from './model.js'

/** Who follows whom. */
export function relationshipOperations(model: Model): DLiveHandlers {
  const { state, chat, lifecycle } = model

  const having = (accounts: readonly Account[], { keyword, ...paging }: UserFollowersByKeywordArgs) =>
    page(
      accounts.filter(({ displayname }) => displayname.toLowerCase().includes(keyword.toLowerCase())),
      paging,
    )

  return {
    User: {
      followers: ({ channel }: Account, { sortedBy, ...paging }: UserFollowersArgs) =>
        page(sorted([...channel.followers.keys()], sortedBy), paging),
      following: (account: Account, { sortedBy, ...paging }: UserFollowersArgs) =>
        page(sorted(state.following(account), sortedBy), paging),
      followersByKeyword: ({ channel }: Account, args: UserFollowersByKeywordArgs) =>
        having([...channel.followers.keys()], args),
      followingByKeyword: (account: Account, args: UserFollowersByKeywordArgs) =>
        having(state.following(account), args),
      isFollowing: ({ channel }: Account, _args, context) => channel.followers.has(me(context)),
    },

    UserPrivateInfo: {
      // Who is live comes first (inferred).
      followeeFeed: (account: Account, args: Paging) => {
        const followees = state.following(account)
        const isLive = (one: Account) => lifecycle.live(one) !== null
        return page([...followees.filter(isLive), ...followees.filter((one) => !isLive(one))], args)
      },
    },

    Query: {
      followeesNotificationSetting: (_source, { followees }: QueryFolloweesNotificationSettingArgs, context) =>
        followees.flatMap((followee) => {
          const follow = state.accounts.get(followee)?.channel.followers.get(me(context))
          return follow ? [{ followee, enabled: follow.notify }] : []
        }),
    },

    Mutation: {
      follow: mutation((from, { streamer }: MutationFollowArgs) => {
        const { channel } = findStreamer(model, streamer)
        if (channel.owner === from) throw new PayloadError('yourself')
        chat.follow(from, channel)
      }),
      unfollow: mutation((from, { streamer }: MutationFollowArgs) => {
        findStreamer(model, streamer).channel.followers.delete(from)
      }),
      updateFolloweeNotificationSetting: mutation(
        (from, { followee, enabled }: MutationUpdateFolloweeNotificationSettingArgs) => {
          const follow = findStreamer(model, followee).channel.followers.get(from)
          if (!follow) throw new PayloadError('notFound')
          follow.notify = enabled
        },
      ),
    },
  }
}

const byName = (one: Account, other: Account) =>
  one.displayname.toLowerCase() < other.displayname.toLowerCase() ? -1 : 1

/** The newest first unless asked otherwise (inferred). Earnings are not kept, so that order is the first. */
function sorted(accounts: Account[], order: RelationSortOrder | null | undefined): Account[] {
  switch (order) {
    case 'AZ':
      return accounts.sort(byName)
    case 'ZA':
      return accounts.sort(byName).toReversed()
    case 'OLD':
      return accounts
    case 'FOLLOWER':
      return accounts.sort((one, other) => other.channel.followers.size - one.channel.followers.size)
    default:
      return accounts.toReversed()
  }
}
