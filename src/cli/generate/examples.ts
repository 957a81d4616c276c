import { sample } from 'openapi-sampler'
import type { Example, Operation } from '../../../specs/profile.js'
import type { Content, MediaType, SpecDocument, SpecOperation } from './document.js'
import { literal } from './literal.js'
import { isJson } from './media-types.js'
import type { Table } from './table.js'
import { matcher } from './validators.js'
import { walk } from './walk.js'
import { dereference } from './wire-type.js'

/** A success of each operation as TypeScript, by operationId. */
export const renderExamples = (spec: SpecDocument, table: Table, title: string): string =>
  `/** A success of each operation of ${title}, by operationId: an example of the spec, or a value made from the schema. */
export const examples = ${literal(examplesOf(spec, table))}
`

/** A success of each operation, by operationId. Undefined for one that only redirects. */
export const examplesOf = (
  spec: SpecDocument,
  { operations }: Table,
): Readonly<Record<string, Example | undefined>> => {
  const document = withoutNull(spec)
  // The schemas as written: the sampler's have no null beside other types.
  const schemas = Object.fromEntries(
    Object.entries(operations).map(([id, operation]) => {
      const { content = {} } = successOf(spec, operation) ?? {}
      const type = mediaTypeOf(content)
      return [id, type !== undefined && isJson(type) ? content[type]?.schema : undefined]
    }),
  )
  const matches = matcher(spec, schemas)
  return Object.fromEntries(
    Object.entries(operations).map(
      ([id, operation]) => [id, exampleOf(document, operation, (value) => matches(id, value))] as const,
    ),
  )
}

/** The lowest success of an operation: its status and its content. Undefined for an operation without one. */
const successOf = (document: SpecDocument, { method, path }: Operation) => {
  const item = dereference(document, document.paths![path]!)
  const { responses = {} } = item[method.toLowerCase()] as SpecOperation
  const [success] = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    // `2XX` stands for 200.
    .map(([status, response]) => ({ status: Number(status.replace('XX', '00')), response }))
    .sort((one, other) => one.status - other.status)
  return success && { status: success.status, content: dereference(document, success.response).content ?? {} }
}

const exampleOf = (
  document: SpecDocument,
  operation: Operation,
  matches: (value: unknown) => boolean,
): Example | undefined => {
  const success = successOf(document, operation)
  if (!success) return undefined
  const { status, content } = success
  const type = mediaTypeOf(content)
  if (type === undefined) return { status }
  const body = bodyOf(document, type, content[type]!, matches)
  return { status, body, ...(type !== 'application/json' && !type.includes('*') && { contentType: type }) }
}

/** JSON if available. */
const mediaTypeOf = (content: Content): string | undefined => {
  const types = Object.keys(content)
  return types.find((type) => type === 'application/json') ?? types.find(isJson) ?? types[0]
}

/**
 * The first value that matches the schema: the examples of the spec, a value made from the schema, and one of the required properties alone,
 * because a value of a schema that contains itself ends too early. If none matches, the first of them.
 */
const bodyOf = (
  document: SpecDocument,
  type: string,
  { example, examples = {}, schema }: MediaType,
  matches: (value: unknown) => boolean,
): unknown => {
  const shown = [example, ...Object.values(examples).map((reference) => dereference(document, reference)?.value)]
  const described = (schema ?? { type: isJson(type) ? 'object' : 'string' }) as Parameters<typeof sample>[0]
  const candidates = [
    ...shown.filter((value) => value !== undefined).map((value) => () => value),
    () => sample(described, { quiet: true }, document),
    () => sample(described, { quiet: true, skipNonRequired: true }, document),
  ]
  let first: { readonly value: unknown } | undefined
  for (const candidate of candidates) {
    try {
      const value = candidate()
      if (matches(value)) return value
      first ??= { value }
    } catch {
      // The sampler does not know every schema.
    }
  }
  return first?.value
}

/** A copy in which null stands next to no other type: the sampler turns null and a number into `{}`, and does not merge such objects. */
const withoutNull = (document: SpecDocument): SpecDocument => {
  const copy = structuredClone(document)
  for (const [, node] of walk(copy)) {
    const types = [node.type].flat().filter((type) => type !== 'null')
    if (types.length === 1) node.type = types[0]
    for (const key of ['oneOf', 'anyOf']) {
      const branches = node[key] as readonly { readonly type?: unknown }[] | undefined
      const values = branches?.filter(({ type }) => type !== 'null')
      if (values && values.length > 0) node[key] = values
    }
  }
  return copy
}
