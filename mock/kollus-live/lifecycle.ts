import type { components } from '../../generated/kollus-live/types.js'
import { milliseconds } from '../core/time/duration.js'
import { endPlays } from './player/playback.js'
import { finishSegments, scheduleTransfer } from './recordings.js'
import { isRecordingDuplicate } from './serialize.js'
import { addBroadcast, channelOf, type Broadcast, type Channel } from './state.js'
import type { KollusLiveWorld } from './world.js'

/**
 * What an encoder does to a channel. No call of the API does the same.
 * none → on air (`start`) → paused (`pause`) → on air (`resume`), or ended (`stop`) if the signal does not return.
 */

/** Starts a broadcast with a creator's stream key. Default: the first creator's. */
export async function publish(world: KollusLiveWorld, channelKey: string, streamKey?: string): Promise<Broadcast> {
  const channel = channelOf(world, channelKey)
  if (channel.hidedAt !== null) throw new Error(`Channel ${channelKey} is hidden: restore it before publishing.`)
  if (runningOn(channel)) throw new Error(`Channel ${channelKey} is already on air: unpublish first.`)
  const creator = channel.creators.find((one) => streamKey === undefined || one.streamKey === streamKey)
  if (!creator) throw new Error(`No creator of channel ${channelKey} has that stream key.`)
  const broadcast = addBroadcast(world, channel, { creator })
  await tell(world, broadcast, 'start')
  return broadcast
}

/** Interrupts the signal. If it is not restored within the grace time, the broadcast ends. */
export async function drop(world: KollusLiveWorld, channelKey: string): Promise<Broadcast> {
  const broadcast = requireRunning(world, channelKey)
  if (broadcast.pausedAt !== null) throw new Error(`Channel ${channelKey} has already lost its signal.`)
  broadcast.pausedAt = world.clock.now()
  const ends = broadcast.pausedAt + milliseconds(world.policy.grace)
  broadcast.graceTimer = world.schedule(ends, 'grace', { broadcastKey: broadcast.key })
  await tell(world, broadcast, 'pause')
  return broadcast
}

/** Restores the signal. The same broadcast continues. */
export async function republish(world: KollusLiveWorld, channelKey: string): Promise<Broadcast> {
  const broadcast = requireRunning(world, channelKey)
  if (broadcast.pausedAt === null) throw new Error(`Channel ${channelKey} has not lost its signal.`)
  stopGrace(world, broadcast)
  broadcast.pausedAt = null
  await tell(world, broadcast, 'resume')
  return broadcast
}

/** Ends a broadcast, as an encoder does. */
export async function unpublish(world: KollusLiveWorld, channelKey: string): Promise<Broadcast> {
  const broadcast = requireRunning(world, channelKey)
  await endBroadcast(world, broadcast)
  return broadcast
}

/** Ends a broadcast for any reason, ends its recordings and schedules their transfer. */
export async function endBroadcast(world: KollusLiveWorld, broadcast: Broadcast): Promise<void> {
  stopGrace(world, broadcast)
  if (isRecordingDuplicate(broadcast)) stopDuplicate(world, broadcast)
  broadcast.endedAt = world.clock.now()
  finishSegments(world, broadcast)
  await endPlays(world, broadcast)
  await tell(world, broadcast, 'stop')
}

/** Starts a manual recording. */
export function startDuplicate({ clock }: KollusLiveWorld, broadcast: Broadcast): void {
  broadcast.duplicates.push({ from: clock.now(), to: null })
}

/** Ends a manual recording and schedules its transfer. */
export function stopDuplicate(world: KollusLiveWorld, broadcast: Broadcast): void {
  const recording = broadcast.duplicates.at(-1)!
  recording.to = world.clock.now()
  scheduleTransfer(world, broadcast, 'duplicate', recording.from)
}

/** The running broadcast of a channel. */
export function runningOn(channel: Channel): Broadcast | undefined {
  const latest = channel.broadcasts.at(-1)
  return latest?.endedAt === null ? latest : undefined
}

/** Throws an `Error` for a channel that is not on air. */
export function requireRunning(world: KollusLiveWorld, channelKey: string): Broadcast {
  const broadcast = runningOn(channelOf(world, channelKey))
  if (!broadcast) throw new Error(`Channel ${channelKey} is not on air: publish to it first.`)
  return broadcast
}

export const lifecycleTimers = {
  grace({ broadcastKey }: { readonly broadcastKey: string }, world: KollusLiveWorld) {
    const broadcast = world.state.broadcasts.get(broadcastKey)
    return broadcast && endBroadcast(world, broadcast)
  },
}

function stopGrace({ clock }: KollusLiveWorld, broadcast: Broadcast): void {
  if (broadcast.graceTimer !== null) clock.cancel(broadcast.graceTimer)
  broadcast.graceTimer = null
}

/** Sends the live state callback. Field names: [SPRING], [TICKET], [NEXT]; `broadcast_state` as in the last two. */
function tell(
  world: KollusLiveWorld,
  { channel, creator, key }: Broadcast,
  state: components['schemas']['BroadcastState'],
): Promise<unknown> | undefined {
  if (channel.callbackUrl === null) return undefined
  const requestId = () => `${key.slice(0, 8)}-live-state-${world.random.hex(13)}`
  return world.sendCallback('liveStateChanged', channel.callbackUrl, {
    version: '2018-11-01',
    ...(world.policy.requestId && { request_id: requestId() }),
    service_account_key: channel.serviceAccount.key,
    channel_key: channel.key,
    stream_key: creator.streamKey,
    broadcast_key: key,
    broadcast_state: state,
  })
}
