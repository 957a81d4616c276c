import type {
  MutationFollowArgs,
  MutationUpdateFolloweeNotificationSettingArgs,
  QueryFolloweesNotificationSettingArgs,
  RelationSortOrder,
  UserFollowersByKeywordArgs,
  UserFollowersArgs,
} from '../../../generated/dlive/graphql.js'
import { named } from '../accounts.js'
import { follow } from '../chat.js'
import type { Account } from '../entities.js'
import { livestreamOf } from '../lifecycle.js'
import { page, type Paging } from '../page.js'
import { MutationRefusal } from '../mutation-refusal.js'
import { following } from '../state.js'
import { findStreamer, me, mutation, type DLiveResolvers } from './mutation.js'

/** Followers and followed channels. */
export const relationshipOperations: DLiveResolvers = {
  User: {
    followers: ({ channel }: Account, { sortedBy, ...paging }: UserFollowersArgs) =>
      page(sorted([...channel.followers.keys()], sortedBy), paging),
    following: (account: Account, { sortedBy, ...paging }: UserFollowersArgs, { world }) =>
      page(sorted(following(world.state, account), sortedBy), paging),
    followersByKeyword: ({ channel }: Account, { keyword, ...paging }: UserFollowersByKeywordArgs) =>
      page(named(channel.followers.keys(), keyword), paging),
    followingByKeyword: (account: Account, { keyword, ...paging }: UserFollowersByKeywordArgs, { world }) =>
      page(named(following(world.state, account), keyword), paging),
    isFollowing: ({ channel }: Account, _args, context) => channel.followers.has(me(context)),
  },

  UserPrivateInfo: {
    // Live channels come first (inferred).
    followeeFeed(account: Account, args: Paging, { world }) {
      const followees = following(world.state, account)
      const isLive = (one: Account) => livestreamOf(world, one) !== null
      return page([...followees.filter(isLive), ...followees.filter((one) => !isLive(one))], args)
    },
  },

  Query: {
    followeesNotificationSetting: (_source, { followees }: QueryFolloweesNotificationSettingArgs, context) =>
      followees.flatMap((followee) => {
        const relation = context.world.state.accounts.get(followee)?.channel.followers.get(me(context))
        return relation ? [{ followee, enabled: relation.notify }] : []
      }),
  },

  Mutation: {
    follow: mutation((from, { streamer }: MutationFollowArgs, world) => {
      const { channel } = findStreamer(world, streamer)
      if (channel.owner === from) throw new MutationRefusal('yourself')
      follow(world, from, channel)
    }),
    unfollow: mutation((from, { streamer }: MutationFollowArgs, world) => {
      findStreamer(world, streamer).channel.followers.delete(from)
    }),
    updateFolloweeNotificationSetting: mutation(
      (from, { followee, enabled }: MutationUpdateFolloweeNotificationSettingArgs, world) => {
        const relation = findStreamer(world, followee).channel.followers.get(from)
        if (!relation) throw new MutationRefusal('notFound')
        relation.notify = enabled
      },
    ),
  },
}

const byName = (one: Account, other: Account) =>
  one.displayname.toLowerCase() < other.displayname.toLowerCase() ? -1 : 1

/** Sorts accounts. Default: newest first (inferred), also for the order by earnings, which the mock does not keep. */
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
