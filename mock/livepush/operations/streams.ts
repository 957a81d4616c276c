import { serializeCreated, serializeDetail, serializeSummary } from '../serialize.js'
import { addStream } from '../state.js'
import { findStream, own, owner, type LivepushHandlers } from './own.js'

export const streamOperations: LivepushHandlers = {
  listStreams: (call, { state }) => ({ status: 200, body: own(state.streams, call.context).map(serializeSummary) }),

  createStream(call, world) {
    const body = call.body(world.policy.lenientCategory ? { category: 'simulcast' } : {})
    return { status: 201, body: serializeCreated(addStream(world, owner(call.context), body)) }
  },

  getStream: (call, world) => ({
    status: 200,
    body: serializeDetail(findStream(world, call.context, call.path.streamId)),
  }),
}
