import type * as z from 'zod'
import { jsonSchema } from '../../core/definition/json-schema.js'

/** A field of a control's input, as a form shows it. */
export interface ControlField {
  readonly name: string
  readonly kind: 'text' | 'number' | 'boolean' | 'choice' | 'json'
  readonly about: string
  readonly isRequired: boolean
  /** An empty field means null. */
  readonly isNullable: boolean
  readonly choices: readonly string[]
  /** The schema's default, as the form shows it. */
  readonly initial: string
}

/** The keywords of JSON Schema that zod writes for an input. */
interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly anyOf?: readonly JsonSchema[]
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly description?: string
}

/** The fields of an input that is an object. Any other input is one JSON field without a name. */
export function fieldsOf(input: z.ZodType): readonly ControlField[] {
  const { type, properties, required = [] } = jsonSchema(input, 'input') as JsonSchema
  if (type !== 'object' || !properties) return [fieldOf('', {}, true)]
  return Object.entries(properties).map(([name, schema]) => fieldOf(name, schema, required.includes(name)))
}

function fieldOf(name: string, schema: JsonSchema, isRequired: boolean): ControlField {
  const options = schema.anyOf?.filter(({ type }) => type !== 'null') ?? []
  const isNullable = options.length > 0 && options.length < schema.anyOf!.length
  const one = isNullable && options.length === 1 ? options[0]! : schema
  const kind = kindOf(one)
  const initial = schema.default
  return {
    name,
    kind,
    about: schema.description ?? one.description ?? '',
    isRequired,
    isNullable,
    choices: (one.enum ?? []).map(String),
    initial: initial === undefined ? '' : typeof initial === 'string' ? initial : JSON.stringify(initial),
  }
}

function kindOf({ type, enum: values }: JsonSchema): ControlField['kind'] {
  if (values?.every((value) => typeof value === 'string')) return 'choice'
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'boolean') return 'boolean'
  return type === 'string' ? 'text' : 'json'
}

/** What is wrong with a form, by field. The empty name stands for the whole input. */
export type Problems = Readonly<Record<string, string>>

/** Reads the input from a form. An empty field is left out, so that its default applies. */
export function readInput(
  input: z.ZodType,
  form: ReadonlyForm,
): { readonly input: unknown; readonly problems: Problems } {
  const problems: Record<string, string> = {}
  const values: Record<string, unknown> = {}
  for (const field of fieldsOf(input)) {
    const text = form.get(fieldName(field)) ?? ''
    if (text === '') {
      if (field.isNullable) values[field.name] = null
      else if (field.isRequired) problems[field.name] = 'Give it a value.'
      continue
    }
    try {
      values[field.name] = valueOf(field, text)
    } catch {
      problems[field.name] = field.kind === 'number' ? 'Give a number.' : 'This is not valid JSON.'
    }
  }
  const read = Object.hasOwn(values, '') ? values[''] : values
  if (Object.keys(problems).length === 0) {
    const { error } = input.safeParse(read)
    for (const { path, message } of error?.issues ?? []) problems[String(path[0] ?? '')] ??= `${message}.`
  }
  return { input: read, problems }
}

type ReadonlyForm = Pick<URLSearchParams, 'get'>

/** The name of a field in the form. The prefix keeps it apart from the form token. */
export const fieldName = ({ name }: Pick<ControlField, 'name'>): string => `input.${name}`

function valueOf({ kind }: ControlField, text: string): unknown {
  if (kind === 'json') return JSON.parse(text)
  if (kind === 'boolean') return text === 'true'
  if (kind !== 'number') return text
  if (!Number.isFinite(Number(text))) throw new RangeError('not a number')
  return Number(text)
}
