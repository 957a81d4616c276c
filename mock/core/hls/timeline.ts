/** The duration of a part in ms: 24 AAC frames of 1024 samples at 48 kHz, and 8 video frames at 15.625 Hz. Whole numbers avoid drift. */
export const partMs = 512

/** Parts of a full segment. */
export const partsPerSegment = 8

/** The duration of a full segment in ms. */
export const segmentMs = partMs * partsPerSegment

/** How long an ended stream can still be watched, in ms (inferred). */
const endedStaysMs = 60_000

/** A session on air. Times are epoch milliseconds. */
export interface LiveSession {
  readonly since: number
  /** Null while it is on air. */
  readonly endedAt: number | null
}

/** The state of a session at one moment. Segments and parts are numbered from 0. */
export interface Timeline {
  readonly since: number
  readonly ended: boolean
  /** The number of complete parts. */
  readonly parts: number
  /** The number of complete segments. After the end, the last one may have fewer parts. */
  readonly segments: number
}

/** The timeline of a session at `now`, in epoch milliseconds. Null before its start and from a minute after its end. */
export function timelineOf({ since, endedAt }: LiveSession, now: number): Timeline | null {
  const ended = endedAt !== null && now >= endedAt
  if (now < since || (ended && now >= endedAt + endedStaysMs)) return null
  const parts = Math.floor(((ended ? endedAt : now) - since) / partMs)
  const segments = ended ? Math.ceil(parts / partsPerSegment) : Math.floor(parts / partsPerSegment)
  return { since, ended, parts, segments }
}

/** The first of the last `count` complete segments: the media sequence number of a playlist that lists them. */
export const firstListed = ({ segments }: Timeline, count: number): number => Math.max(0, segments - count)

/**
 * The oldest segment that can be loaded if playlists list `count` complete segments. A segment must stay for its own duration and that of
 * the longest playlist that listed it (RFC 8216bis, section 6.2.2): here one segment, the listed ones and the open one.
 */
export const oldestLoadable = (timeline: Timeline, count: number): number => firstListed(timeline, 2 * count + 2)

/** The number of complete parts of a segment. */
export function partsOf({ parts }: Timeline, segment: number): number {
  return Math.min(partsPerSegment, Math.max(0, parts - segment * partsPerSegment))
}
