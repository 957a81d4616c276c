/** A box of the ISO base media file format (ISO/IEC 14496-12, 4.2): its length, its type and what is in it. */
export function box(type: string, ...content: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const inside = concat(content)
  return concat([u32(inside.length + 8), ascii(type), inside])
}

/** A box with a version and flags (4.2). */
export function fullBox(type: string, version: number, flags: number, ...content: readonly Uint8Array[]): Uint8Array {
  return box(type, u32(version * 2 ** 24 + flags), ...content)
}

/** One after the other. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

export const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

/** Big-endian words of 16 bits. */
export const u16 = (...values: readonly number[]): Uint8Array => words(values, 2)

/** Big-endian words of 32 bits. */
export const u32 = (...values: readonly number[]): Uint8Array => words(values, 4)

/** One big-endian word of 64 bits, for any safe integer. */
export const u64 = (value: number): Uint8Array => u32(Math.floor(value / 2 ** 32), value)

/** A number that is too big for its word loses its upper part. */
function words(values: readonly number[], size: 2 | 4): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * size))
  for (const [index, value] of values.entries()) {
    if (size === 2) view.setUint16(index * size, value)
    else view.setUint32(index * size, value)
  }
  return new Uint8Array(view.buffer)
}
