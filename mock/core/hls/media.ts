import { boxesAt, join, viewOf } from './boxes.js'
import { singleTrackFragment, singleTrackInitialization } from './single-track.js'
import { partMs } from './timeline.js'

/** The duration of a part in ticks. Video and audio both have 48,000 ticks per second. */
const partTicks = partMs * 48

/** What a player can load of a stream: both tracks together, or one of them. */
export interface Rendition {
  /** RFC 6381. */
  readonly codecs: string
  /** Bits per second of the largest part. */
  readonly bandwidth: number
  readonly initialization: Uint8Array<ArrayBuffer>
  /** `count` parts from part `first` of the session. */
  parts(first: number, count: number): Uint8Array<ArrayBuffer>
}

/** The media of a stream: the clip of `clip/make-clip.sh`, repeated. */
export interface Media {
  /** Pixels. */
  readonly resolution: string
  /** Frames per second. */
  readonly frameRate: number
  readonly both: Rendition
  readonly video: Rendition
  readonly audio: Rendition
}

let media: Promise<Media> | undefined

/** Loads the clip on first use. */
export const loadMedia = (): Promise<Media> => (media ??= import('./clip/clip.js').then(({ clip }) => readMedia(clip)))

function readMedia(base64: string): Media {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const starts = boxesAt(bytes, 'moof').map(({ start }) => start)
  const initialization = bytes.slice(0, starts[0])
  const fragments = starts.map((start, index) => bytes.subarray(start, starts[index + 1]))
  const [video, audio] = ['avc1.4d400c', 'mp4a.40.2']
  const track = (codecs: string, index: number) =>
    rendition(
      codecs,
      singleTrackInitialization(initialization, index),
      fragments.map((fragment) => singleTrackFragment(fragment, index)),
    )
  return {
    resolution: '320x180',
    frameRate: 125 / 8,
    both: rendition(`${video},${audio}`, initialization, fragments),
    video: track(video, 0),
    audio: track(audio, 1),
  }
}

function rendition(
  codecs: string,
  initialization: Uint8Array<ArrayBuffer>,
  fragments: readonly Uint8Array[],
): Rendition {
  const parts = fragments.map(readPart)
  return {
    codecs,
    bandwidth: Math.ceil((Math.max(...fragments.map(({ length }) => length)) * 8 * 1000) / partMs),
    initialization,
    parts: (first, count) => join(Array.from({ length: count }, (_, index) => partAt(parts, first + index))),
  }
}

/** A part of the clip, with the offsets of the numbers that change with each repetition. */
interface Part {
  readonly bytes: Uint8Array
  /** Offset of the sequence number. */
  readonly sequence: number
  /** Offsets of the decode times, one for each track. */
  readonly times: readonly number[]
}

/** A movie fragment and its media data (ISO/IEC 14496-12, section 8.8). */
function readPart(bytes: Uint8Array): Part {
  // The number comes after size, type, version and flags.
  const [sequence, ...times] = [...boxesAt(bytes, 'moof', 'mfhd'), ...boxesAt(bytes, 'moof', 'traf', 'tfdt')].map(
    ({ start }) => start + 12,
  )
  return { bytes, sequence: sequence!, times }
}

/** A part of the clip, with the sequence number and the times of part `index` of the session. */
function partAt(parts: readonly Part[], index: number): Uint8Array {
  const { bytes, sequence, times } = parts[index % parts.length]!
  const part = bytes.slice()
  const view = viewOf(part)
  view.setUint32(sequence, index + 1)
  for (const time of times) view.setBigUint64(time, BigInt(index * partTicks))
  return part
}
