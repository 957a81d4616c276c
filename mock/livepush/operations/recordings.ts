import { serializeRecording } from '../serialize.js'
import { owner, type LivepushHandlers } from './own.js'

export const recordingOperations: LivepushHandlers = {
  listRecordings(call, { state }) {
    const recordings = [...state.recordings.values()].filter(({ stream }) => stream.owner === owner(call.context))
    return { status: 200, body: recordings.map(serializeRecording) }
  },
}
