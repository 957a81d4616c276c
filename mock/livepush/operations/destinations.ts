import type { Caller } from '../authorize.js'
import { notFound } from '../dialect.js'
import { serializeDestination, serializeSaved } from '../serialize.js'
import { addDestination } from '../state.js'
import type { LivepushWorld } from '../world.js'
import { findStream, own, owner, type LivepushHandlers } from './own.js'

/** The servers of platforms, for destinations without `rtmpBase`. YouTube's is in the reference, Facebook's is inferred. */
const platforms: ReadonlyMap<string, string> = new Map([
  ['youtube', 'rtmp://a.rtmp.youtube.com/live2'],
  ['facebook', 'rtmps://live-api-s.facebook.com:443/rtmp'],
])

export const destinationOperations: LivepushHandlers = {
  listDestinations: (call, { state }) => ({
    status: 200,
    body: own(state.destinations, call.context).map(serializeSaved),
  }),

  createDestination(call, world) {
    const stream = findStream(world, call.context, call.path.streamId)
    const { appName, label = appName, rtmpBase = platforms.get(appName) } = call.body()
    const destination = addDestination(world, owner(call.context), { appName, label, rtmpBase })
    stream.destinations.push(destination)
    return { status: 201, body: serializeDestination(destination) }
  },

  enableDestination: (call, world) => setDisabled(false, call, world),
  disableDestination: (call, world) => setDisabled(true, call, world),
}

interface DestinationCall {
  readonly context: Caller
  readonly path: { readonly streamId: string; readonly destinationId: string }
}

function setDisabled(isDisabled: boolean, { context, path }: DestinationCall, world: LivepushWorld) {
  const stream = findStream(world, context, path.streamId)
  const destination = stream.destinations.find(({ id }) => id === path.destinationId)
  if (!destination) throw notFound('destination')
  destination.isDisabled = isDisabled
  destination.updatedAt = world.clock.now()
  return { status: 204 } as const
}
