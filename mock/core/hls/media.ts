import { partMs } from './timeline.js'

/** The duration of a part in ticks. Video and audio both have 48,000 ticks per second. */
const partTicks = partMs * 48

/** The media of a stream: the clip of `clip/make-clip.sh`, repeated. */
export interface Media {
  /** The codecs of video and audio (RFC 6381). */
  readonly codecs: string
  /** Pixels. */
  readonly resolution: string
  /** Bits per second of the largest part. */
  readonly bandwidth: number
  readonly initialization: Uint8Array<ArrayBuffer>
  /** `count` parts from part `first` of the session. */
  parts(first: number, count: number): Uint8Array<ArrayBuffer>
}

let media: Promise<Media> | undefined

/** Loads the clip on first use. */
export const loadMedia = (): Promise<Media> => (media ??= import('./clip/clip.js').then(({ clip }) => readMedia(clip)))

/** A part of the clip, with the offsets of the numbers that change with each repetition. */
interface Part {
  readonly bytes: Uint8Array
  /** Offset of the sequence number. */
  readonly sequence: number
  /** Offsets of the decode times, one for each track. */
  readonly times: readonly number[]
}

function readMedia(base64: string): Media {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const starts = boxes(bytes, 0, bytes.length).flatMap(({ type, start }) => (type === 'moof' ? [start] : []))
  const parts = starts.map((start, index) => readPart(bytes.subarray(start, starts[index + 1])))
  return {
    codecs: 'avc1.4d400c,mp4a.40.2',
    resolution: '320x180',
    bandwidth: Math.ceil((Math.max(...parts.map((part) => part.bytes.length)) * 8 * 1000) / partMs),
    initialization: bytes.slice(0, starts[0]),
    parts: (first, count) => join(Array.from({ length: count }, (_, index) => partAt(parts, first + index))),
  }
}

/** A movie fragment and its media data (ISO/IEC 14496-12, section 8.8). */
function readPart(bytes: Uint8Array): Part {
  const [moof] = boxes(bytes, 0, bytes.length)
  const inMoof = boxes(bytes, moof!.start + 8, moof!.end)
  const inTracks = inMoof.flatMap(({ type, start, end }) => (type === 'traf' ? boxes(bytes, start + 8, end) : []))
  // The sequence number comes after size, type, version and flags.
  const number = (box: Box) => box.start + 12
  return {
    bytes,
    sequence: number(inMoof.find(({ type }) => type === 'mfhd')!),
    times: inTracks.filter(({ type }) => type === 'tfdt').map(number),
  }
}

/** A part of the clip, with the sequence number and the times of part `index` of the session. */
function partAt(parts: readonly Part[], index: number): Uint8Array {
  const { bytes, sequence, times } = parts[index % parts.length]!
  const part = bytes.slice()
  const view = new DataView(part.buffer)
  view.setUint32(sequence, index + 1)
  for (const time of times) view.setBigUint64(time, BigInt(index * partTicks))
  return part
}

interface Box {
  readonly type: string
  readonly start: number
  readonly end: number
}

/** The boxes from `start` to `end` (ISO/IEC 14496-12, section 4.2). */
function boxes(bytes: Uint8Array, start: number, end: number): Box[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const found: Box[] = []
  for (let at = start; at < end; at = found.at(-1)!.end) {
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    found.push({ type, start: at, end: at + view.getUint32(at) })
  }
  return found
}

function join(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
