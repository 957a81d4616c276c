import type { MockClock } from '../core/time/clock.js'
import { milliseconds } from '../core/time/duration.js'
import type { Random } from '../core/time/random.js'
import type { Callbacks } from './callbacks.js'
import type { KollusLivePolicy } from './policy.js'
import type { Broadcast, State } from './state.js'

interface Transfer {
  readonly broadcastKey: string
  readonly fileId: number
  readonly kind: 'segment' | 'duplicate'
  readonly from: number
  readonly part: number
}

const kind = 'kollus-live.transfer'

/** Recording files: made when a recording ends, reported by a callback when their transfer is over. */
export class Recordings {
  readonly #clock: MockClock
  readonly #random: Random
  readonly #callbacks: Callbacks
  readonly #state: State
  readonly #policy: KollusLivePolicy

  constructor(
    world: { clock: MockClock; random: Random },
    state: State,
    callbacks: Callbacks,
    policy: KollusLivePolicy,
  ) {
    this.#clock = world.clock
    this.#random = world.random
    this.#callbacks = callbacks
    this.#state = state
    this.#policy = policy
    world.clock.on(kind, (transfer: Transfer) => this.#report(transfer))
  }

  /** The segments of a broadcast that has just ended, one for each split [REC]: by duration, or by 4 GB, never reached here. */
  finishSegments(broadcast: Broadcast): void {
    const { settings } = broadcast.channel
    if (!((settings.recording_file_policy ?? 0) & 1)) return
    const byDuration = settings.recording_file_segment_policy === 2
    const length = byDuration ? (settings.recording_file_segment_by_duration ?? 60) * 60_000 : Infinity
    const whole = broadcast.endedAt! - broadcast.startedAt
    const parts = Math.max(1, Math.ceil(whole / length))
    for (let part = 0; part < parts; part++) {
      const from = broadcast.startedAt + (part === 0 ? 0 : part * length)
      this.#schedule(broadcast, 'segment', from, part)
    }
  }

  /** A manual recording that has just ended. */
  finishDuplicate(broadcast: Broadcast, from: number): void {
    this.#schedule(broadcast, 'duplicate', from, 0)
  }

  #schedule(broadcast: Broadcast, of: Transfer['kind'], from: number, part: number): void {
    const transfer: Transfer = { broadcastKey: broadcast.key, fileId: this.#state.nextId(), kind: of, from, part }
    this.#clock.schedule(this.#clock.now() + milliseconds(this.#policy.transferDelay), kind, transfer)
  }

  /** Shapes as captured [HARN]; every value is text on the wire. */
  async #report({ broadcastKey, fileId, kind: of, from, part }: Transfer): Promise<void> {
    const broadcast = this.#state.broadcasts.get(broadcastKey)
    if (!broadcast) return
    const { channel } = broadcast
    const [day, time] = new Date(from).toISOString().slice(0, -1).split('T') as [string, string]
    const stamp = `${day}${time}`.replaceAll(/\D/g, '')
    const file = `${stamp}_${day}-${time.replaceAll(':', '.')}-UTC_${part}.mp4`
    const requestId = () => `${day.replaceAll('-', '')}-live-recording-file-${this.#random.hex(13)}`
    await this.#callbacks.send(channel.callbackUrl, {
      version: '2018-11-01',
      ...(this.#policy.requestId && { request_id: requestId() }),
      service_account_key: channel.serviceAccount.key,
      channel_key: channel.key,
      stream_key: broadcast.creator.streamKey,
      broadcast_key: broadcast.key,
      recording_file_id: String(fileId),
      recording_file_filename: `/${channel.serviceAccount.key}/${channel.key}/${broadcast.key}/${of}/${file}`,
      recording_file_kind: of,
      recording_file_transfer_result: this.#policy.transferResult === 'done' ? '1' : '0',
      target_filename: `${channel.key}-${channel.settings.title}-${day}.mp4`,
    })
  }
}
