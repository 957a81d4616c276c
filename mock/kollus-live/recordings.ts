import { milliseconds } from '../core/time/duration.js'
import { nextId, type Broadcast } from './state.js'
import type { KollusLiveWorld } from './world.js'

/** Recording files: created when a recording ends, and reported by a callback after their transfer. */

interface Transfer {
  readonly broadcastKey: string
  readonly fileId: number
  readonly kind: 'segment' | 'duplicate'
  readonly from: number
  readonly part: number
}

/** Creates the segments of an ended broadcast [REC]: split by duration, or by 4 GB, which the mock never reaches. */
export function finishSegments(world: KollusLiveWorld, broadcast: Broadcast): void {
  const { settings } = broadcast.channel
  if (!((settings.recording_file_policy ?? 0) & 1)) return
  const byDuration = settings.recording_file_segment_policy === 2
  const length = byDuration ? (settings.recording_file_segment_by_duration ?? 60) * 60_000 : Infinity
  const whole = broadcast.endedAt! - broadcast.startedAt
  const parts = Math.max(1, Math.ceil(whole / length))
  for (let part = 0; part < parts; part++) {
    const from = broadcast.startedAt + (part === 0 ? 0 : part * length)
    scheduleTransfer(world, broadcast, 'segment', from, part)
  }
}

/** Schedules the transfer of an ended recording. */
export function scheduleTransfer(
  world: KollusLiveWorld,
  { key: broadcastKey }: Broadcast,
  kind: Transfer['kind'],
  from: number,
  part = 0,
): void {
  const transfer: Transfer = { broadcastKey, fileId: nextId(world), kind, from, part }
  world.schedule(world.clock.now() + milliseconds(world.policy.transferDelay), 'transfer', transfer)
}

export const recordingTimers = {
  /** The format of captured callbacks [HARN]. Every value is text. */
  async transfer({ broadcastKey, fileId, kind, from, part }: Transfer, world: KollusLiveWorld): Promise<void> {
    const { state, random, policy } = world
    const broadcast = state.broadcasts.get(broadcastKey)
    if (!broadcast) return
    const { channel } = broadcast
    const [day, time] = new Date(from).toISOString().slice(0, -1).split('T') as [string, string]
    const stamp = `${day}${time}`.replaceAll(/\D/g, '')
    const file = `${stamp}_${day}-${time.replaceAll(':', '.')}-UTC_${part}.mp4`
    if (channel.callbackUrl === null) return
    const requestId = () => `${day.replaceAll('-', '')}-live-recording-file-${random.hex(13)}`
    await world.sendCallback('recordingFileTransferred', channel.callbackUrl, {
      version: '2018-11-01',
      ...(policy.requestId && { request_id: requestId() }),
      service_account_key: channel.serviceAccount.key,
      channel_key: channel.key,
      stream_key: broadcast.creator.streamKey,
      broadcast_key: broadcast.key,
      recording_file_id: String(fileId),
      recording_file_filename: `/${channel.serviceAccount.key}/${channel.key}/${broadcast.key}/${kind}/${file}`,
      recording_file_kind: kind,
      recording_file_transfer_result: policy.transferResult === 'done' ? '1' : '0',
      target_filename: `${channel.key}-${channel.settings.title}-${day}.mp4`,
    })
  },
}
