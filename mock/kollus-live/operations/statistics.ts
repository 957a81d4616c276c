import { milliseconds } from '../../core/time/duration.js'
import { RefusalError } from '../../core/http/reply.js'
import { laravel } from '../rest-dialect.js'
import { queryDay, queryRange } from '../query-time.js'
import { dailySummaries, peakViewers, viewerSeries } from '../statistics.js'
import type { Broadcast } from '../state.js'
import { findBroadcast, findChannel, tenant, type KollusLiveHandlers, type Model } from './model.js'

/** Days in one summary; a bound of this mock's own, so that a typo in a year does not make a million rows. */
const maxDays = 400
const tooManyDays = {
  status: 422,
  body: { message: `onair mock: a summary has at most ${maxDays} days. Kollus Live documents no bound.`, errors: {} },
  reason: 'too many days',
} as const

export function statisticsOperations(model: Model): KollusLiveHandlers {
  const { state, policy, now } = model

  /** [STAT]: figures settle some time after the end. */
  const settled = (broadcasts: readonly Broadcast[]) =>
    broadcasts.filter(({ endedAt }) => endedAt === null || endedAt + milliseconds(policy.statDelay) <= now())

  const series = (
    broadcasts: readonly Broadcast[],
    path: { duration_minute: number },
    query: { start_date: string },
  ) => {
    const { from, to } = queryDay(query)
    return { status: 200 as const, body: { data: viewerSeries(settled(broadcasts), from, to, path.duration_minute) } }
  }

  /** Any other number of minutes is a route that does not exist. */
  const requireMinutes = (path: { duration_minute: number }) => {
    if (![5, 10].includes(path.duration_minute))
      throw new RefusalError(laravel.noResult('Statistics', String(path.duration_minute)))
  }

  const own = (context: Parameters<typeof tenant>[0]) =>
    [...state.broadcasts.values()].filter(({ channel }) => channel.serviceAccount === tenant(context))

  return {
    getDailySummary(call) {
      const { from, to } = queryRange(call.query())
      if (to - from > maxDays * 86_400_000) return tooManyDays
      return { status: 200, body: { data: dailySummaries(settled(own(call.context)), from, to) } }
    },

    getAccountViewers(call) {
      requireMinutes(call.path)
      return series(own(call.context), call.path, call.query())
    },

    getChannelViewers(call) {
      requireMinutes(call.path)
      const channel = findChannel(model, call.context, call.path.channel_key)
      return series(channel.broadcasts, call.path, call.query())
    },

    getBroadcastViewers(call) {
      requireMinutes(call.path)
      return series([findBroadcast(model, call.context, call.path.broadcast_key)], call.path, call.query())
    },

    getBroadcastSummary(call) {
      const broadcast = findBroadcast(model, call.context, call.path.broadcast_key)
      const { from, to } = queryRange(call.query())
      return { status: 200, body: { data: { max_cur_user: peakViewers(settled([broadcast]), from, to) } } }
    },
  }
}
