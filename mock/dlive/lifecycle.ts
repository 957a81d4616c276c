import { milliseconds } from '../core/time/duration.js'
import { emitLive, emitOffline } from './chat.js'
import type { Account, Livestream } from './entities.js'
import { addPastBroadcast } from './recordings.js'
import { categoryOf, newPermlink } from './state.js'
import type { DLiveWorld } from './world.js'

/** How a stream differs from what the channel's template says. */
export interface StreamFields {
  readonly title?: string | undefined
  /** `backendID` of a category. */
  readonly category?: number | undefined
  readonly watchingCount?: number | undefined
}

/** An encoder begins to publish: the event comes at once, the stream is seen after the policy's `liveDelay`. */
export function publish(
  world: DLiveWorld,
  account: Account,
  { title, category, watchingCount = 0 }: StreamFields = {},
): Livestream {
  const { state, clock, random, policy } = world
  const { channel, username } = account
  if (channel.livestream) throw new Error(`${username} is on air already: unpublish first.`)
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

/** The encoder stops; a past broadcast is kept if the template says so. */
export function unpublish(world: DLiveWorld, account: Account): void {
  const { channel, username } = account
  if (!channel.livestream) throw new Error(`${username} is not on air: publish first.`)
  if (channel.livestream.saveReplay) addPastBroadcast(world, channel.livestream)
  account.lastStreamedAt = String(world.clock.now())
  channel.livestream = null
  emitOffline(world, channel)
}

/** What a channel shows, or null. */
export function livestreamOf({ clock }: DLiveWorld, { channel }: Account): Livestream | null {
  const { livestream } = channel
  return livestream && livestream.visibleFrom <= clock.now() ? livestream : null
}

/** Every stream that is shown. */
export const livestreams = (world: DLiveWorld): Livestream[] =>
  [...world.state.accounts.values()].flatMap((account) => livestreamOf(world, account) ?? [])
