import { isoTime } from './serialize.js'
import type { Broadcast } from './state.js'

/** Viewer statistics. Only the name `max_cur_user` is known [NEXT]; the others are inferred. */

const day = 86_400_000

/** The sum of each broadcast's peak of concurrent viewers in a range. */
export function peakViewers(broadcasts: readonly Broadcast[], from: number, to: number): number {
  return broadcasts.reduce((sum, broadcast) => sum + peak(broadcast, from, to), 0)
}

/** A series over a range, with a point every `minutes` minutes. */
export function viewerSeries(broadcasts: readonly Broadcast[], from: number, to: number, minutes: number) {
  const step = minutes * 60_000
  return Array.from({ length: (to - from) / step }, (_, i) => {
    const at = from + i * step
    return { datetime: isoTime(at), viewer: peakViewers(broadcasts, at, at + step) }
  })
}

/** A row for each day of a range. Each arriving viewer counts as unique. */
export function dailySummaries(broadcasts: readonly Broadcast[], from: number, to: number) {
  const first = Math.floor(from / day) * day
  const days = Math.max(0, Math.ceil((to - first) / day))
  return Array.from({ length: days }, (_, i) => {
    const start = first + i * day
    const arrivals = broadcasts.reduce((sum, broadcast) => sum + arrived(broadcast, start, start + day), 0)
    return {
      date: isoTime(start).slice(0, 10),
      max_cur_user: peakViewers(broadcasts, start, start + day),
      unique_user: arrivals,
      view_count: arrivals,
    }
  })
}

function peak({ viewers, startedAt, endedAt }: Broadcast, from: number, to: number): number {
  if (startedAt >= to || (endedAt ?? Infinity) <= from) return 0
  // The number at the start of the range counts too: the last change before it.
  const before = viewers.findLast(({ at }) => at <= from)
  return viewers
    .filter(({ at }) => at > from && at < to)
    .reduce((most, { count }) => Math.max(most, count), before?.count ?? 0)
}

function arrived({ viewers }: Broadcast, from: number, to: number): number {
  return viewers.reduce((sum, { at, count }, i) => {
    const before = viewers[i - 1]?.count ?? 0
    return at >= from && at < to ? sum + Math.max(0, count - before) : sum
  }, 0)
}
