import type { MockOperation, Profile } from '../../../specs/profile.js'

/** One thing wrong with the input, in no provider's words. */
export interface Issue {
  readonly field: string
  readonly rule: 'required' | 'type' | 'choice' | 'minimum' | 'maximum' | 'format' | 'unknown'
  /** What was expected: a type, a bound, a format. */
  readonly expected?: string | number
}

/** Input that does not fit the spec; each dialect has its own way of saying so. */
export class InvalidInputError extends Error {
  readonly issues: readonly Issue[]

  constructor(issues: readonly Issue[]) {
    super(`invalid input: ${issues.map(({ field }) => field).join(', ')}`)
    this.issues = issues
  }
}

/** The part of a zod schema that is used here. */
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

/** Path parameters as the operation table types them; what does not parse stays text, and will not be found. */
export function decodePath(
  operation: MockOperation,
  profile: Profile,
  path: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const decoded: Record<string, unknown> = path
  for (const [name, value] of Object.entries(path)) {
    const type = operation.fields[name]?.type ?? 'string'
    // `007` is another path than `7`.
    if (type !== 'integer' || /^(0|[1-9]\d{0,14})$/.test(value)) decoded[name] = fromWire(value, type, profile)
  }
  return decoded
}

/** The decoded query of an operation, checked with its schema. Throws `InvalidInputError`. */
export function decodeQuery(
  operation: MockOperation,
  profile: Profile,
  search: URLSearchParams,
  schema?: ZodSchema,
): unknown {
  return check(operation, fromText(operation, profile, 'query', search), schema)
}

/** A body as it was sent: its content type, its text, and what stands for fields that it lacks. */
interface SentBody {
  readonly type: string
  readonly text: string
  readonly defaults: object
}

/** The decoded body of an operation, checked with its schema. Throws `InvalidInputError`. */
export function decodeBody(operation: MockOperation, profile: Profile, sent: SentBody, schema?: ZodSchema): unknown {
  const body = parseBody(operation, profile, sent)
  const isFields = typeof body === 'object' && body !== null && !Array.isArray(body)
  return check(operation, isFields ? { ...sent.defaults, ...body } : body, schema)
}

/** JSON is read wherever it is sent; a form only where the spec has one. */
function parseBody(operation: MockOperation, profile: Profile, { type, text }: SentBody): unknown {
  if (text === '') return {}
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

const notJson = () => new InvalidInputError([{ field: 'body', rule: 'format', expected: 'JSON' }])

/** Texts become what the operation table says they are; what does not parse stays text, for the schema to refuse. */
function fromText(operation: MockOperation, profile: Profile, where: string, fields: URLSearchParams): unknown {
  const decoded: Record<string, unknown> = {}
  for (const [key, value] of fields) {
    const { name, property } = deepName(operation, key)
    const field = operation.fields[name]
    if (field && field.in !== where) continue
    const type = (property === undefined ? field?.type : field?.properties?.[property]) ?? 'string'
    // An empty field is an absent one; text in a body may be emptied.
    if (value === '' && (where === 'query' || type !== 'string')) continue
    if (property !== undefined) {
      decoded[name] = { ...(decoded[name] as object | undefined), [property]: fromWire(value, type, profile) }
    } else if (field?.list) {
      const items = field.style && field.style !== 'deepObject' ? value.split(DELIMITERS[field.style]) : [value]
      const list = (decoded[name] ??= []) as unknown[]
      list.push(...items.map((item) => fromWire(item, type, profile)))
    } else decoded[name] = fromWire(value, type, profile)
  }
  return decoded
}

/** What stands between the items of a list that is one text. */
const DELIMITERS = { commaDelimited: ',', spaceDelimited: ' ', pipeDelimited: '|' }

/** `filter[colour]` is the property `colour` of `filter`, where that is sent as a `deepObject`. */
function deepName(operation: MockOperation, key: string): { name: string; property?: string } {
  const [, name, property] = /^([^[]+)\[(.*)\]$/.exec(key) ?? []
  return name !== undefined && operation.fields[name]?.style === 'deepObject'
    ? { name, property: property! }
    : { name: key }
}

function fromWire(value: string, type: string, profile: Profile): unknown {
  if (type === 'integer' && /^-?\d{1,15}$/.test(value)) return Number(value)
  if (type === 'number' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  if (type === 'boolean') {
    if (profile.booleans === 'numeric') return /^[01]$/.test(value) ? Number(value) : value
    if (/^(true|false)$/.test(value)) return value === 'true'
  }
  return value
}

/**
 * JSON in the place of a form. Frameworks that read both take the form's texts in JSON too, and true where it says 1:
 * so `"2"` is an integer here.
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
