import type { Field, MockOperation, Profile } from '../../../specs/profile.js'
import { decodeParts } from './decode-parts.js'
import { fromWire } from './from-wire.js'
import { InvalidInputError, type Issue } from './invalid-input.js'
import { isTextual, type Input } from './read-input.js'

/** The part of a zod schema that the mock uses. */
export interface ZodSchema {
  safeParse(
    input: unknown,
  ): { success: true; data: unknown } | { success: false; error: { issues: readonly ZodIssue[] } }
}

interface ZodIssue {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly expected?: string
  readonly format?: string
  readonly minimum?: unknown
  readonly maximum?: unknown
  readonly errors?: readonly (readonly ZodIssue[])[]
}

/** Converts path parameters to the types of the operation table. A value that does not parse stays text, so that nothing is found for it. */
export function decodePath(
  operation: MockOperation,
  profile: Profile,
  path: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const decoded: Record<string, unknown> = path
  for (const [name, value] of Object.entries(path)) {
    const { type = 'string', list = false } = operation.fields[name] ?? {}
    const read = (text: string): unknown =>
      // `007` and `7` are different paths.
      type !== 'integer' || /^(0|[1-9]\d{0,14})$/.test(text) ? fromWire(text, type, profile) : text
    decoded[name] = list ? value.split(',').map(read) : read(value)
  }
  return decoded
}

/** The decoded and validated query of an operation. Throws `InvalidInputError`. */
export function decodeQuery(
  operation: MockOperation,
  profile: Profile,
  search: URLSearchParams,
  schema?: ZodSchema,
): unknown {
  return check(operation, fromText(operation, profile, 'query', search), schema)
}

/** A body as sent, with defaults for missing fields. */
interface SentBody extends Input {
  readonly type: string
  readonly defaults: object
}

/** The decoded and validated body of an operation. Throws `InvalidInputError`. */
export function decodeBody(operation: MockOperation, profile: Profile, sent: SentBody, schema?: ZodSchema): unknown {
  const body = parseBody(operation, profile, sent)
  const isFields = typeof body === 'object' && body !== null && !Array.isArray(body) && !(body instanceof Uint8Array)
  return check(operation, isFields ? { ...sent.defaults, ...body } : body, schema)
}

/** Parses a body: JSON for every operation with a body of fields, a form only if the spec has one. */
function parseBody(operation: MockOperation, profile: Profile, { type, text, parts, bytes }: SentBody): unknown {
  if (operation.body === 'raw') return isTextual(type) ? text : (bytes ?? new Uint8Array())
  if (operation.body === 'multipart' && parts) return decodeParts(operation, profile, parts)
  if (text === '') return {}
  if (operation.body === 'multipart') throw notForm()
  if (!/^[^;]*\bjson\b/i.test(type)) {
    if (operation.body === 'json') throw notJson()
    return fromText(operation, profile, 'form', new URLSearchParams(text))
  }
  return fromJson(operation, profile, parseJson(text))
}

/** Throws `InvalidInputError` for a text that is not JSON. */
function parseJson(text: string, field?: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw notJson(field)
  }
}

const notForm = () => new InvalidInputError([{ field: 'body', rule: 'format', expected: 'multipart/form-data' }])

const notJson = (field = 'body') => new InvalidInputError([{ field, rule: 'format', expected: 'JSON' }])

/** Converts texts to the types of the operation table. A value that does not parse stays text, and the schema refuses it. */
function fromText(operation: MockOperation, profile: Profile, where: string, fields: URLSearchParams): unknown {
  const decoded: Record<string, unknown> = {}
  for (const [key, value] of fields) {
    const { name, path } = placeOf(operation, key)
    const field = operation.fields[name]
    if (field && field.in !== where) continue
    const type = (path === undefined ? field?.type : typeAt(field, path)) ?? 'string'
    // An empty field counts as absent, except text in a body.
    if (value === '' && (where === 'query' || type !== 'string')) continue
    if (field?.style === 'json') {
      decoded[name] = parseJson(value, name)
      continue
    }
    if (field?.style === 'exploded' && path !== undefined)
      decoded[name] = { ...(decoded[name] as object), [path[0]!]: fromWire(value, type, profile) }
    else if (path !== undefined) decoded[name] = withDeep(decoded[name], path, fromWire(value, type, profile))
    else if (field?.list) {
      const items = isDelimited(field.style) ? value.split(DELIMITERS[field.style]) : [value]
      const list = (decoded[name] ??= []) as unknown[]
      list.push(...items.map((item) => fromWire(item, type, profile)))
    } else if (isDelimited(field?.style)) decoded[name] = pairsIn(value, field, profile)
    else decoded[name] = fromWire(value, type, profile)
  }
  return decoded
}

/** The delimiters of values that are sent as one text. */
const DELIMITERS = { commaDelimited: ',', spaceDelimited: ' ', pipeDelimited: '|' }

const isDelimited = (style: Field['style']): style is keyof typeof DELIMITERS =>
  style !== undefined && Object.hasOwn(DELIMITERS, style)

/** The object whose names and values a delimiter separates. A text that is none stays as it is. */
function pairsIn(value: string, field: Field, profile: Profile): unknown {
  const items = value.split(DELIMITERS[field.style as keyof typeof DELIMITERS])
  if (items.length % 2 === 1) return value
  const names = items.filter((_, i) => i % 2 === 0)
  return Object.fromEntries(
    names.map((name, i) => [name, fromWire(items[i * 2 + 1]!, typeAt(field, [name]) ?? 'string', profile)]),
  )
}

/** The field that a parameter belongs to: itself, a `deepObject` (`filter[color][0]`), or the object that has it as a property. */
function placeOf({ fields }: MockOperation, key: string): { name: string; path?: readonly string[] } {
  const [, name, path] = /^([^[]+)((?:\[[^[\]]*\])+)$/.exec(key) ?? []
  if (name !== undefined && fields[name]?.style === 'deepObject') return { name, path: path!.slice(1, -1).split('][') }
  // The name of an object that is exploded is not sent: a parameter with it is a property.
  if (fields[key] && fields[key].style !== 'exploded') return { name: key }
  const exploded = Object.entries(fields).filter(([, { style }]) => style === 'exploded')
  const [owner] =
    exploded.find(([, { properties = {} }]) => Object.hasOwn(properties, key)) ??
    exploded.find(([, { properties = {} }]) => '*' in properties) ??
    []
  return owner === undefined ? { name: key } : { name: owner, path: [key] }
}

/** The type of a property of an object. */
const typeAt = (field: Field | undefined, path: readonly string[]): Field['type'] | undefined =>
  field?.properties?.[typePath(path)] ?? field?.properties?.['*']

/** A place in a list: its index, or none. */
const isIndex = (step: string): boolean => /^\d{0,4}$/.test(step)

/** The path as in the operation table. A property whose name is a number counts as a place in a list. */
const typePath = (path: readonly string[]): string => path.map((step) => (isIndex(step) ? '*' : step)).join('.')

/** A copy of `node` with a value at a path. Lists keep the order of their values. */
function withDeep(node: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value
  if (!isIndex(step)) {
    const fields = new Map(Object.entries(node ?? {}))
    return Object.fromEntries(fields.set(step, withDeep(fields.get(step), rest, value)))
  }
  const list: unknown[] = Array.isArray(node) ? [...node] : []
  const index = step === '' ? list.length : Math.min(Number(step), list.length)
  list[index] = withDeep(list[index], rest, value)
  return list
}

/**
 * JSON instead of a form. Frameworks that read both also accept the form's texts in JSON: `"2"` for an integer, and `true` for 1.
 */
function fromJson(operation: MockOperation, profile: Profile, body: unknown): unknown {
  if (operation.body !== 'form' || typeof body !== 'object' || body === null) return body
  const decoded = Object.entries(body as Record<string, unknown>).map(([name, value]) => {
    const type = operation.fields[name]?.type ?? 'string'
    if (typeof value === 'string') return [name, fromWire(value, type, profile)]
    const isFlag = profile.booleans === 'numeric' && type === 'boolean' && typeof value === 'boolean'
    return [name, isFlag ? Number(value) : value]
  })
  return Object.fromEntries(decoded) as unknown
}

function check(operation: MockOperation, input: unknown, schema: ZodSchema | undefined): unknown {
  const result = schema?.safeParse(input)
  if (!result || result.success) return input
  throw new InvalidInputError(result.error.issues.map((issue) => toIssue(operation, issue, input)))
}

function toIssue(operation: MockOperation, issue: ZodIssue, input: unknown): Issue {
  const field = issue.path.map(String).join('.') || 'body'
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], input)
  if (value === undefined || value === null || value === '') return { field, rule: 'required' }
  switch (issue.code) {
    case 'invalid_type':
      return { field, rule: 'type', expected: operation.fields[field]?.type ?? issue.expected ?? 'value' }
    case 'invalid_value':
    case 'invalid_union':
      return { field, rule: 'choice' }
    case 'too_small':
      return { field, rule: 'minimum', expected: Number(issue.minimum) }
    case 'too_big':
      return { field, rule: 'maximum', expected: Number(issue.maximum) }
    case 'invalid_format':
      return { field, rule: 'format', expected: issue.format ?? 'text' }
    default:
      return { field, rule: 'unknown' }
  }
}
