import { box, boxesAt, boxesIn, boxesOf, join, viewOf, type Box } from './boxes.js'

/** The initialization segment with one of its tracks (ISO/IEC 14496-12, sections 8.2.1 and 8.8.1). Tracks are numbered from 0. */
export function singleTrackInitialization(whole: Uint8Array, track: number): Uint8Array<ArrayBuffer> {
  const copy = ({ start, end }: Box) => whole.subarray(start, end)
  const [trak, trex] = [boxesAt(whole, 'moov', 'trak')[track], boxesAt(whole, 'moov', 'mvex', 'trex')[track]]
  const pieces = boxesOf(whole).map((one) => {
    if (one.type !== 'moov') return copy(one)
    const inMoov = boxesIn(whole, one).filter(({ type, start }) => type !== 'trak' || start === trak?.start)
    return box('moov', ...inMoov.map((inner) => (inner.type === 'mvex' ? box('mvex', copy(trex!)) : copy(inner))))
  })
  return join(pieces)
}

/**
 * The movie fragment and the media data of one track. In `whole` the data of the tracks is in the order of the tracks, each in one piece
 * whose offset counts from the start of the fragment (ISO/IEC 14496-12, section 8.8.8).
 */
export function singleTrackFragment(whole: Uint8Array, track: number): Uint8Array<ArrayBuffer> {
  const view = viewOf(whole)
  const starts = boxesAt(whole, 'moof', 'traf', 'trun').map((trun) => view.getInt32(dataOffsetIn(trun)))
  const [moof] = boxesOf(whole)
  const trafs = boxesAt(whole, 'moof', 'traf')
  const kept = boxesIn(whole, moof!).filter(({ type, start }) => type !== 'traf' || start === trafs[track]!.start)
  const header = box('moof', ...kept.map(({ start, end }) => whole.subarray(start, end)))
  const data = box('mdat', whole.subarray(starts[track], starts[track + 1]))
  const [trun] = boxesAt(header, 'moof', 'traf', 'trun')
  const headerOfData = 8
  viewOf(header).setInt32(dataOffsetIn(trun!), header.length + headerOfData)
  return join([header, data])
}

/** Where a `trun` has the offset of its data: after size, type, version, flags and the number of samples. */
const dataOffsetIn = ({ start }: Box): number => start + 16
