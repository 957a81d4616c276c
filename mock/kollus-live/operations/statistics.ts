import { milliseconds } from '../../core/time/duration.js'
import { notFound } from '../dialect.js'
import { queryDay, queryRange } from '../query-time.js'
import type { Broadcast } from '../state.js'
import { dailySummaries, peakViewers, viewerSeries } from '../statistics.js'
import type { KollusLiveWorld } from '../world.js'
import { findBroadcast, findChannel, ownBroadcasts, type KollusLiveHandlers } from './own.js'

/** The most days in a summary. The mock's own bound, so that a wrong year does not create a million rows. */
const maxDays = 400
const tooManyDays = {
  status: 422,
  body: {
    message: `onair mock: a summary can have at most ${maxDays} days. Kollus Live documents no limit.`,
    errors: {},
  },
  reason: 'too many days',
} as const

export const statisticsOperations: KollusLiveHandlers = {
  getDailySummary(call, world) {
    const { from, to } = queryRange(call.query())
    if (to - from > maxDays * 86_400_000) return tooManyDays
    const broadcasts = settled(world, ownBroadcasts(world, call.context))
    return { status: 200, body: { data: dailySummaries(broadcasts, from, to) } }
  },

  getAccountViewers(call, world) {
    requireMinutes(call.path)
    return series(world, ownBroadcasts(world, call.context), call)
  },

  getChannelViewers(call, world) {
    requireMinutes(call.path)
    return series(world, findChannel(world, call.context, call.path.channel_key).broadcasts, call)
  },

  getBroadcastViewers(call, world) {
    requireMinutes(call.path)
    return series(world, [findBroadcast(world, call.context, call.path.broadcast_key)], call)
  },

  getBroadcastSummary(call, world) {
    const broadcast = findBroadcast(world, call.context, call.path.broadcast_key)
    const { from, to } = queryRange(call.query())
    return { status: 200, body: { data: { max_cur_user: peakViewers(settled(world, [broadcast]), from, to) } } }
  },
}

/** [STAT]: statistics are final some time after the end of a broadcast. */
const settled = ({ policy, clock }: KollusLiveWorld, broadcasts: readonly Broadcast[]) =>
  broadcasts.filter(({ endedAt }) => endedAt === null || endedAt + milliseconds(policy.statDelay) <= clock.now())

/** Any other number of minutes is an unknown route. */
function requireMinutes({ duration_minute: minutes }: { readonly duration_minute: number }): void {
  if (![5, 10].includes(minutes)) throw notFound('Statistics', String(minutes))
}

interface SeriesCall {
  readonly path: { readonly duration_minute: number }
  query(): { readonly start_date: string }
}

function series(world: KollusLiveWorld, broadcasts: readonly Broadcast[], call: SeriesCall) {
  const { from, to } = queryDay(call.query())
  const data = viewerSeries(settled(world, broadcasts), from, to, call.path.duration_minute)
  return { status: 200, body: { data } } as const
}
