import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadMedia } from '../../../mock/core/hls/media.js'
import { timelineOf } from '../../../mock/core/hls/timeline.js'
import { tracks } from '../../../mock/ovenstudio/edge/names.js'
import { mediaPlaylist, multivariantPlaylist } from '../../../mock/ovenstudio/edge/playlists.js'
import { readMediaPlaylist, readMultivariantPlaylist } from './edge-playlist.js'

const month = 31 * 86_400_000
const since = fc.integer({ min: 0, max: Date.UTC(2038, 0, 1) })
/** A stream can be played when it has two segments of 4096 ms. */
const elapsed = fc.oneof(fc.integer({ min: 8192, max: 60_000 }), fc.integer({ min: 8192, max: month }))
const text = (from: number, endedAt: number | null, now: number, form = {}) =>
  mediaPlaylist(timelineOf({ since: from, endedAt }, now)!, {
    track: tracks[0],
    key: 'Ab3dE6gH',
    query: '',
    form: { legacy: false, rewind: true, ...form },
  })
const playlistAt = (from: number, endedAt: number | null, now: number, form = {}) =>
  readMediaPlaylist(text(from, endedAt, now, form))

describe('the playlists of a live stream', () => {
  test('the multivariant one names a media playlist for each track', async () => {
    const media = await loadMedia()
    const [video, audio] = ['chunklist_0_video_Ab3dE6gH_llhls.m3u8', 'chunklist_1_audio_Ab3dE6gH_llhls.m3u8']
    expect(readMultivariantPlaylist(multivariantPlaylist(media, 'Ab3dE6gH', ''))).toEqual([video, audio])
    const query = 'session=1_abcdefgh&Expires=1&Signature=a~b-__'
    expect(readMultivariantPlaylist(multivariantPlaylist(media, 'Ab3dE6gH', query))).toEqual([
      `${video}?${query}`,
      `${audio}?${query}`,
    ])
  })

  test('has the tags, the order and the numbers of OvenMediaEngine', () => {
    const start = Date.UTC(2026, 0, 15)
    const lines = text(start, null, start + 2 * 4096 + 512).split('\n')
    expect(lines.slice(0, 12)).toEqual([
      '#EXTM3U',
      '#EXT-X-VERSION:6',
      '#EXT-X-TARGETDURATION:4',
      '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.536000',
      '#EXT-X-PART-INF:PART-TARGET=0.512000',
      '#EXT-X-MEDIA-SEQUENCE:0',
      '#EXT-X-DISCONTINUITY-SEQUENCE:0',
      '#EXT-X-MAP:URI="init_0_video_Ab3dE6gH_llhls.m4s"',
      '#EXT-X-PROGRAM-DATE-TIME:2026-01-15T00:00:00.000+00:00',
      '#EXT-X-PART:DURATION=0.512000,URI="part_0_0_0_video_Ab3dE6gH_llhls.m4s",INDEPENDENT=YES',
      '#EXT-X-PART:DURATION=0.512000,URI="part_0_0_1_video_Ab3dE6gH_llhls.m4s",INDEPENDENT=YES',
      '#EXT-X-PART:DURATION=0.512000,URI="part_0_0_2_video_Ab3dE6gH_llhls.m4s",INDEPENDENT=YES',
    ])
    expect(lines.slice(-7)).toEqual([
      '#EXTINF:4.096000,',
      'seg_0_1_video_Ab3dE6gH_llhls.m4s',
      '#EXT-X-PROGRAM-DATE-TIME:2026-01-15T00:00:08.192+00:00',
      '#EXT-X-PART:DURATION=0.512000,URI="part_0_2_0_video_Ab3dE6gH_llhls.m4s",INDEPENDENT=YES',
      '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part_0_2_1_video_Ab3dE6gH_llhls.m4s"',
      '#EXT-X-RENDITION-REPORT:URI="chunklist_1_audio_Ab3dE6gH_llhls.m3u8",LAST-MSN=2,LAST-PART=0',
      '',
    ])
  })

  test('the hinted part is listed when it is complete, and the next one is hinted', () => {
    const part = (segment: number, index: number) => `part_0_${segment}_${index}_video_Ab3dE6gH_llhls.m4s`
    expect(playlistAt(0, null, 8192)).toMatchObject({ open: [], hint: part(2, 0), report: { segment: 1, part: 7 } })
    expect(playlistAt(0, null, 8704)).toMatchObject({ open: [part(2, 0)], hint: part(2, 1) })
  })

  test.each([
    [true, 20],
    [false, 10],
  ])(
    'at any moment of a month every rule of the reader holds, and the window with rewind %s is %i segments and the open one',
    (rewind, window) => {
      fc.assert(
        fc.property(since, elapsed, (from, ms) => {
          const { sequence, segments, open, ended } = playlistAt(from, null, from + ms, { rewind })
          expect(ended).toBe(false)
          expect(segments).toHaveLength(Math.min(window, Math.floor(ms / 4096)))
          expect(open).toHaveLength(Math.floor((ms % 4096) / 512))
          expect(sequence + segments.length).toBe(Math.floor(ms / 4096))
          for (const [index, { at, duration }] of segments.entries()) {
            expect(duration).toBe(4096)
            expect(at).toBe(from + (sequence + index) * 4096)
          }
        }),
      )
    },
  )

  test('a legacy playlist has complete segments only, without a tag of low latency', () => {
    const legacy = text(0, null, 3 * 4096 + 1000, { legacy: true })
    expect(legacy.match(/^#[A-Z-]+/gm)).toEqual([
      '#EXTM',
      '#EXT-X-VERSION',
      '#EXT-X-TARGETDURATION',
      '#EXT-X-MEDIA-SEQUENCE',
      '#EXT-X-DISCONTINUITY-SEQUENCE',
      '#EXT-X-MAP',
      ...[0, 1, 2].flatMap(() => ['#EXT-X-PROGRAM-DATE-TIME', '#EXTINF']),
    ])
    expect(text(0, 9000, 9000, { legacy: true })).toMatch(
      /#EXTINF:0\.512000,\nseg_0_2_video_\w+\.m4s\n#EXT-X-ENDLIST\n$/,
    )
  })

  test('a later playlist never contradicts an earlier one about a segment, nor goes back', () => {
    fc.assert(
      fc.property(since, elapsed, fc.integer({ min: 0, max: 30_000 }), (from, ms, later) => {
        const [one, other] = [playlistAt(from, null, from + ms), playlistAt(from, null, from + ms + later)]
        expect(other.sequence).toBeGreaterThanOrEqual(one.sequence)
        for (const [index, { uri, at }] of other.segments.entries()) {
          const before = one.segments[other.sequence + index - one.sequence]
          if (before) expect({ uri: before.uri, at: before.at }).toEqual({ uri, at })
        }
      }),
    )
  })

  test('an ended stream ends with its last complete part, in a closed segment', () => {
    const any = fc.oneof(fc.integer({ min: 0, max: 60_000 }), elapsed)
    fc.assert(
      fc.property(since, any, fc.integer({ min: 0, max: 59_999 }), (from, ms, later) => {
        const { sequence, segments, ended } = playlistAt(from, from + ms, from + ms + later)
        expect(ended).toBe(true)
        const parts = Math.floor(ms / 512)
        expect(sequence * 4096 + segments.reduce((sum, { duration }) => sum + duration, 0)).toBe(parts * 512)
      }),
    )
  })

  test('nothing exists before the start and from a minute after the end', () => {
    const session = { since: 1000, endedAt: 50_000 }
    expect(timelineOf(session, 999)).toBeNull()
    expect(timelineOf(session, 1000)).not.toBeNull()
    expect(timelineOf(session, 109_999)).not.toBeNull()
    expect(timelineOf(session, 110_000)).toBeNull()
  })
})
