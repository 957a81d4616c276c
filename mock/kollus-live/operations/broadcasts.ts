import { laravel } from '../rest-dialect.js'
import { pageOf, type Orders } from '../page.js'
import { queryRange } from '../query-time.js'
import { isOnAir, isRecordingDuplicate, serializeBroadcast } from '../serialize.js'
import type { Broadcast } from '../state.js'
import { findBroadcast, findChannel, matches, tenant, type KollusLiveHandlers, type Model } from './model.js'

/** What broadcasts can be ordered by; `id` is known [GUIDE], the rest is inferred. */
const orders: Orders<Broadcast> = {
  id: ({ id }) => id,
  key: ({ key }) => key,
  title: ({ title }) => title,
  counting_number: ({ countingNumber }) => countingNumber,
  started_at: ({ startedAt }) => startedAt,
  ended_at: ({ endedAt }) => endedAt,
}

export function broadcastOperations(model: Model): KollusLiveHandlers {
  const { state, lifecycle, now } = model

  interface ListQuery {
    readonly keyword?: string
    readonly start_date?: string
    readonly end_date?: string
    readonly order?: string
    readonly page?: number
    readonly per_page?: number
  }

  const page = (broadcasts: readonly Broadcast[], query: ListQuery, url: string) => {
    const { from, to } = queryRange(query)
    const found = broadcasts.filter(
      ({ startedAt, title, key }) => startedAt >= from && startedAt < to && matches(query.keyword, title, key),
    )
    return pageOf(found, orders, (broadcast) => serializeBroadcast(broadcast, now()), query, url)
  }

  return {
    listBroadcasts(call) {
      const own = [...state.broadcasts.values()].filter(
        ({ channel }) => channel.serviceAccount === tenant(call.context),
      )
      return { status: 200, body: page(own, call.query(), call.request.url) }
    },

    listChannelBroadcasts(call) {
      const channel = findChannel(model, call.context, call.path.channel_key)
      return { status: 200, body: page(channel.broadcasts, call.query(), call.request.url) }
    },

    getBroadcast(call) {
      const broadcast = findBroadcast(model, call.context, call.path.broadcast_key)
      return { status: 200, body: { data: serializeBroadcast(broadcast, now()) } }
    },

    updateBroadcast(call) {
      const broadcast = findBroadcast(model, call.context, call.path.broadcast_key)
      broadcast.title = call.body().title
      return { status: 200, body: { data: serializeBroadcast(broadcast, now()) } }
    },

    deleteBroadcast(call) {
      const broadcast = findBroadcast(model, call.context, call.path.broadcast_key)
      if (broadcast.endedAt === null) return laravel.conflict('The broadcast is on air.')
      state.removeBroadcast(broadcast)
      return { status: 204 }
    },

    startDuplicateRecording(call) {
      const broadcast = findBroadcast(model, call.context, call.path.broadcast_key)
      const allowed = broadcast.channel.settings.recording_file_policy === 3
      if (!allowed) return laravel.conflict('The channel does not record duplicates.')
      if (!isOnAir(broadcast)) return laravel.conflict('The broadcast is not on air.')
      if (isRecordingDuplicate(broadcast)) return laravel.conflict('The duplicate recording is running.')
      lifecycle.startDuplicate(broadcast)
      return { status: 201, body: { data: serializeBroadcast(broadcast, now()) } }
    },

    stopDuplicateRecording(call) {
      const broadcast = findBroadcast(model, call.context, call.path.broadcast_key)
      if (!isRecordingDuplicate(broadcast)) return laravel.conflict('No duplicate recording is running.')
      lifecycle.stopDuplicate(broadcast)
      return { status: 204 }
    },
  }
}
