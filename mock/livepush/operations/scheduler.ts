import { InvalidInputError } from '../../core/http/invalid-input.js'
import { setPlaylist } from '../scheduler.js'
import { findStream, owner, type LivepushHandlers } from './own.js'

export const schedulerOperations: LivepushHandlers = {
  /** Accepts only known videos (inferred). */
  setSchedulerPlaylist(call, world) {
    const stream = findStream(world, call.context, call.path.stream_id)
    const { videos: ids } = call.body()
    if (world.policy.strictScheduler && stream.category !== 'schedule')
      throw new InvalidInputError([{ field: 'stream_id', rule: 'choice' }])
    const videos = ids.map((id, place) => {
      const video = world.state.videos.get(id)
      if (video?.owner !== owner(call.context))
        throw new InvalidInputError([{ field: `videos.${place}`, rule: 'choice' }])
      return video
    })
    setPlaylist(stream, videos, world.clock.now())
    return { status: 204 }
  },
}
