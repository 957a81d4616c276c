import { serializeCreated, serializeDetail, serializeSummary } from '../serialize.js'
import { findStream, own, owner, type LivepushHandlers, type Model } from './model.js'

export function streamOperations(model: Model): LivepushHandlers {
  const { state, policy, now } = model

  return {
    listStreams: (call) => ({ status: 200, body: own(state.streams, call.context).map(serializeSummary) }),

    createStream(call) {
      const body = call.body(policy.lenientCategory ? { category: 'simulcast' } : {})
      return { status: 201, body: serializeCreated(state.addStream(owner(call.context), body, now())) }
    },

    getStream(call) {
      const stream = findStream(model, call.context, call.path.streamId)
      return { status: 200, body: serializeDetail(stream) }
    },
  }
}
