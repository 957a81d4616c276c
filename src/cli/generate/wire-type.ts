import type { Field } from '../../../specs/profile.js'
import type { SpecDocument, SpecSchema } from './document.js'

/**
 * What a node of the document is, through as many `$ref`s as it takes (they are local and they resolve, by the checks
 * before). A reference to itself comes back as it is.
 */
export const dereference = <Node>(document: SpecDocument, node: Node): Node => {
  let found: unknown = node
  const seen = new Set<unknown>()
  while (hasRef(found) && !seen.has(found)) {
    seen.add(found)
    const steps = found.$ref.slice(2).split('/')
    found = steps.reduce<unknown>((parent, step) => {
      const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
      return (parent as Record<string, unknown> | undefined)?.[key]
    }, document)
  }
  return found as Node
}

const hasRef = (node: unknown): node is { $ref: string } =>
  typeof node === 'object' && node !== null && typeof (node as { $ref?: unknown }).$ref === 'string'

/**
 * How a text on the wire is to be read. Of a union, the first type that has a text form other than null's; of an array,
 * its items'; a string when nothing is said.
 */
export const wireType = (document: SpecDocument, schema: SpecSchema | undefined): Field['type'] =>
  find(document, schema, new Set()) ?? 'string'

/** Whether a field travels as a list: its type, or that of a part of it, is an array. */
export const isList = (document: SpecDocument, schema: SpecSchema | undefined): boolean =>
  everyPart(document, schema).some(({ type }) => [type].flat().includes('array'))

/** A schema with the schemas that it is composed of, each once. */
const everyPart = (
  document: SpecDocument,
  reference: SpecSchema | undefined,
  seen = new Set<SpecSchema>(),
): readonly SpecSchema[] => {
  const schema = dereference(document, reference)
  if (!schema || seen.has(schema)) return []
  seen.add(schema)
  const parts = [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]
  return [schema, ...parts.flatMap((part) => everyPart(document, part, seen))]
}

const find = (
  document: SpecDocument,
  reference: SpecSchema | undefined,
  seen: Set<SpecSchema>,
): Field['type'] | undefined => {
  const schema = dereference(document, reference)
  if (!schema || seen.has(schema)) return undefined
  seen.add(schema)
  if (schema['x-onair']?.boolean) return 'boolean'
  const type = [schema.type ?? []].flat().find((one) => one !== 'null')
  if (type === 'string' || type === 'integer' || type === 'number' || type === 'boolean') return type
  if (type === 'array') return find(document, schema.items, seen)
  const value = [...(schema.enum ?? []), schema.const].find((one) => one !== null && one !== undefined)
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value as 'string' | 'boolean'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  for (const part of [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]) {
    const found = find(document, part, seen)
    if (found) return found
  }
  return undefined
}
