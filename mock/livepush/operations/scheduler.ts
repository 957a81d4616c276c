import { InvalidInputError } from '../../core/http/decode.js'
import { setPlaylist } from '../scheduler.js'
import { findStream, owner, type LivepushHandlers, type Model } from './model.js'

export function schedulerOperations(model: Model): LivepushHandlers {
  const { state, policy, now } = model

  return {
    /** That only known videos are taken is inferred. */
    setSchedulerPlaylist(call) {
      const stream = findStream(model, call.context, call.path.stream_id)
      const { videos: ids } = call.body()
      if (policy.strictScheduler && stream.category !== 'schedule')
        throw new InvalidInputError([{ field: 'stream_id', rule: 'choice' }])
      const videos = ids.map((id, place) => {
        const video = state.videos.get(id)
        if (video?.owner !== owner(call.context))
          throw new InvalidInputError([{ field: `videos.${place}`, rule: 'choice' }])
        return video
      })
      setPlaylist(stream, videos, now())
      return { status: 204 }
    },
  }
}
