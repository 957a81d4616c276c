import type { Operation, Profile } from '../../specs/profile.js'
import { UsageError } from '../errors/index.js'

/** How a provider writes booleans: `true`/`false` or `1`/`0`. */
export type Booleans = Profile['booleans']

/**
 * `fields` as `application/x-www-form-urlencoded`, for a body or a query.
 *
 * - Lists repeat their key; null and undefined are left out.
 * - A `Date` goes as ISO-8601 with an offset (`2026-01-15T01:00:00+00:00`), the form that the fewest readers misread.
 * - Space is `%20` and plus is `%2B`: both are read the same by form and URI decoders.
 *
 * Throws a `UsageError` that names the field for what has no text form: objects, NaN, an invalid date.
 */
export function encodeForm(fields: object, booleans: Booleans): string {
  const pairs: string[] = []
  for (const [name, value] of Object.entries(fields)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== null && item !== undefined)
        pairs.push(`${encode(name, name)}=${encode(text(name, item, booleans), name)}`)
    }
  }
  return pairs.join('&')
}

/**
 * `template` with its `{names}` filled in, percent-encoded. Throws a `UsageError` for a value that is missing or blank, and
 * for one that would lead to another path: `.`, `..`, and what `fields` reserve.
 */
export function encodePath(
  template: string,
  values: Readonly<Record<string, unknown>> = {},
  fields: Operation['fields'] = {},
): string {
  return template.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = values[name]
    const known = typeof value === 'string' || typeof value === 'number'
    const segment = known ? text(name, value, 'text') : ''
    if (segment.trim() === '')
      throw new UsageError(`Path parameter "${name}" of ${template} is missing or empty. Give it in params.path.`)
    if (/^\.\.?$/.test(segment) || fields[name]?.reserved?.includes(segment))
      throw new UsageError(`Path parameter "${name}" of ${template} may not be "${segment}": that is another path.`)
    return encode(segment, name)
  })
}

function text(name: string, value: unknown, booleans: Booleans): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return booleans === 'numeric' ? (value ? '1' : '0') : String(value)
  if (Number.isFinite(value) || typeof value === 'bigint') return String(value)
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString().replace(/\.\d+Z$/, '+00:00')
  throw new UsageError(
    `Field "${name}" cannot be sent as text. Give a string, a finite number, a boolean, a valid Date or a list of them.`,
  )
}

function encode(value: string, name: string): string {
  try {
    return encodeURIComponent(value)
  } catch {
    throw new UsageError(`Field "${name}" holds half of a surrogate pair, which no encoding can carry.`)
  }
}
