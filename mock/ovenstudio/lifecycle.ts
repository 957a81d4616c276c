import { withName } from '../core/quoted.js'
import { admitEncoder, tellUnpublished, type Admitted, type Encoder } from './admission/publication.js'
import { waitsOf } from './edge/waits.js'
import { streamNameProblem, streamToPublish, type Stream } from './state.js'
import type { OvenStudioWorld } from './world.js'

/**
 * Starts a stream, as an encoder does: the managed stream of this name, else a new instant stream. If a control server is set, it is asked
 * first, and told at once if an encoder that it let in cannot start (inferred: it is told when a publisher leaves). Throws an `Error` for a
 * stream that is on air and for an encoder that is refused, and a `RangeError` for a name that is not valid.
 */
export async function publish(world: OvenStudioWorld, encoder: Encoder): Promise<Stream> {
  const problem = streamNameProblem(encoder.name)
  if (problem) throw new RangeError(problem)
  const admitted = await admitEncoder(world, encoder)
  try {
    return start(world, admitted?.name ?? encoder.name, admitted)
  } catch (error) {
    await tellUnpublished(world, admitted)
    throw error
  }
}

function start(world: OvenStudioWorld, name: string, admitted: Admitted | null): Stream {
  const stream = streamToPublish(world, name)
  if (isLive(stream)) throw new Error(`Stream '${name}' is already on air: unpublish first.`)
  const since = world.clock.now()
  stream.session = { since, endedAt: null, fileKey: world.random.secret(8), admitted }
  const until = admitted?.until ?? null
  if (until !== null) world.schedule(until, 'publicationEnds', { name, since })
  waitsOf(world).wake()
  return stream
}

/** Ends a stream. Throws an `Error` for a stream that is not on air, and a `RangeError` for an unknown one. */
export async function unpublish(world: OvenStudioWorld, name: string): Promise<Stream> {
  const { streams } = world.state
  const stream = streams.get(name)
  if (!stream)
    throw new RangeError(
      `There is no ${withName('stream', name)}; the streams are ${[...streams.keys()].join(', ') || 'none'}.`,
    )
  if (!isLive(stream)) throw new Error(`Stream '${name}' is not on air: publish to it first.`)
  const session = stream.session!
  session.endedAt = world.clock.now()
  waitsOf(world).wake()
  await tellUnpublished(world, session.admitted)
  return stream
}

export const lifecycleTimers = {
  /** The control server gave the encoder a limited time. */
  publicationEnds({ name, since }: { readonly name: string; readonly since: number }, world: OvenStudioWorld) {
    const stream = world.state.streams.get(name)
    return stream && isLive(stream) && stream.session!.since === since ? unpublish(world, name) : undefined
  },
}

/** Whether an encoder is publishing to the stream. */
export const isLive = ({ session }: Stream): boolean => session !== null && session.endedAt === null
