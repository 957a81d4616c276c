import * as z from 'zod'
import type { SpecDocument, SpecOperation, SpecParameter, SpecSchema } from './document.js'
import { acceptBytes } from './media-schemas.js'
import { bodyTypeOf } from './media-types.js'
import type { Table } from './table.js'
import { parts } from './validator-input.js'
import { walk } from './walk.js'
import { dereference } from './wire-type.js'

/** The validators of a mock's input. */
interface Validator {
  safeParse(input: unknown): ReturnType<z.ZodType['safeParse']>
}

/**
 * Validators for the input of each operation, `<OperationId>Query` and `<OperationId>Body`, each created from its JSON Schema at its first
 * use. A schema that zod cannot express accepts everything.
 */
export const validatorsOf = (document: SpecDocument, { operations }: Table): Readonly<Record<string, Validator>> => {
  const convert = converter(document)
  const validators: Record<string, Validator> = {}
  for (const [id, { method, path }] of Object.entries(operations)) {
    const item = dereference(document, document.paths![path]!)
    const operation = item[method.toLowerCase()] as SpecOperation
    validators[parts.query(id)] = lazily(() =>
      convert(querySchema(document, [...(item.parameters ?? []), ...(operation.parameters ?? [])])),
    )
    validators[parts.body(id)] = lazily(() => {
      const { required = false, content = {} } = dereference(document, operation.requestBody) ?? {}
      const schema = convert(content[bodyTypeOf(content)?.type ?? '']?.schema)
      return required ? schema : z.union([z.strictObject({}), schema])
    })
  }
  return validators
}

const lazily = (create: () => z.ZodType): Validator => {
  let schema: z.ZodType | undefined
  return { safeParse: (input) => (schema ??= create()).safeParse(input) }
}

/** The query of an operation as an object. Of parameters with the same name, the last one counts: that of the operation itself. */
const querySchema = (
  document: SpecDocument,
  parameters: readonly SpecParameter[],
): SpecSchema & { required: string[] } => {
  const query = new Map(
    parameters
      .map((one) => dereference(document, one))
      .filter((one) => one.in === 'query')
      .map((one) => [one.name, one] as const),
  )
  return {
    type: 'object',
    properties: Object.fromEntries([...query].map(([name, { schema }]) => [name, schema ?? {}])),
    required: [...query.values()].filter(({ required }) => required).map(({ name }) => name),
  }
}

/** Creates zod schemas from the schemas of a document. One that zod cannot express accepts everything. */
const converter = (document: SpecDocument): ((schema: SpecSchema | undefined) => z.ZodType) => {
  const prepared = (node: unknown) => prepare(structuredClone(node))
  const shared = prepared(document.components?.schemas ?? {})
  return (schema) => {
    if (!schema) return z.unknown()
    const root = { ...(prepared(schema) as object), $defs: shared }
    try {
      return z.fromJSONSchema(root as z.core.JSONSchema.JSONSchema)
    } catch {
      return z.unknown()
    }
  }
}

/** Keywords that zod's converter refuses. */
const unknown = [
  'not',
  'if',
  'then',
  'else',
  'unevaluatedItems',
  'unevaluatedProperties',
  'dependentSchemas',
  'dependentRequired',
  '$dynamicRef',
]

/**
 * Whether values match the schemas of a document, by their names. All are converted together, each component once, because one conversion for
 * each takes a hundred times as long. A value matches if the document has a schema that zod cannot express.
 */
export const matcher = (
  document: SpecDocument,
  schemas: Readonly<Record<string, SpecSchema | undefined>>,
): ((name: string, value: unknown) => boolean) => {
  const known = Object.fromEntries(Object.entries(schemas).filter(([, schema]) => schema !== undefined))
  const all = structuredClone({ known, shared: document.components?.schemas ?? {} })
  prepare(all)
  for (const [, node] of walk(all)) for (const keyword of unknown) delete node[keyword]
  const root = { type: 'object', properties: all.known, $defs: all.shared } as z.core.JSONSchema.JSONSchema
  try {
    const { shape } = z.fromJSONSchema(root) as z.ZodObject
    return (name, value) => (shape[name] as z.ZodType | undefined)?.safeParse(value, { jitless: true }).success ?? true
  } catch {
    return () => true
  }
}

/** Changes a schema in place: where its references lead, bytes, and date-times, which may have an offset (RFC 3339). */
const prepare = (schema: unknown): unknown => {
  for (const [, node] of walk(schema)) {
    if (typeof node.$ref === 'string') node.$ref = node.$ref.replace('#/components/schemas/', '#/$defs/')
    acceptBytes(node)
    if (node.format !== 'date-time') continue
    delete node.format
    node.pattern ??= String.raw`^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$`
  }
  return schema
}
