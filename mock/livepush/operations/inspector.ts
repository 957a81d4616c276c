import { InvalidInputError } from '../../core/http/invalid-input.js'
import { Random, seedRandom } from '../../core/time/random.js'
import { newId } from '../state.js'
import type { LivepushHandlers } from './own.js'

/** Containers by file extension. Others are `mov`, as in the reference's example. */
const containers = new Set(['mp4', 'mkv', 'webm', 'flv', 'ts'])

export const inspectorOperations: LivepushHandlers = {
  inspectVideoMetadata(call, world) {
    const { url } = call.body()
    const { protocol, pathname } = new URL(url)
    if (!/^https?:$/.test(protocol))
      throw new InvalidInputError([{ field: 'url', rule: 'format', expected: 'http:// or https:// URL' }])
    // The video is not fetched. The metadata are derived from its URL, so that they are always the same.
    const random = new Random(seedRandom(url))
    const duration = 10 + random.int(7190)
    const ending = pathname.split('.').pop()!.toLowerCase()
    return {
      status: 200,
      body: {
        id: newId(world.random, 'tup_'),
        duration,
        size: duration * (300_000 + random.int(500_000)),
        container: containers.has(ending) ? ending : 'mov',
        videoCodec: 'h264',
        audioCodec: 'aac',
      },
    }
  },
}
