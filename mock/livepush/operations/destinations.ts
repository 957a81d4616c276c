import { RefusalError } from '../../core/http/reply.js'
import { serializeDestination, serializeSaved } from '../serialize.js'
import { findStream, own, owner, type LivepushHandlers, type Model } from './model.js'

/** Servers of platforms, for destinations without `rtmpBase`; the first is from the reference, the other is inferred. */
const platforms: ReadonlyMap<string, string> = new Map([
  ['youtube', 'rtmp://a.rtmp.youtube.com/live2'],
  ['facebook', 'rtmps://live-api-s.facebook.com:443/rtmp'],
])

export function destinationOperations(model: Model): LivepushHandlers {
  const { state, rest, now } = model

  const switchTo = (
    isDisabled: boolean,
    context: Parameters<typeof owner>[0],
    path: { readonly streamId: string; readonly destinationId: string },
  ) => {
    const stream = findStream(model, context, path.streamId)
    const destination = stream.destinations.find(({ id }) => id === path.destinationId)
    if (!destination) throw new RefusalError(rest.notFound('destination'))
    destination.isDisabled = isDisabled
    destination.updatedAt = now()
    return { status: 204 } as const
  }

  return {
    listDestinations: (call) => ({ status: 200, body: own(state.destinations, call.context).map(serializeSaved) }),

    createDestination(call) {
      const stream = findStream(model, call.context, call.path.streamId)
      const { appName, label = appName, rtmpBase = platforms.get(appName) } = call.body()
      const destination = state.addDestination(owner(call.context), { appName, label, rtmpBase }, now())
      stream.destinations.push(destination)
      return { status: 201, body: serializeDestination(destination) }
    },

    enableDestination: (call) => switchTo(false, call.context, call.path),

    disableDestination: (call) => switchTo(true, call.context, call.path),
  }
}
