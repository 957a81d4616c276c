import { partMs, partsPerSegment, type Timeline } from './timeline.js'

/** How far ahead a part may be asked for, in milliseconds (the Advance Part Limit of RFC 8216bis, 6.2.5.2). */
const advanceMs = 3000

/**
 * For how many parts of the session a request for a media playlist waits (RFC 8216bis, 6.2.5.2); 0 when it asks for none. Null for
 * what is answered with 400: a part without its segment, what is no number, and what is too far ahead to wait for.
 */
export function awaitedParts(search: URLSearchParams, { parts, segments, ended }: Timeline): number | null {
  const [segment, part] = [read(search, '_HLS_msn'), read(search, '_HLS_part')]
  if (segment === null || part === null || (part !== undefined && segment === undefined)) return null
  // Nothing more will come.
  if (segment === undefined || ended) return 0
  // At most two after the last segment of the playlist, that is one after the open one.
  if (segment > segments + 1) return null
  if (part === undefined) return (segment + 1) * partsPerSegment
  // A part after the segment's last is the first of the next.
  const awaited = segment * partsPerSegment + Math.min(part, partsPerSegment) + 1
  return (awaited - parts) * partMs > advanceMs ? null : awaited
}

/** A decimal integer; undefined where it is not given, null where it is something else. */
function read(search: URLSearchParams, name: string): number | null | undefined {
  const text = search.get(name)
  if (text === null) return undefined
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}
