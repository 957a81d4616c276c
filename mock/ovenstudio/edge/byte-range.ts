/** The bytes from `first` to `last`, inclusive. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

/**
 * Parses a `Range` field for a file of `size` bytes (RFC 9110, section 14.1.2). Returns a range, or null if it is not satisfiable (416).
 * Undefined if the field is ignored: another unit, an invalid range, or several ranges, for which a server may send the whole file.
 */
export function byteRange(field: string, size: number): ByteRange | null | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/i.exec(field.trim()) ?? []
  if (from === undefined || to === undefined || from + to === '') return undefined
  if (from === '') return Number(to) === 0 ? null : { first: Math.max(0, size - Number(to)), last: size - 1 }
  const first = Number(from)
  if (to !== '' && Number(to) < first) return undefined
  return first >= size ? null : { first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) }
}
