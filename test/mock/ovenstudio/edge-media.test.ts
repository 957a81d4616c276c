import { describe, expect, test } from 'vitest'
import { loadMedia } from '../../../mock/core/hls/media.js'

/** The boxes of ISO/IEC 14496-12, read with Node's Buffer, independent of the writer. */
interface Box {
  readonly type: string
  readonly start: number
  readonly content: Buffer
}

function boxes(bytes: Uint8Array): Box[] {
  const buffer = Buffer.from(bytes)
  const found: Box[] = []
  for (let start = 0; start < buffer.length;) {
    const length = buffer.readUInt32BE(start)
    expect(length).toBeGreaterThanOrEqual(8)
    expect(start + length).toBeLessThanOrEqual(buffer.length)
    const type = buffer.toString('latin1', start + 4, start + 8)
    found.push({ type, start, content: buffer.subarray(start + 8, start + length) })
    start += length
  }
  return found
}

/** The contents of the boxes at a path, in order. */
function inside(bytes: Uint8Array, ...path: readonly string[]): Buffer[] {
  return path.reduce<Buffer[]>(
    (contents, type) =>
      contents.flatMap((content) =>
        boxes(content)
          .filter((box) => box.type === type)
          .map((box) => box.content),
      ),
    [Buffer.from(bytes)],
  )
}

const { resolution, frameRate, both, video: picture, audio: sound } = await loadMedia()
const { initialization, parts } = both
const round = Array.from({ length: 8 }, (_, index) => index)

describe('the initialization segment', () => {
  const entry = (track: number) => inside(initialization, 'moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd')[track]!

  test('declares a track of H.264 and one of AAC-LC, both timed at 48 kHz', () => {
    expect(boxes(initialization).map(({ type }) => type)).toEqual(['ftyp', 'moov'])
    const media = ['moov', 'trak', 'mdia']
    expect(inside(initialization, ...media, 'mdhd').map((mdhd) => mdhd.readUInt32BE(12))).toEqual([48_000, 48_000])
    const handlers = inside(initialization, ...media, 'hdlr').map((hdlr) => hdlr.toString('latin1', 8, 12))
    expect(handlers).toEqual(['vide', 'soun'])
  })

  test('has the codecs and the resolution of the playlist', () => {
    const [avc1] = inside(entry(0).subarray(8), 'avc1')
    expect(`${avc1!.readUInt16BE(24)}x${avc1!.readUInt16BE(26)}`).toBe(resolution)
    const [avcC] = inside(avc1!.subarray(78), 'avcC')
    const [mp4a] = inside(entry(1).subarray(8), 'mp4a')
    const [esds] = inside(mp4a!.subarray(28), 'esds')
    // The AudioSpecificConfig: object type 2 (LC), frequency index 3 (48 kHz), one channel.
    expect(esds!.toString('hex')).toMatch(/0580808005118856e500/)
    expect([picture.codecs, sound.codecs].join()).toBe(both.codecs)
    expect(both.codecs).toBe(`avc1.${avcC!.toString('hex', 1, 4)},mp4a.40.2`)
  })
})

/** The samples of a track's fragment. */
function samplesOf(part: Uint8Array, track: number) {
  const tfhd = inside(part, 'moof', 'traf', 'tfhd')[track]!
  const trun = inside(part, 'moof', 'traf', 'trun')[track]!
  // Offsets count from the moof. Duration, size and flags come from here, unless the run has its own.
  expect(tfhd.readUInt32BE(0)).toBe(0x02_0038)
  const flags = trun.readUInt32BE(0)
  const count = trun.readUInt32BE(4)
  const sizes = Array.from({ length: count }, (_, index) =>
    flags & 0x200 ? trun.readUInt32BE((flags & 4 ? 16 : 12) + index * 4) : tfhd.readUInt32BE(12),
  )
  return {
    count,
    start: trun.readInt32BE(8),
    size: sizes.reduce((sum, size) => sum + size, 0),
    ticks: count * tfhd.readUInt32BE(8),
    firstIsSync: flags & 4 ? (trun.readUInt32BE(12) & 0x1_0000) === 0 : (tfhd.readUInt32BE(16) & 0x1_0000) === 0,
  }
}

describe('a part', () => {
  test.each([0, 1, 7, 8, 175_000, 5_231_250])('number %i has its own time in both tracks, to the tick', (number) => {
    const part = parts(number, 1)
    expect(inside(part, 'moof', 'mfhd')[0]!.readUInt32BE(4)).toBe(number + 1)
    const times = inside(part, 'moof', 'traf', 'tfdt').map((tfdt) => {
      expect(tfdt.readUInt8(0)).toBe(1)
      return Number(tfdt.readBigUInt64BE(4)) / 48_000
    })
    expect(times).toEqual([(number * 512) / 1000, (number * 512) / 1000])
  })

  test.each(round)('number %i is 0.512 s of picture and of sound, and starts with a keyframe', (number) => {
    const part = parts(number, 1)
    const [, mdat] = boxes(part)
    expect(boxes(part).map(({ type }) => type)).toEqual(['moof', 'mdat'])
    const [video, audio] = [samplesOf(part, 0), samplesOf(part, 1)]
    expect([video.count, audio.count]).toEqual([8, 24])
    expect([video.ticks / 48_000, audio.ticks / 48_000]).toEqual([0.512, 0.512])
    expect([video.firstIsSync, audio.firstIsSync]).toEqual([true, true])
    // The samples fill the mdat: first the picture, then the sound.
    expect(video.start).toBe(mdat!.start + 8)
    expect(audio.start).toBe(video.start + video.size)
    expect(audio.start + audio.size).toBe(part.length)
  })

  test('repeats the one eight parts before, except for its number and times', () => {
    const [first, later] = [parts(3, 1), parts(11, 1)]
    expect(later).toHaveLength(first.length)
    expect(boxes(later)[1]!.content.equals(boxes(first)[1]!.content)).toBe(true)
    expect(Buffer.from(later).equals(Buffer.from(first))).toBe(false)
  })

  test.each([both, picture, sound])('uses no more bits a second than the playlist says', (rendition) => {
    const sizes = round.map((number) => rendition.parts(number, 1).length)
    expect(Math.ceil((Math.max(...sizes) * 8) / 0.512)).toBe(rendition.bandwidth)
  })

  test('has as many frames a second as the playlist says', () => {
    expect(samplesOf(parts(0, 1), 0).count / 0.512).toBe(frameRate)
  })
})

describe.each([
  ['picture', picture, 0, 'vide'],
  ['sound', sound, 1, 'soun'],
] as const)('the %s alone', (_name, rendition, track, handler) => {
  test('is initialized by its own track, unchanged', () => {
    const of = (whole: Uint8Array, ...path: string[]) => inside(whole, 'moov', ...path)
    const only = rendition.initialization
    expect(boxes(only).map(({ type }) => type)).toEqual(['ftyp', 'moov'])
    expect(of(only, 'trak', 'mdia', 'hdlr').map((hdlr) => hdlr.toString('latin1', 8, 12))).toEqual([handler])
    for (const path of [['trak'], ['mvex', 'trex']])
      expect(of(only, ...path)).toEqual([of(initialization, ...path)[track]])
    for (const path of ['mvhd', 'udta']) expect(of(only, path)).toEqual(of(initialization, path))
  })

  test.each([...round, 175_000])(
    'has part %i with the samples and the time of its track, and no other byte',
    (number) => {
      const [whole, part] = [parts(number, 1), rendition.parts(number, 1)]
      const [moof, mdat, ...rest] = boxes(part)
      expect([moof!.type, mdat!.type, rest]).toEqual(['moof', 'mdat', []])
      for (const path of [['mfhd'], ['traf', 'tfdt'], ['traf', 'tfhd']])
        expect(inside(part, 'moof', ...path)).toEqual([inside(whole, 'moof', ...path)[path.length === 1 ? 0 : track]])
      const [alone, before] = [samplesOf(part, 0), samplesOf(whole, track)]
      expect({ ...alone, start: 0 }).toEqual({ ...before, start: 0 })
      expect([alone.start, mdat!.content.length]).toEqual([mdat!.start + 8, alone.size])
      expect(mdat!.content.equals(whole.subarray(before.start, before.start + before.size))).toBe(true)
    },
  )
})

test('a segment is the concatenation of its parts', () => {
  for (const rendition of [both, picture, sound]) {
    const each = [6, 7, 8].map((number) => Buffer.from(rendition.parts(number, 1)))
    expect(Buffer.from(rendition.parts(6, 3)).equals(Buffer.concat(each))).toBe(true)
  }
})
