import type { MockOperation, Profile } from '../../../specs/profile.js'
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
    const type = operation.fields[name]?.type ?? 'string'
    // `007` and `7` are different paths.
    if (type !== 'integer' || /^(0|[1-9]\d{0,14})$/.test(value)) decoded[name] = fromWire(value, type, profile)
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
  try {
    return fromJson(operation, profile, JSON.parse(text))
  } catch {
    throw notJson()
  }
}

const notForm = () => new InvalidInputError([{ field: 'body', rule: 'format', expected: 'multipart/form-data' }])

const notJson = () => new InvalidInputError([{ field: 'body', rule: 'format', expected: 'JSON' }])

/** Converts texts to the types of the operation table. A value that does not parse stays text, and the schema refuses it. */
function fromText(operation: MockOperation, profile: Profile, where: string, fields: URLSearchParams): unknown {
  const decoded: Record<string, unknown> = {}
  for (const [key, value] of fields) {
    const { name, path } = deepName(operation, key)
    const field = operation.fields[name]
    if (field && field.in !== where) continue
    const type = (path === undefined ? field?.type : field?.properties?.[typePath(path)]) ?? 'string'
    // An empty field counts as absent, except text in a body.
    if (value === '' && (where === 'query' || type !== 'string')) continue
    if (path !== undefined) decoded[name] = withDeep(decoded[name], path, fromWire(value, type, profile))
    else if (field?.list) {
      const items = field.style && field.style !== 'deepObject' ? value.split(DELIMITERS[field.style]) : [value]
      const list = (decoded[name] ??= []) as unknown[]
      list.push(...items.map((item) => fromWire(item, type, profile)))
    } else decoded[name] = fromWire(value, type, profile)
  }
  return decoded
}

/** The delimiters of lists that are sent as one text. */
const DELIMITERS = { commaDelimited: ',', spaceDelimited: ' ', pipeDelimited: '|' }

/** Splits `filter[color][0]` into a name and a path, if the field is a `deepObject`. */
function deepName(operation: MockOperation, key: string): { name: string; path?: readonly string[] } {
  const [, name, path] = /^([^[]+)((?:\[[^[\]]*\])+)$/.exec(key) ?? []
  return name !== undefined && operation.fields[name]?.style === 'deepObject'
    ? { name, path: path!.slice(1, -1).split('][') }
    : { name: key }
}

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
