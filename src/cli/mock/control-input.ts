import { quoted } from '../../../mock/core/quoted.js'
import { UsageError } from '../../errors/on-air-error.js'
import { parseOptions, type Options } from '../command.js'
import type { ControlInfo } from './control-api.js'
import { commonOptions } from './drive.js'

/** The part of JSON Schema that command-line arguments need. */
export interface FieldSchema {
  readonly type?: string | readonly string[]
  readonly anyOf?: readonly FieldSchema[]
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly description?: string
}

/** The fields of a control's input, by name. */
export const fieldsOf = ({ input }: Pick<ControlInfo, 'input'>): Readonly<Record<string, FieldSchema>> =>
  (input['properties'] ?? {}) as Record<string, FieldSchema>

/** The required fields, in order. */
export const requiredOf = ({ input }: Pick<ControlInfo, 'input'>): readonly string[] => {
  const required = (input['required'] ?? []) as readonly string[]
  return Object.keys(fieldsOf({ input })).filter(
    (name) => required.includes(name) && fieldsOf({ input })[name]!.default === undefined,
  )
}

/** `streamKey` → `stream-key`. */
export const optionName = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/**
 * The input of a control from arguments: required fields can omit their names, in the order of the schema. The others are options.
 * `--input` takes all of it as JSON.
 */
export function readInput(control: ControlInfo, provider: string, words: readonly string[]) {
  const fields = fieldsOf(control)
  const required = requiredOf(control)
  // An option of the command itself takes precedence. Pass such a field by position, or by --input.
  const named = Object.keys(fields).filter((name) => !Object.hasOwn(commonOptions, optionName(name)))
  const own: Options = Object.fromEntries(
    named.map((name) => [optionName(name), { type: isOnly(fields[name]!, 'boolean') ? 'boolean' : 'string' }]),
  )
  const options = { ...own, input: { type: 'string' }, ...commonOptions } as const
  const spelt = words.map((word) => spell(word, named))
  const read = parseOptions(`mock ${control.name} ${provider}`, spelt, options, {
    most: required.length,
    usage: required.map((name) => `<${name}>`).join(' '),
  })
  const values = read.values as Readonly<Record<string, unknown>>
  const input: Record<string, unknown> = values['input'] === undefined ? {} : readJson(values['input'] as string)
  for (const [index, text] of read.words.entries()) input[required[index]!] = readField(required[index]!, fields, text)
  for (const name of named) {
    const value = values[optionName(name)]
    if (value !== undefined) input[name] = typeof value === 'string' ? readField(name, fields, value) : value
  }
  const missing = required.find((name) => input[name] === undefined)
  if (missing !== undefined)
    throw new UsageError(`${control.name} needs <${missing}>. See onair mock ${control.name} ${provider} --help.`)
  return input
}

/** `--streamKey=x` → `--stream-key=x`: a field's own name is accepted too. */
function spell(word: string, names: readonly string[]): string {
  const [, name, rest] = /^--([^=]+)(.*)$/s.exec(word) ?? []
  return name !== undefined && names.includes(name) ? `--${optionName(name)}${rest}` : word
}

/** A string unchanged if the schema accepts strings. Otherwise its value as JSON. */
function readField(name: string, fields: Readonly<Record<string, FieldSchema>>, text: string): unknown {
  const schema = fields[name]!
  if (text === 'null' && takes(schema, 'null')) return null
  if (takes(schema, 'string')) return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new UsageError(`${name} is ${typesOf(schema).join(' or ')}, not ${quoted(text)}.`)
  }
}

/** The types of a schema; that of an enum is the type of its values. */
export const typesOf = ({ type, anyOf = [], enum: values = [] }: FieldSchema): readonly string[] => [
  ...[type ?? []].flat(),
  ...(type === undefined ? values.map((value) => typeof value) : []),
  ...anyOf.flatMap(typesOf),
]

/** An empty schema accepts anything. */
const takes = (schema: FieldSchema, type: string): boolean =>
  typesOf(schema).length === 0 ? type === 'string' : typesOf(schema).includes(type)

const isOnly = (schema: FieldSchema, type: string): boolean =>
  typesOf(schema).every((one) => one === type) && takes(schema, type)

function readJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Reported below.
  }
  throw new UsageError('--input is an object in JSON.')
}
