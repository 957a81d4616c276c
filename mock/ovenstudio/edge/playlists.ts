import type { Media } from '../../core/hls/media.js'
import { partMs, partsOf, partsPerSegment, segmentMs, type Timeline } from '../../core/hls/timeline.js'

/** The names of the edge's files. Only `playlist.m3u8` is documented; the others follow OvenMediaEngine (inferred). */
export const fileNames = {
  multivariant: 'playlist.m3u8',
  media: 'chunklist.m3u8',
  initialization: 'init.mp4',
  /** The name contains the session, so that caches do not mix up sessions. */
  segment: (since: number, segment: number) => `seg_${since.toString(36)}_${segment}.m4s`,
  part: (since: number, segment: number, part: number) => `part_${since.toString(36)}_${segment}_${part}.m4s`,
}

/** The number of complete segments whose parts are listed: those within three target durations of the end. */
const segmentsInParts = 2

/**
 * The multivariant playlist (RFC 8216bis, section 4.4.6) with one rendition. `query` are the signing parameters of its URLs, without `?`, or
 * empty.
 */
export function multivariantPlaylist({ bandwidth, codecs, resolution }: Media, query: string): string {
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:9',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},CODECS="${codecs}",RESOLUTION=${resolution}`,
    child(fileNames.media, query),
  ])
}

/** The media playlist (RFC 8216bis, sections 4.4.3 to 4.4.5, and the low-latency profile of appendix B). */
export function mediaPlaylist(timeline: Timeline, query: string): string {
  const { since, first, segments, parts, ended } = timeline
  const written = [
    '#EXTM3U',
    '#EXT-X-VERSION:9',
    `#EXT-X-TARGETDURATION:${Math.round(segmentMs / 1000)}`,
    // A player stays at least three parts behind (section 4.4.3.8).
    `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=${seconds(3 * partMs)}`,
    `#EXT-X-PART-INF:PART-TARGET=${seconds(partMs)}`,
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${child(fileNames.initialization, query)}"`,
  ]
  for (let segment = first; segment <= segments; segment++) {
    const complete = partsOf(timeline, segment)
    if (complete > 0) written.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(since + segment * segmentMs).toISOString()}`)
    const shown = segment >= segments - segmentsInParts ? complete : 0
    for (let part = 0; part < shown; part++) {
      const uri = child(fileNames.part(since, segment, part), query)
      written.push(`#EXT-X-PART:DURATION=${seconds(partMs)},URI="${uri}",INDEPENDENT=YES`)
    }
    if (segment === segments) break
    written.push(`#EXTINF:${seconds(complete * partMs)},`, child(fileNames.segment(since, segment), query))
  }
  if (ended) written.push('#EXT-X-ENDLIST')
  else {
    const next = fileNames.part(since, segments, parts % partsPerSegment)
    written.push(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${child(next, query)}"`)
  }
  return lines(written)
}

const child = (name: string, query: string): string => (query === '' ? name : `${name}?${query}`)

const seconds = (ms: number): string => (ms / 1000).toFixed(3)

const lines = (written: readonly string[]): string => written.map((line) => `${line}\n`).join('')
