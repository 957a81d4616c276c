import { milliseconds } from '../core/time/duration.js'
import { emitLive, emitOffline } from './chat.js'
import type { Account, Livestream } from './entities.js'
import { addPastBroadcast } from './recordings.js'
import { categoryOf, newPermlink } from './state.js'
import type { DLiveWorld } from './world.js'

/** Fields of a stream that override the channel's template. */
export interface StreamFields {
  readonly title?: string | undefined
  /** `backendID` of a category. */
  readonly category?: number | undefined
  readonly watchingCount?: number | undefined
}

/** Starts a stream. The event comes at once; the API returns the stream after the policy's `liveDelay`. */
export function publish(
  world: DLiveWorld,
  account: Account,
  { title, category, watchingCount = 0 }: StreamFields = {},
): Livestream {
  const { state, clock, random, policy } = world
  const { channel, username } = account
  if (channel.livestream) throw new Error(`${username} is already on air: unpublish first.`)
  const now = clock.now()
  const { template } = channel
  channel.livestream = {
    ...template,
    title: title ?? template.title,
    category: (category !== undefined && categoryOf(state, category)) || template.category,
    permlink: newPermlink(random, account),
    creator: account,
    createdAt: String(now),
    lastUpdatedAt: String(now),
    visibleFrom: now + milliseconds(policy.liveDelay),
    watchingCount,
  }
  emitLive(world, channel)
  return channel.livestream
}

/** Ends a stream. Keeps it as a past broadcast if the template says so. */
export function unpublish(world: DLiveWorld, account: Account): void {
  const { channel, username } = account
  if (!channel.livestream) throw new Error(`${username} is not on air: publish first.`)
  if (channel.livestream.saveReplay) addPastBroadcast(world, channel.livestream)
  account.lastStreamedAt = String(world.clock.now())
  channel.livestream = null
  emitOffline(world, channel)
}

/** The stream that the API returns for a channel, or null. */
export function livestreamOf({ clock }: DLiveWorld, { channel }: Account): Livestream | null {
  const { livestream } = channel
  return livestream && livestream.visibleFrom <= clock.now() ? livestream : null
}

/** Every stream that the API returns. */
export const livestreams = (world: DLiveWorld): Livestream[] =>
  [...world.state.accounts.values()].flatMap((account) => livestreamOf(world, account) ?? [])
