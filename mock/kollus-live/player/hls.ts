import { loadMedia } from '../../core/hls/media.js'
import {
  firstListed,
  oldestLoadable,
  partMs,
  partsOf,
  partsPerSegment,
  segmentMs,
  timelineOf,
  type Timeline,
} from '../../core/hls/timeline.js'
import type { Broadcast } from '../state.js'

/** A file of a broadcast, or null. */
export interface HlsFile {
  readonly type: string
  readonly body: string | Uint8Array<ArrayBuffer>
}

/** The number of segments in a playlist. A live playlist needs at least three target durations. */
const listed = 6

const names = { playlist: 'playlist.m3u8', initialization: 'init.mp4' }

/**
 * The picture of a broadcast: a test card with a beep as plain HLS (RFC 8216) at the mock's clock. Where the redirect of Kollus leads, and how
 * its files are named, is not documented.
 */
export async function hlsFile({ startedAt, endedAt }: Broadcast, file: string, now: number): Promise<HlsFile | null> {
  const timeline = timelineOf({ since: startedAt, endedAt }, now)
  if (!timeline) return null
  if (file === names.playlist) return { type: 'application/vnd.apple.mpegurl', body: playlist(timeline) }
  const { both: media } = await loadMedia()
  if (file === names.initialization) return { type: 'video/mp4', body: media.initialization }
  const segment = Number(/^segment-(\d{1,9})\.m4s$/.exec(file)?.[1] ?? Number.NaN)
  if (!(segment >= oldestLoadable(timeline, listed) && segment < timeline.segments)) return null
  return { type: 'video/mp4', body: media.parts(segment * partsPerSegment, partsOf(timeline, segment)) }
}

function playlist(timeline: Timeline): string {
  const { segments, ended } = timeline
  const first = firstListed(timeline, listed)
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.ceil(segmentMs / 1000)}`,
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${names.initialization}"`,
  ]
  for (let segment = first; segment < segments; segment++) {
    lines.push(`#EXTINF:${((partsOf(timeline, segment) * partMs) / 1000).toFixed(3)},`, `segment-${segment}.m4s`)
  }
  if (ended) lines.push('#EXT-X-ENDLIST')
  return lines.map((line) => `${line}\n`).join('')
}
