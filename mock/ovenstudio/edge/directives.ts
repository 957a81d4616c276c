import { partMs, partsPerSegment, type Timeline } from '../../core/hls/timeline.js'

/** How far ahead a part may be requested, in milliseconds (the Advance Part Limit of RFC 8216bis, section 6.2.5.2). */
const advanceMs = 3000

/**
 * The number of parts that a request for a media playlist waits for (RFC 8216bis, section 6.2.5.2), or 0. Null for a 400: a part without a
 * segment, a value that is not a number, or a part too far ahead.
 */
export function awaitedParts(search: URLSearchParams, { parts, segments, ended }: Timeline): number | null {
  const [segment, part] = [read(search, '_HLS_msn'), read(search, '_HLS_part')]
  if (segment === null || part === null || (part !== undefined && segment === undefined)) return null
  // No more parts will come.
  if (segment === undefined || ended) return 0
  // At most two after the last segment of the playlist: one after the open segment.
  if (segment > segments + 1) return null
  if (part === undefined) return (segment + 1) * partsPerSegment
  // A part after the last one of a segment is the first of the next segment.
  const awaited = segment * partsPerSegment + Math.min(part, partsPerSegment) + 1
  return (awaited - parts) * partMs > advanceMs ? null : awaited
}

/** Parses a decimal integer. Undefined if it is absent, null if it is not valid. */
function read(search: URLSearchParams, name: string): number | null | undefined {
  const text = search.get(name)
  if (text === null) return undefined
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}
