import type { Operation, Profile, SentField } from '../../specs/profile.js'
import { UsageError } from '../errors/index.js'
import { encodeJson } from './json.js'

/** How a provider writes booleans: `true`/`false` or `1`/`0`. */
export type Booleans = Profile['booleans']

/** The fields that an operation declares. */
type Fields = Operation['fields']

/** The separators of values that are sent as one text. */
const DELIMITERS = { commaDelimited: ',', spaceDelimited: ' ', pipeDelimited: '|' } as const

/**
 * `values` as `application/x-www-form-urlencoded`, for a body or a query.
 *
 * - Lists repeat their key and objects are refused. `fields` can declare another style (OpenAPI, "Style Values"). OpenAPI does not say how
 *   a `deepObject` writes lists and objects in it: as `items[0][id]=1`, which Stripe and most parsers read.
 * - Null and undefined are left out.
 * - A `Date` is sent as ISO 8601 with an offset (`2026-01-15T01:00:00+00:00`), which parsers rarely misread.
 * - Space is `%20` and plus is `%2B`: form decoders and URI decoders read both the same way.
 *
 * Throws a `UsageError` that names the field if a value has no text form: an object, NaN, an invalid date.
 */
export function encodeForm(values: object, booleans: Booleans, fields: Fields = {}): string {
  const pairs: string[] = []
  const add = (name: string, value: unknown) => {
    if (isPresent(value)) pairs.push(`${encode(name, name)}=${encode(text(name, value, booleans), name)}`)
  }
  const addDeep = (name: string, value: unknown) => {
    if (!Array.isArray(value) && !isPlainObject(value)) return add(name, value)
    for (const [key, item] of Object.entries(value)) addDeep(`${name}[${key}]`, item)
  }
  for (const [name, value] of Object.entries(values) as [string, unknown][]) {
    const { style, in: place } = fields[name] ?? {}
    const isList = Array.isArray(value)
    if (style === 'deepObject') addDeep(name, value)
    else if (style === 'json') add(name, isPresent(value) ? encodeJson(value, name) : value)
    else if (style === 'exploded' && isPlainObject(value)) {
      for (const [property, item] of Object.entries(value)) add(property, item)
    } else if (isDelimited(style) && (isList || isPlainObject(value))) {
      const items = itemsOf(name, value, style, booleans)
      // OpenAPI does not encode the comma of a list in a query. In a form it is encoded.
      const sent = style === 'commaDelimited' && place === 'query' ? ',' : encode(DELIMITERS[style], name)
      if (items.length > 0) pairs.push(`${encode(name, name)}=${items.map((item) => encode(item, name)).join(sent)}`)
    } else if (isList) for (const item of value) add(name, item)
    else add(name, value)
  }
  return pairs.join('&')
}

/** The texts that a delimiter separates: the items of a list, or the names and values of an object. */
function itemsOf(name: string, value: object, style: keyof typeof DELIMITERS, booleans: Booleans): string[] {
  const present = Array.isArray(value)
    ? value.filter(isPresent)
    : Object.entries(value).filter(([, property]) => isPresent(property))
  const items = present.flat().map((item) => text(name, item, booleans))
  if (items.some((item) => item.includes(DELIMITERS[style])))
    throw new UsageError(`No item of "${name}" can contain "${DELIMITERS[style]}": it separates the items.`)
  return items
}

function isDelimited(style: SentField['style']): style is keyof typeof DELIMITERS {
  return style !== undefined && Object.hasOwn(DELIMITERS, style)
}

/** A value in a path or a header: a comma separates the items of a list. Throws the same errors as {@link encodeForm}. */
function valueItems(
  name: string,
  value: unknown,
  { style }: Pick<SentField, 'style'> = {},
  booleans: Booleans,
): string[] {
  if (style === 'json') return [encodeJson(value, name)]
  return isDelimited(style) && Array.isArray(value)
    ? itemsOf(name, value, style, booleans)
    : [text(name, value, booleans)]
}

/** Header parameters as texts, without those that are null or undefined. Throws the same errors as {@link encodeForm}. */
export function encodeHeaders(values: object, booleans: Booleans, fields: Fields = {}): Record<string, string> {
  const given = Object.entries(values).filter(([, value]) => isPresent(value))
  return Object.fromEntries(
    given.map(([name, value]) => [name, valueItems(name, value, fields[name], booleans).join(',')]),
  )
}

/** Cookie parameters as a `cookie` header (RFC 6265, section 4.2), percent-encoded. Throws the same errors as {@link encodeForm}. */
export function encodeCookies(values: object, booleans: Booleans, fields: Fields = {}): string[] {
  return Object.entries(encodeHeaders(values, booleans, fields)).map(
    ([name, value]) => `${name}=${encode(value, name)}`,
  )
}

/**
 * A function that fills in the `{names}` of `template`, percent-encoded. It throws a `UsageError` for a value that is missing or blank,
 * and for one that would make another path: `.`, `..`, and the `reserved` values of `fields`.
 */
export function pathEncoder(
  template: string,
  fields: Fields = {},
  booleans: Booleans = 'text',
): (values?: Readonly<Record<string, unknown>>) => string {
  // Texts at even places, names at odd ones.
  const parts = template.split(/\{([^{}]+)\}/)
  const encodeSegment = (name: string, value: unknown) => {
    const items = isPresent(value) ? valueItems(name, value, fields[name], booleans) : []
    const segment = items.join(',')
    if (segment.trim() === '')
      throw new UsageError(`Path parameter "${name}" of ${template} is missing or empty. Give it in params.path.`)
    if (/^\.\.?$/.test(segment) || fields[name]?.reserved?.includes(segment))
      throw new UsageError(`Path parameter "${name}" of ${template} must not be "${segment}": that is another path.`)
    return items.map((item) => encode(item, name)).join(',')
  }
  return (values = {}) => parts.map((part, i) => (i % 2 === 0 ? part : encodeSegment(part, values[part]))).join('')
}

/** Whether a field is sent. */
export const isPresent = (value: unknown) => value !== null && value !== undefined

/** Whether a value is an object whose fields are properties, and not a list, date, map, `Headers` or form. */
export const isPlainObject = (value: unknown): value is object =>
  Object.prototype.toString.call(value) === '[object Object]'

/** A value as text. Throws a `UsageError` that names the field if it has no text form. */
export function text(name: string, value: unknown, booleans: Booleans): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return booleans === 'numeric' ? (value ? '1' : '0') : String(value)
  if (Number.isFinite(value) || typeof value === 'bigint') return String(value)
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString().replace(/\.\d+Z$/, '+00:00')
  throw new UsageError(
    `Field "${name}" cannot be sent as text. Give a string, a finite number, a boolean or a valid Date, or a list or an object of these if the spec has one.`,
  )
}

function encode(value: string, name: string): string {
  try {
    return encodeURIComponent(value)
  } catch {
    throw new UsageError(`Field "${name}" has half of a surrogate pair, which cannot be encoded.`)
  }
}
