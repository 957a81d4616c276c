/** The bytes from `first` to `last`, both included. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

/**
 * Reads a `Range` field for a file of `size` bytes (RFC 9110, section 14.1.2). Gives one range, or null if the file has no byte of it (416).
 * Undefined when the field is to be ignored: another unit, no valid range, or several ranges, which a server may answer in full.
 */
export function byteRange(field: string, size: number): ByteRange | null | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/i.exec(field.trim()) ?? []
  if (from === undefined || to === undefined || from + to === '') return undefined
  if (from === '') return Number(to) === 0 ? null : { first: Math.max(0, size - Number(to)), last: size - 1 }
  const first = Number(from)
  if (to !== '' && Number(to) < first) return undefined
  return first >= size ? null : { first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) }
}
