import type { Media } from '../../core/hls/media.js'
import { firstListed, partMs, partsOf, partsPerSegment, segmentMs, type Timeline } from '../../core/hls/timeline.js'
import type { PlaylistForm } from './directives.js'
import { namesOf, tracks, type EdgeTrack } from './names.js'

/** The number of segments in a playlist: OvenMediaEngine's `SegmentCount`, 10 in its sample configuration. */
const segmentCount = 10

/** The number of segments in a playlist with `_HLS_rewind`. How many the engine keeps depends on its settings: inferred. */
export const keptSegments = 20

/** The number of segments whose parts are listed, with the open one. */
const segmentsInParts = 3

/** The group of the audio track. Its name is inferred. */
const audioGroup = 'audio'

/**
 * The multivariant playlist (RFC 8216bis, section 4.4.6): one variant, and its audio as a rendition. Tags and attributes are in the order of
 * OvenMediaEngine (src/publishers/llhls). `key` is that of the file names. `query` is the query of the URLs in it,
 * or empty.
 */
export function multivariantPlaylist(
  { video, audio, resolution, frameRate }: Media,
  key: string,
  query: string,
): string {
  const [videoUri, audioUri] = tracks.map((track) => child(namesOf(track, key).chunklist, query))
  const group = `TYPE=AUDIO,GROUP-ID="${audioGroup}",NAME="audio",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="1"`
  const variant = [
    `BANDWIDTH=${video.bandwidth + audio.bandwidth}`,
    `RESOLUTION=${resolution}`,
    `FRAME-RATE=${frameRate.toFixed(3)}`,
    `CODECS="${video.codecs},${audio.codecs}"`,
    `AUDIO="${audioGroup}"`,
  ]
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:6',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MEDIA:${group},URI="${audioUri}"`,
    `#EXT-X-STREAM-INF:${variant.join()}`,
    videoUri!,
  ])
}

/** What a media playlist is about. */
export interface MediaPlaylistOptions {
  readonly track: EdgeTrack
  /** The key of the file names. */
  readonly key: string
  /** The query of the URLs in it, or empty. */
  readonly query: string
  readonly form: PlaylistForm
}

/**
 * The media playlist of a track (RFC 8216bis, sections 4.4.3 to 4.4.5). Tags and attributes are in the order of OvenMediaEngine
 * (src/publishers/llhls). That a legacy playlist has no rendition report is inferred.
 */
export function mediaPlaylist(timeline: Timeline, { track, key, query, form }: MediaPlaylistOptions): string {
  const { since, segments, parts, ended } = timeline
  const { legacy, rewind } = form
  const names = namesOf(track, key)
  const first = firstListed(timeline, rewind ? keptSegments : segmentCount)
  const written = [
    '#EXTM3U',
    '#EXT-X-VERSION:6',
    `#EXT-X-TARGETDURATION:${Math.round(segmentMs / 1000)}`,
    // A player stays at least three parts behind (section 4.4.3.8).
    ...(legacy
      ? []
      : [
          `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=${seconds(3 * partMs)}`,
          `#EXT-X-PART-INF:PART-TARGET=${seconds(partMs)}`,
        ]),
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    '#EXT-X-DISCONTINUITY-SEQUENCE:0',
    `#EXT-X-MAP:URI="${child(names.initialization, query)}"`,
  ]
  const lastWithParts = Math.ceil(parts / partsPerSegment) - 1
  for (let segment = first; segment <= (legacy ? segments - 1 : lastWithParts); segment++) {
    const complete = partsOf(timeline, segment)
    written.push(`#EXT-X-PROGRAM-DATE-TIME:${localTime(since + segment * segmentMs)}`)
    const shown = !legacy && segment > lastWithParts - segmentsInParts ? complete : 0
    for (let part = 0; part < shown; part++) {
      const uri = child(names.part(segment, part), query)
      written.push(`#EXT-X-PART:DURATION=${seconds(partMs)},URI="${uri}",INDEPENDENT=YES`)
    }
    if (segment < segments) written.push(`#EXTINF:${seconds(complete * partMs)},`, child(names.segment(segment), query))
  }
  if (ended) written.push('#EXT-X-ENDLIST')
  else if (!legacy) {
    const hint = child(names.part(segments, parts % partsPerSegment), query)
    written.push(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${hint}"`)
    // All tracks have the same parts.
    const last = `LAST-MSN=${lastWithParts},LAST-PART=${(parts - 1) % partsPerSegment}`
    for (const other of tracks)
      if (other !== track)
        written.push(`#EXT-X-RENDITION-REPORT:URI="${child(namesOf(other, key).chunklist, query)}",${last}`)
  }
  return lines(written)
}

const child = (name: string, query: string): string => (query === '' ? name : `${name}?${query}`)

/** Six decimals, as the engine writes them. */
const seconds = (ms: number): string => (ms / 1000).toFixed(6)

/** Milliseconds, and the offset of a server in UTC. */
const localTime = (at: number): string => new Date(at).toISOString().replace('Z', '+00:00')

const lines = (written: readonly string[]): string => written.map((line) => `${line}\n`).join('')
