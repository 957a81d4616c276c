import { serializeRecording } from '../serialize.js'
import { owner, type LivepushHandlers, type Model } from './model.js'

export const recordingOperations = ({ state }: Model): LivepushHandlers => ({
  listRecordings(call) {
    const recordings = [...state.recordings.values()].filter(({ stream }) => stream.owner === owner(call.context))
    return { status: 200, body: recordings.map(serializeRecording) }
  },
})
