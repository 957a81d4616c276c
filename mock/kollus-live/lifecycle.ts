import type { components } from '../../generated/kollus-live/types.js'
import type { MockClock } from '../core/time/clock.js'
import { milliseconds } from '../core/time/duration.js'
import type { Random } from '../core/time/random.js'
import type { Callbacks } from './callbacks.js'
import type { KollusLivePolicy } from './policy.js'
import type { Recordings } from './recordings.js'
import { isRecordingDuplicate } from './serialize.js'
import type { Broadcast, Channel, State } from './state.js'

type BroadcastState = components['schemas']['BroadcastState']

const kind = 'kollus-live.grace'

/**
 * What an encoder does to a channel; no call of the API can do it.
 * none → on air (`start`) → paused (`pause`) → on air (`resume`), or, when the signal stays away, ended (`stop`).
 */
export class Lifecycle {
  readonly #clock: MockClock
  readonly #random: Random
  readonly #state: State
  readonly #callbacks: Callbacks
  readonly #recordings: Recordings
  readonly #policy: KollusLivePolicy

  constructor(
    world: { clock: MockClock; random: Random },
    state: State,
    callbacks: Callbacks,
    recordings: Recordings,
    policy: KollusLivePolicy,
  ) {
    this.#clock = world.clock
    this.#random = world.random
    this.#state = state
    this.#callbacks = callbacks
    this.#recordings = recordings
    this.#policy = policy
    world.clock.on(kind, ({ broadcastKey }: { broadcastKey: string }) => {
      const broadcast = state.broadcasts.get(broadcastKey)
      return broadcast && this.end(broadcast)
    })
  }

  /** An encoder begins to publish with a creator's stream key, the first creator's by default. */
  async publish(channelKey: string, streamKey?: string): Promise<Broadcast> {
    const channel = this.#channel(channelKey)
    if (channel.hidedAt !== null) throw new Error(`Channel ${channelKey} is hidden: restore it before publishing.`)
    if (this.running(channel)) throw new Error(`Channel ${channelKey} is on air already: one encoder at a time.`)
    const creator = channel.creators.find((one) => streamKey === undefined || one.streamKey === streamKey)
    if (!creator) throw new Error(`No creator of channel ${channelKey} has that stream key.`)
    const broadcast = this.#state.addBroadcast(channel, creator, this.#clock.now())
    await this.#tell(broadcast, 'start')
    return broadcast
  }

  /** The signal is lost. When it does not come back within the grace time, the broadcast ends. */
  async drop(channelKey: string): Promise<Broadcast> {
    const broadcast = this.#running(channelKey)
    if (broadcast.pausedAt !== null) throw new Error(`Channel ${channelKey} has no signal to lose.`)
    broadcast.pausedAt = this.#clock.now()
    const ends = broadcast.pausedAt + milliseconds(this.#policy.grace)
    broadcast.graceTimer = this.#clock.schedule(ends, kind, { broadcastKey: broadcast.key })
    await this.#tell(broadcast, 'pause')
    return broadcast
  }

  /** The signal is back: the same broadcast goes on. */
  async republish(channelKey: string): Promise<Broadcast> {
    const broadcast = this.#running(channelKey)
    if (broadcast.pausedAt === null) throw new Error(`Channel ${channelKey} has not lost its signal.`)
    this.#stopGrace(broadcast)
    broadcast.pausedAt = null
    await this.#tell(broadcast, 'resume')
    return broadcast
  }

  /** The encoder stops. */
  async unpublish(channelKey: string): Promise<Broadcast> {
    const broadcast = this.#running(channelKey)
    await this.end(broadcast)
    return broadcast
  }

  /** Ends a broadcast, whoever caused it: recordings are closed and their transfer begins. */
  async end(broadcast: Broadcast): Promise<void> {
    this.#stopGrace(broadcast)
    if (isRecordingDuplicate(broadcast)) this.stopDuplicate(broadcast)
    broadcast.endedAt = this.#clock.now()
    this.#recordings.finishSegments(broadcast)
    await this.#tell(broadcast, 'stop')
  }

  /** Begins a manual recording. */
  startDuplicate(broadcast: Broadcast): void {
    broadcast.duplicates.push({ from: this.#clock.now(), to: null })
  }

  /** Ends a manual recording; its transfer begins. */
  stopDuplicate(broadcast: Broadcast): void {
    const { from } = broadcast.duplicates.pop()!
    broadcast.duplicates.push({ from, to: this.#clock.now() })
    this.#recordings.finishDuplicate(broadcast, from)
  }

  /** The broadcast of a channel that has not ended. */
  running(channel: Channel): Broadcast | undefined {
    const latest = channel.broadcasts.at(-1)
    return latest?.endedAt === null ? latest : undefined
  }

  #channel(key: string): Channel {
    const channel = this.#state.channels.get(key)
    if (channel) return channel
    const known = [...this.#state.channels.keys()].join(', ')
    throw new RangeError(`There is no channel '${key}'; the channels are ${known || 'none'}.`)
  }

  #running(channelKey: string): Broadcast {
    const broadcast = this.running(this.#channel(channelKey))
    if (!broadcast) throw new Error(`Channel ${channelKey} is not on air: publish to it first.`)
    return broadcast
  }

  #stopGrace(broadcast: Broadcast): void {
    if (broadcast.graceTimer !== null) this.#clock.cancel(broadcast.graceTimer)
    broadcast.graceTimer = null
  }

  /** The live state callback. Field names: [SPRING], [TICKET], [NEXT]; `broadcast_state` as the latter two spell it. */
  #tell(broadcast: Broadcast, state: BroadcastState): Promise<void> {
    const { channel, creator, key } = broadcast
    return this.#callbacks.send(channel.callbackUrl, {
      version: '2018-11-01',
      ...(this.#policy.requestId && { request_id: `${key.slice(0, 8)}-live-state-${this.#random.hex(13)}` }),
      service_account_key: channel.serviceAccount.key,
      channel_key: channel.key,
      stream_key: creator.streamKey,
      broadcast_key: key,
      broadcast_state: state,
    })
  }
}
