import { withName } from '../core/quoted.js'
import { milliseconds } from '../core/time/duration.js'
import { nowPlaying } from './scheduler.js'
import { addRecording, type Stream, type Video } from './state.js'
import type { LivepushWorld } from './world.js'

/** What encoders and the scheduler do. No call of the API does the same. Encoders publish to simulcasts; the scheduler plays on the others. */

/** Starts a simulcast, as an encoder does. */
export function publish(world: LivepushWorld, streamId: string): Stream {
  const stream = streamOf(world, streamId, 'simulcast')
  if (stream.publishedSince !== null) throw new Error(`Stream ${streamId} is already on air: unpublish first.`)
  stream.publishedSince = world.clock.now()
  return stream
}

/** Ends a simulcast. A recording follows. */
export function unpublish(world: LivepushWorld, streamId: string): Stream {
  const stream = streamOf(world, streamId, 'simulcast')
  const { publishedSince: startedAt } = stream
  if (startedAt === null) throw new Error(`Stream ${streamId} is not on air: publish to it first.`)
  const due = world.clock.now() + milliseconds(world.policy.recordingDelay)
  world.schedule(due, 'recording-queued', { streamId, startedAt } satisfies StreamSession)
  stream.publishedSince = null
  return stream
}

/** The video that the scheduler is playing on a stream, or null. */
export const playingOn = (world: LivepushWorld, streamId: string): Video | null =>
  nowPlaying(streamOf(world, streamId, 'schedule'), world.policy.loop, world.clock.now())

interface StreamSession {
  readonly streamId: string
  readonly startedAt: number
}

/** The recording of a session: some time after its end it is queued, and later it is completed or failed. */
export const timers = {
  'recording-queued'({ streamId, startedAt }: StreamSession, world: LivepushWorld): void {
    const { id: recordingId } = addRecording(world, world.state.streams.get(streamId)!, { startedAt })
    world.schedule(world.clock.now() + milliseconds(world.policy.recordingTime), 'recording-done', { recordingId })
  },

  'recording-done'({ recordingId }: { readonly recordingId: string }, { state, policy, clock }: LivepushWorld): void {
    const recording = state.recordings.get(recordingId)!
    recording.status = policy.recordingResult
    recording.updatedAt = clock.now()
  },
}

function streamOf({ state }: LivepushWorld, id: string, category: Stream['category']): Stream {
  const stream = state.streams.get(id)
  if (!stream) {
    const known = [...state.streams.keys()].join(', ')
    throw new RangeError(`There is no ${withName('stream', id)}; the streams are ${known || 'none'}.`)
  }
  if (stream.category === category) return stream
  const advice = category === 'simulcast' ? 'the scheduler plays on it' : 'an encoder publishes to it'
  throw new Error(`Stream ${id} is of the category ${stream.category}: ${advice}.`)
}
