import type {
  MutationCommentArgs,
  MutationCommentVoteArgs,
  MutationPastbroadcastDeleteArgs,
  QueryCommentsArgs,
  QueryPastBroadcastArgs,
} from '../../../generated/dlive/graphql.js'
import type { Account, Comment, PastBroadcast } from '../entities.js'
import { page, type Paging } from '../page.js'
import { PayloadError } from '../payload-error.js'
import { findPastBroadcast, pastBroadcastsOf } from '../recordings.js'
import { newPermlink, type State } from '../state.js'
import { me, mutation, type DLiveResolvers } from './mutation.js'

const findComment = ({ pastBroadcasts }: State, permlink: string) =>
  [...pastBroadcasts.values()].flatMap(({ comments }) => comments).find((one) => one.permlink === permlink)

const count = ({ votes }: Comment, wanted: 'Upvote' | 'Downvote') =>
  [...votes.values()].filter((vote) => vote === wanted).length

const none = (_source: unknown, args: Paging) => page([], args)

/** Past broadcasts and their comments. There are no videos and clips: no call of the API uploads or makes one. */
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
    upvotes: (comment: Comment) => count(comment, 'Upvote'),
    downvotes: (comment: Comment) => count(comment, 'Downvote'),
    myVote: ({ votes }: Comment, _args, context) => votes.get(me(context)) ?? 'None',
    commentCount: () => 0,
  },

  Mutation: {
    comment: mutation((from, { permlink, content }: MutationCommentArgs, world) => {
      const broadcast = findPastBroadcast(world, permlink)
      if (!broadcast) throw new PayloadError('notFound')
      if (content.trim() === '') throw new PayloadError('emptyText')
      const comment: Comment = {
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
      if (!comment) throw new PayloadError('notFound')
      if (action === 'Clear') comment.votes.delete(from)
      else comment.votes.set(from, action === 'Up' ? 'Upvote' : 'Downvote')
    }),
    pastbroadcastDelete: mutation((from, { permlink }: MutationPastbroadcastDeleteArgs, world) => {
      if (findPastBroadcast(world, permlink)?.creator !== from) throw new PayloadError('notFound')
      world.state.pastBroadcasts.delete(permlink)
    }),
  },
}
