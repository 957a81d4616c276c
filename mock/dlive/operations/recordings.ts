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
import { me, mutation, type DLiveHandlers, type Model } from './model.js'

/** Past broadcasts, and what is said below them. Nobody can upload videos or make clips here, so there are none. */
export function recordingOperations({ state, recordings, now }: Model): DLiveHandlers {
  const findComment = (permlink: string) =>
    [...state.pastBroadcasts.values()].flatMap(({ comments }) => comments).find((one) => one.permlink === permlink)
  const votes = ({ votes }: Comment, wanted: 'Upvote' | 'Downvote') =>
    [...votes.values()].filter((vote) => vote === wanted).length
  const none = (_source: unknown, args: Paging) => page([], args)

  return {
    Query: {
      pastBroadcast: (_source, { permlink }: QueryPastBroadcastArgs) => recordings.find(permlink) ?? null,
      comments: (_source, { permlink, ...paging }: QueryCommentsArgs) =>
        page(recordings.find(permlink)?.comments ?? [], paging),
      video: () => null,
      videosFollowing: none,
      clip: () => null,
    },

    User: {
      pastBroadcasts: (account: Account, args: Paging) => page(recordings.of(account), args),
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
      upvotes: (comment: Comment) => votes(comment, 'Upvote'),
      downvotes: (comment: Comment) => votes(comment, 'Downvote'),
      myVote: ({ votes }: Comment, _args, context) => votes.get(me(context)) ?? 'None',
      commentCount: () => 0,
    },

    Mutation: {
      comment: mutation((from, { permlink, content }: MutationCommentArgs) => {
        const broadcast = recordings.find(permlink)
        if (!broadcast) throw new PayloadError('notFound')
        if (content.trim() === '') throw new PayloadError('emptyText')
        const createdAt = String(now())
        const comment: Comment = { permlink: state.permlink(from), content, createdAt, author: from, votes: new Map() }
        broadcast.comments.push(comment)
        return { comment }
      }),
      commentVote: mutation((from, { permlink, action }: MutationCommentVoteArgs) => {
        const comment = findComment(permlink)
        if (!comment) throw new PayloadError('notFound')
        if (action === 'Clear') comment.votes.delete(from)
        else comment.votes.set(from, action === 'Up' ? 'Upvote' : 'Downvote')
      }),
      pastbroadcastDelete: mutation((from, { permlink }: MutationPastbroadcastDeleteArgs) => {
        if (recordings.find(permlink)?.creator !== from) throw new PayloadError('notFound')
        state.pastBroadcasts.delete(permlink)
      }),
    },
  }
}
