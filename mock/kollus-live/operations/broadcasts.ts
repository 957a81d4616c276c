import type { operations } from '../../../generated/kollus-live/types.js'
import type { QueryOf } from '../../core/http/operation-types.js'
import { conflict } from '../dialect.js'
import { startDuplicate, stopDuplicate } from '../lifecycle.js'
import { serializePage, type Orders } from '../page.js'
import { queryRange } from '../query-time.js'
import { isOnAir, isRecordingDuplicate, serializeBroadcast } from '../serialize.js'
import { removeBroadcast, type Broadcast } from '../state.js'
import type { KollusLiveWorld } from '../world.js'
import { findBroadcast, findChannel, matches, ownBroadcasts, type KollusLiveHandlers } from './own.js'

/** The sort fields of broadcasts. `id` is known [GUIDE], the others are inferred. */
const orders: Orders<Broadcast> = {
  id: ({ id }) => id,
  key: ({ key }) => key,
  title: ({ title }) => title,
  counting_number: ({ countingNumber }) => countingNumber,
  started_at: ({ startedAt }) => startedAt,
  ended_at: ({ endedAt }) => endedAt,
}

export const broadcastOperations: KollusLiveHandlers = {
  listBroadcasts(call, world) {
    const own = ownBroadcasts(world, call.context)
    return { status: 200, body: pageOfBroadcasts(own, call.query(), call.request.url, world) }
  },

  listChannelBroadcasts(call, world) {
    const { broadcasts } = findChannel(world, call.context, call.path.channel_key)
    return { status: 200, body: pageOfBroadcasts(broadcasts, call.query(), call.request.url, world) }
  },

  getBroadcast(call, world) {
    const broadcast = findBroadcast(world, call.context, call.path.broadcast_key)
    return { status: 200, body: { data: serializeBroadcast(broadcast, world) } }
  },

  updateBroadcast(call, world) {
    const broadcast = findBroadcast(world, call.context, call.path.broadcast_key)
    broadcast.title = call.body().title
    return { status: 200, body: { data: serializeBroadcast(broadcast, world) } }
  },

  deleteBroadcast(call, world) {
    const broadcast = findBroadcast(world, call.context, call.path.broadcast_key)
    if (broadcast.endedAt === null) return conflict('The broadcast is on air.')
    removeBroadcast(world, broadcast)
    return { status: 204 }
  },

  startDuplicateRecording(call, world) {
    const broadcast = findBroadcast(world, call.context, call.path.broadcast_key)
    const isAllowed = broadcast.channel.settings.recording_file_policy === 3
    if (!isAllowed) return conflict('The channel does not record duplicates.')
    if (!isOnAir(broadcast)) return conflict('The broadcast is not on air.')
    if (isRecordingDuplicate(broadcast)) return conflict('The duplicate recording is running.')
    startDuplicate(world, broadcast)
    return { status: 201, body: { data: serializeBroadcast(broadcast, world) } }
  },

  stopDuplicateRecording(call, world) {
    const broadcast = findBroadcast(world, call.context, call.path.broadcast_key)
    if (!isRecordingDuplicate(broadcast)) return conflict('No duplicate recording is running.')
    stopDuplicate(world, broadcast)
    return { status: 204 }
  },
}

type ListQuery = QueryOf<operations['listBroadcasts']>

function pageOfBroadcasts(broadcasts: readonly Broadcast[], query: ListQuery, url: string, world: KollusLiveWorld) {
  const { from, to } = queryRange(query)
  const found = broadcasts.filter(
    ({ startedAt, title, key }) => startedAt >= from && startedAt < to && matches(query.keyword, title, key),
  )
  return serializePage(found, orders, (broadcast) => serializeBroadcast(broadcast, world), query, url)
}
