import { sample } from 'openapi-sampler'
import type { Example, Operation } from '../../../specs/profile.js'
import type { Content, MediaType, SpecDocument, SpecOperation } from './document.js'
import { literal } from './literal.js'
import { isJson } from './media-types.js'
import type { Table } from './table.js'
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
  const document = withoutNullBranches(spec)
  return Object.fromEntries(
    Object.entries(operations).map(([id, operation]) => [id, exampleOf(document, operation)] as const),
  )
}

/** The lowest success. Undefined for an operation without one. */
const exampleOf = (document: SpecDocument, { method, path }: Operation): Example | undefined => {
  const item = dereference(document, document.paths![path]!)
  const { responses = {} } = item[method.toLowerCase()] as SpecOperation
  const [success] = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    // `2XX` stands for 200.
    .map(([status, response]) => ({ status: Number(status.replace('XX', '00')), response }))
    .sort((one, other) => one.status - other.status)
  if (!success) return undefined
  const { status } = success
  const { content = {} } = dereference(document, success.response)
  const type = mediaTypeOf(content)
  if (type === undefined) return { status }
  const body = bodyOf(document, type, content[type]!)
  return { status, body, ...(type !== 'application/json' && !type.includes('*') && { contentType: type }) }
}

/** JSON if available. */
const mediaTypeOf = (content: Content): string | undefined => {
  const types = Object.keys(content)
  return types.find((type) => type === 'application/json') ?? types.find(isJson) ?? types[0]
}

const bodyOf = (document: SpecDocument, type: string, { example, examples = {}, schema }: MediaType): unknown => {
  const shown = [example, ...Object.values(examples).map((reference) => dereference(document, reference).value)]
  const first = shown.find((value) => value !== undefined)
  if (first !== undefined) return first
  const described = schema ?? { type: isJson(type) ? 'object' : 'string' }
  return sample(described as Parameters<typeof sample>[0], { quiet: true }, document)
}

/** A copy in which no `oneOf` or `anyOf` has null next to another type: the sampler turns null and a number into `{}`. */
const withoutNullBranches = (document: SpecDocument): SpecDocument => {
  const copy = structuredClone(document)
  for (const [, node] of walk(copy)) {
    for (const key of ['oneOf', 'anyOf']) {
      const branches = node[key] as readonly { readonly type?: unknown }[] | undefined
      const values = branches?.filter(({ type }) => type !== 'null')
      if (values && values.length > 0) node[key] = values
    }
  }
  return copy
}
