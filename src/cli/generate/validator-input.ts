import type { SpecDocument, SpecOperation } from './document.js'
import { acceptBytes, addMediaSchemas } from './media-schemas.js'
import { dereference } from './wire-type.js'
import { isDataAt, type Path, walk } from './walk.js'

/** A part of an operation by its operationId, with a capital letter in front. */
const partOf = (part: string) => (id: string) => `${id.charAt(0).toUpperCase()}${id.slice(1)}${part}`

/** The names of the schemas of an operation. */
export const parts = {
  body: partOf('Body'),
  headers: partOf('Headers'),
  request: partOf('Request'),
  path: partOf('Path'),
  query: partOf('Query'),
  response: partOf('Response'),
}

/**
 * A copy of a document for the validators:
 *
 * - without defaults, because validators change nothing, and without `int64`, which would become a `bigint`;
 * - with schemas by their media types, and without the type of bytes;
 * - without what no validator comes from, which takes most of the time of a large document: refusals, callbacks, webhooks, examples;
 * - a component with the name of an operation's part, such as `CreateAssetBody`, is called `CreateAssetBodySchema`: a mock finds the parts by
 *   their names.
 */
export const validatorInput = (document: SpecDocument): Record<string, unknown> => {
  const { webhooks: _, ...rest } = withoutExamples(document) as SpecDocument & { webhooks?: unknown }
  addMediaSchemas(rest)
  const ids: string[] = []
  for (const item of Object.values(rest.paths ?? {})) {
    for (const operation of Object.values(dereference(rest, item)) as (SpecOperation | undefined)[]) {
      if (typeof operation?.operationId !== 'string') continue
      ids.push(operation.operationId)
      withoutRefusals(operation)
    }
  }
  const names = new Set(ids.flatMap((id) => Object.values(parts).map((name) => name(id))))
  const renamed = renameComponents(rest, names)
  for (const [, node] of walk(rest)) {
    delete node.default
    acceptBytes(node)
    if (node.format === 'int64' || node.format === 'uint64') delete node.format
    if (renamed.size === 0) continue
    // `$ref`, and the mapping of a discriminator.
    for (const [key, value] of Object.entries(node)) node[key] = renamed.get(value as string) ?? value
  }
  return { ...rest }
}

/** A copy of a part of a document. */
const withoutExamples = (node: unknown, path: Path = []): unknown => {
  if (typeof node !== 'object' || node === null) return node
  if (Array.isArray(node)) return node.map((child, index) => withoutExamples(child, [...path, index]))
  const kept = Object.entries(node).filter(([key]) => !/^examples?$/.test(key) || !isDataAt(path, key))
  return Object.fromEntries(kept.map(([key, child]) => [key, withoutExamples(child, [...path, key])]))
}

const withoutRefusals = (operation: SpecOperation): void => {
  const { responses = {} } = operation
  const kept = Object.entries(responses).filter(([status]) => status.startsWith('2'))
  Object.assign(operation, { responses: kept.length > 0 ? Object.fromEntries(kept) : responses })
  delete (operation as SpecOperation & { callbacks?: unknown }).callbacks
}

/** Old reference → new one. */
const renameComponents = (document: SpecDocument, names: ReadonlySet<string>): ReadonlyMap<string, string> => {
  const schemas = (document.components?.schemas ?? {}) as Record<string, unknown>
  const renamed = new Map<string, string>()
  for (const name of Object.keys(schemas).filter((one) => names.has(one.replaceAll(/\W/g, '_')))) {
    let free = `${name}Schema`
    while (free in schemas || names.has(free)) free += '_'
    schemas[free] = schemas[name]
    delete schemas[name]
    renamed.set(`#/components/schemas/${name}`, `#/components/schemas/${free}`)
  }
  return renamed
}
