/** Milliseconds of a part: 24 AAC frames of 1024 samples at 48 kHz, and 8 video frames at 15.625 a second. Whole numbers: nothing drifts. */
export const partMs = 512

/** Parts of a full segment. */
export const partsPerSegment = 8

/** Milliseconds of a full segment. */
export const segmentMs = partMs * partsPerSegment

/** Full segments that a playlist lists. Three target durations are the least that a live one may have. */
const listed = 6

/**
 * Segments that can still be loaded when no playlist lists them any more. A segment stays for its own length and that of the
 * longest playlist it was in (RFC 8216bis, 6.2.2): here one segment, six listed ones and the open one.
 */
const lingering = listed + 2

/** Milliseconds for which what is over can still be watched to its end (inferred: the vendor says nothing of it). */
const endedStaysMs = 60_000

/** A time on air, in epoch milliseconds. */
export interface LiveSession {
  readonly since: number
  /** Null while it lasts. */
  readonly endedAt: number | null
}

/** What there is of a session at one moment. Segments and parts count from 0 with the session. */
export interface Timeline {
  readonly since: number
  readonly ended: boolean
  /** Parts that are complete. */
  readonly parts: number
  /** Segments that are complete; at the end the last one closes with fewer parts. */
  readonly segments: number
  /** The first segment of the playlist: its media sequence number. */
  readonly first: number
  /** The oldest segment that can be loaded. */
  readonly oldest: number
}

/** What there is of a session at `now`, in epoch milliseconds. Null before it begins and a minute after its end. */
export function timelineOf({ since, endedAt }: LiveSession, now: number): Timeline | null {
  const ended = endedAt !== null && now >= endedAt
  if (now < since || (ended && now >= endedAt + endedStaysMs)) return null
  const parts = Math.floor(((ended ? endedAt : now) - since) / partMs)
  const segments = ended ? Math.ceil(parts / partsPerSegment) : Math.floor(parts / partsPerSegment)
  const first = Math.max(0, segments - listed)
  return { since, ended, parts, segments, first, oldest: Math.max(0, first - lingering) }
}

/** How many parts of a segment are complete. */
export function partsOf({ parts }: Timeline, segment: number): number {
  return Math.min(partsPerSegment, Math.max(0, parts - segment * partsPerSegment))
}
