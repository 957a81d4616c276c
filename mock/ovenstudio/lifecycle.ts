import { withName } from '../core/quoted.js'
import { waitsOf } from './edge/waits.js'
import { streamToPublish, type Stream } from './state.js'
import type { OvenStudioWorld } from './world.js'

/**
 * Starts a stream, as an encoder does: the managed stream of this name, else a new instant stream. Throws an `Error` for a stream that is on
 * air, and a `RangeError` for a name that is not valid.
 */
export function publish(world: OvenStudioWorld, name: string): Stream {
  const stream = streamToPublish(world, name)
  if (isLive(stream)) throw new Error(`Stream '${name}' is already on air: unpublish first.`)
  stream.session = { since: world.clock.now(), endedAt: null }
  waitsOf(world).wake()
  return stream
}

/** Ends a stream. Throws an `Error` for a stream that is not on air, and a `RangeError` for an unknown one. */
export function unpublish(world: OvenStudioWorld, name: string): Stream {
  const { streams } = world.state
  const stream = streams.get(name)
  if (!stream)
    throw new RangeError(
      `There is no ${withName('stream', name)}; the streams are ${[...streams.keys()].join(', ') || 'none'}.`,
    )
  if (!isLive(stream)) throw new Error(`Stream '${name}' is not on air: publish to it first.`)
  stream.session!.endedAt = world.clock.now()
  waitsOf(world).wake()
  return stream
}

/** Whether an encoder is publishing to the stream. */
export const isLive = ({ session }: Stream): boolean => session !== null && session.endedAt === null
