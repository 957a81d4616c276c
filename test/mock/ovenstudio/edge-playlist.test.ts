import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadMedia } from '../../../mock/core/hls/media.js'
import { mediaPlaylist, multivariantPlaylist } from '../../../mock/ovenstudio/edge/playlists.js'
import { timelineOf } from '../../../mock/core/hls/timeline.js'
import { readMediaPlaylist, readMultivariantPlaylist } from './edge-playlist.js'

const month = 31 * 86_400_000
const since = fc.integer({ min: 0, max: Date.UTC(2038, 0, 1) })
const elapsed = fc.oneof(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 0, max: month }))
const playlistAt = (from: number, endedAt: number | null, now: number) =>
  readMediaPlaylist(mediaPlaylist(timelineOf({ since: from, endedAt }, now)!, ''))

describe('the playlists of a live stream', () => {
  test('the multivariant one names the media playlist', async () => {
    const media = await loadMedia()
    expect(readMultivariantPlaylist(multivariantPlaylist(media, ''))).toEqual(['chunklist.m3u8'])
    expect(readMultivariantPlaylist(multivariantPlaylist(media, 'Expires=1&Signature=a~b-__'))).toEqual([
      'chunklist.m3u8?Expires=1&Signature=a~b-__',
    ])
  })

  test('the first one has only the hint of the first part', () => {
    const { sequence, segments, open, hint } = playlistAt(0, null, 511)
    expect({ sequence, segments, open, hint }).toEqual({ sequence: 0, segments: [], open: [], hint: 'part_0_0_0.m4s' })
  })

  test('the hinted part is listed when it is complete, and the next one is hinted', () => {
    expect(playlistAt(0, null, 512)).toMatchObject({ open: ['part_0_0_0.m4s'], hint: 'part_0_0_1.m4s' })
    const full = playlistAt(0, null, 4096)
    expect(full).toMatchObject({ open: [], hint: 'part_0_1_0.m4s' })
    expect(full.segments).toMatchObject([{ uri: 'seg_0_0.m4s', duration: 4096, at: 0 }])
  })

  test('at any moment of a month every rule of the reader holds, and the window is six segments and the open one', () => {
    fc.assert(
      fc.property(since, elapsed, (from, ms) => {
        const { sequence, segments, open, ended } = playlistAt(from, null, from + ms)
        expect(ended).toBe(false)
        expect(segments).toHaveLength(Math.min(6, Math.floor(ms / 4096)))
        expect(open).toHaveLength(Math.floor((ms % 4096) / 512))
        expect(sequence + segments.length).toBe(Math.floor(ms / 4096))
        for (const [index, { at, duration }] of segments.entries()) {
          expect(duration).toBe(4096)
          expect(at).toBe(from + (sequence + index) * 4096)
        }
      }),
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
    fc.assert(
      fc.property(since, elapsed, fc.integer({ min: 0, max: 59_999 }), (from, ms, later) => {
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
