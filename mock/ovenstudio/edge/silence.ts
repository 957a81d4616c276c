import { ascii, box, bytes, concat, fullBox, u16, u32, u64 } from './box.js'
import { partMs } from './timeline.js'

/** Samples a second, and the unit of time in the boxes. */
const rate = 48_000
/** Samples in a frame of AAC-LC. */
const frameSamples = 1024
const framesPerPart = (partMs * rate) / 1000 / frameSamples

/** A frame of AAC-LC with one silent channel (ISO/IEC 14496-3, a raw_data_block). */
const silentFrame = bytes(0x00, 0xc8, 0x00, 0x80, 0x23, 0x80)

/** What a playlist says of the codec: AAC-LC (RFC 6381). */
export const codec = 'mp4a.40.2'

const identityMatrix = u32(0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000)

/** A descriptor of ISO/IEC 14496-1, 8.3, of less than 128 bytes. */
const descriptor = (tag: number, ...content: readonly Uint8Array[]): Uint8Array => {
  const inside = concat(content)
  return concat([bytes(tag, inside.length), inside])
}

/** How the sound is coded: object type 2 (LC), frequency index 3 (48 kHz), one channel (ISO/IEC 14496-3, 1.6.2.1). */
const audioSpecificConfig = bytes(0x11, 0x88)

const esds = fullBox(
  'esds',
  0,
  0,
  descriptor(
    3,
    bytes(0, 1, 0),
    // Audio (0x40) in an audio stream (5, and the bit that is always set); buffer size and bitrates are not told.
    descriptor(4, bytes(0x40, 0x15, 0, 0, 0), u32(0, 0), descriptor(5, audioSpecificConfig)),
    descriptor(6, bytes(2)),
  ),
)

const mp4a = box('mp4a', u32(0), u16(0, 1), u32(0, 0), u16(1, 16, 0, 0), u32(rate * 2 ** 16), esds)

const none = u32(0)

const sampleTable = box(
  'stbl',
  fullBox('stsd', 0, 0, u32(1), mp4a),
  fullBox('stts', 0, 0, none),
  fullBox('stsc', 0, 0, none),
  fullBox('stsz', 0, 0, none, none),
  fullBox('stco', 0, 0, none),
)

const media = box(
  'mdia',
  // 0x55c4 is `und`, no language.
  fullBox('mdhd', 0, 0, u32(0, 0, rate, 0), u16(0x55c4, 0)),
  fullBox('hdlr', 0, 0, none, ascii('soun'), u32(0, 0, 0), bytes(0)),
  box(
    'minf',
    fullBox('smhd', 0, 0, none),
    box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
    sampleTable,
  ),
)

/** The initialization segment: one track of AAC-LC, 48 kHz, mono. Always the same. */
export const initialization: Uint8Array<ArrayBuffer> = concat([
  box('ftyp', ascii('iso6'), none, ascii('iso6mp41')),
  box(
    'moov',
    fullBox(
      'mvhd',
      0,
      0,
      u32(0, 0, rate, 0, 0x1_0000),
      u16(0x0100, 0),
      u32(0, 0),
      identityMatrix,
      u32(0, 0, 0, 0, 0, 0, 2),
    ),
    box(
      'trak',
      // Enabled and in the movie; as loud as it is; no picture.
      fullBox('tkhd', 0, 3, u32(0, 0, 1, 0, 0, 0, 0), u16(0, 0, 0x0100, 0), identityMatrix, u32(0, 0)),
      media,
    ),
    // What every frame is, so that fragments need not say so: its length, its size, and that it depends on no other.
    box('mvex', fullBox('trex', 0, 0, u32(1, 1, frameSamples, silentFrame.length, 0x0200_0000))),
  ),
])

const samples = box('mdat', ...Array.from({ length: framesPerPart }, () => silentFrame))

/** The part with this number, counted from the session's first: 0.512 s of silence as one fragment. The same every time. */
export function silentPart(part: number): Uint8Array<ArrayBuffer> {
  const moof = (dataOffset: number) =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, u32(part + 1)),
      box(
        'traf',
        // Offsets count from the moof (default-base-is-moof).
        fullBox('tfhd', 0, 0x02_0000, u32(1)),
        fullBox('tfdt', 1, 0, u64(part * framesPerPart * frameSamples)),
        fullBox('trun', 0, 1, u32(framesPerPart, dataOffset)),
      ),
    )
  return concat([moof(moof(0).length + 8), samples])
}

/** Bits a second, boxes included: the same for every part. */
export const bandwidth = (silentPart(0).length * 8 * 1000) / partMs
