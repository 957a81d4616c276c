import type {
  MutationCommentArgs,
  MutationCommentVoteArgs,
  MutationPastbroadcastDeleteArgs,
  QueryCommentsArgs,
  QueryPastBroadcastArgs,
} from '../../../generated/dlive/graphql.js'
import type { Account, ReplayComment, PastBroadcast } from '../entities.js'
import { page, type Paging } from '../page.js'
import { MutationRefusal } from '../mutation-refusal.js'
import { findPastBroadcast, pastBroadcastsOf } from '../recordings.js'
import { newPermlink, type State } from '../state.js'
import { me, mutation, type DLiveResolvers } from './mutation.js'

const findComment = ({ pastBroadcasts }: State, permlink: string) =>
  [...pastBroadcasts.values()].flatMap(({ comments }) => comments).find((one) => one.permlink === permlink)

const count = ({ votes }: ReplayComment, wanted: 'Upvote' | 'Downvote') =>
  [...votes.values()].filter((vote) => vote === wanted).length

const none = (_source: unknown, args: Paging) => page([], args)

/** Past broadcasts and their comments. Videos and clips are empty, because no call of the API creates one. */
export const recordingOperations: DLiveResolvers = {
  Query: {
    pastBroadcast: (_source, { permlink }: QueryPastBroadcastArgs, { world }) =>
      findPastBroadcast(world, permlink) ?? null,
    comments: (_source, { permlink, ...paging }: QueryCommentsArgs, { world }) =>
      page(findPastBroadcast(world, permlink)?.comments ?? [], paging),
    video: () => null,
    videosFollowing: none,
    clip: () => null,
  },

  User: {
    pastBroadcasts: (account: Account, args: Paging, { world }) => page(pastBroadcastsOf(world, account), args),
    videos: none,
    clips: none,
    clipsMade: none,
  },

  PastBroadcast: {
    id: ({ permlink }: PastBroadcast) => `pastBroadcast:${permlink}`,
    content: () => '',
    viewCount: () => '0',
    thumbnailUrl: () => null,
    playbackUrl: ({ permlink }: PastBroadcast) =>
      `https://playback.example.test/live/${encodeURIComponent(permlink)}/vod.m3u8`,
    totalReward: () => '0',
    resolution: () => [],
    comments: ({ comments }: PastBroadcast, args: Paging) => page(comments, args),
    topContributions: none,
  },

  Comment: {
    upvotes: (comment: ReplayComment) => count(comment, 'Upvote'),
    downvotes: (comment: ReplayComment) => count(comment, 'Downvote'),
    myVote: ({ votes }: ReplayComment, _args, context) => votes.get(me(context)) ?? 'None',
    commentCount: () => 0,
  },

  Mutation: {
    comment: mutation((from, { permlink, content }: MutationCommentArgs, world) => {
      const broadcast = findPastBroadcast(world, permlink)
      if (!broadcast) throw new MutationRefusal('notFound')
      if (content.trim() === '') throw new MutationRefusal('emptyText')
      const comment: ReplayComment = {
        permlink: newPermlink(world.random, from),
        content,
        createdAt: String(world.clock.now()),
        author: from,
        votes: new Map(),
      }
      broadcast.comments.push(comment)
      return { comment }
    }),
    commentVote: mutation((from, { permlink, action }: MutationCommentVoteArgs, { state }) => {
      const comment = findComment(state, permlink)
      if (!comment) throw new MutationRefusal('notFound')
      if (action === 'Clear') comment.votes.delete(from)
      else comment.votes.set(from, action === 'Up' ? 'Upvote' : 'Downvote')
    }),
    pastbroadcastDelete: mutation((from, { permlink }: MutationPastbroadcastDeleteArgs, world) => {
      if (findPastBroadcast(world, permlink)?.creator !== from) throw new MutationRefusal('notFound')
      world.state.pastBroadcasts.delete(permlink)
    }),
  },
}
