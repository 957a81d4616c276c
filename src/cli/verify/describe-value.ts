/** The type of a value as JSON Schema names it. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return value === undefined ? 'nothing' : typeof value
}

/** The same with its article. */
export function aTypeOf(value: unknown): string {
  const type = typeOf(value)
  if (type === 'null' || type === 'nothing') return type
  return `${/^[aio]/.test(type) ? 'an' : 'a'} ${type}`
}

/**
 * A value that the spec does not list, for the report: itself if it is a plain word or a small number, and no secret; else its type. A word
 * with digits may be a key.
 */
export function valueToShow(value: unknown, isSecret: boolean): string {
  if (typeof value === 'boolean') return String(value)
  if (isSecret) return aTypeOf(value)
  if (typeof value === 'string' && /^[A-Za-z][A-Za-z_ -]{0,23}$/.test(value)) return `'${value}'`
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 1000) return String(value)
  return aTypeOf(value)
}
