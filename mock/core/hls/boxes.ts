/** A box of an MP4 file (ISO/IEC 14496-12, section 4.2): a size, a type, and its content. `start` and `end` are offsets. */
export interface Box {
  readonly type: string
  readonly start: number
  readonly end: number
}

const headerSize = 8

/** The boxes from `start` to `end`. */
function boxesBetween(bytes: Uint8Array, start: number, end: number): Box[] {
  const view = viewOf(bytes)
  const found: Box[] = []
  for (let at = start; at < end; at = found.at(-1)!.end) {
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + headerSize))
    found.push({ type, start: at, end: at + view.getUint32(at) })
  }
  return found
}

/** The boxes of a file. */
export const boxesOf = (bytes: Uint8Array): Box[] => boxesBetween(bytes, 0, bytes.length)

/** The boxes in a box. */
export const boxesIn = (bytes: Uint8Array, { start, end }: Box): Box[] => boxesBetween(bytes, start + headerSize, end)

/** The boxes at a path, such as `moof`, `traf`, `tfdt`, in order. */
export function boxesAt(bytes: Uint8Array, first: string, ...path: readonly string[]): Box[] {
  return path.reduce(
    (outer, type) => outer.flatMap((box) => boxesIn(bytes, box)).filter((box) => box.type === type),
    boxesOf(bytes).filter(({ type }) => type === first),
  )
}

/** A new box. */
export function box(type: string, ...content: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(headerSize)
  const whole = join([header, ...content])
  viewOf(whole).setUint32(0, whole.length)
  whole.set(new TextEncoder().encode(type), 4)
  return whole
}

/** The bytes as numbers. */
export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength)

/** Concatenates bytes. */
export function join(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
