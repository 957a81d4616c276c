import type { Field } from '../../../specs/profile.js'
import type { SpecDocument, SpecSchema } from './document.js'
import type { Path } from './walk.js'

/** A node of the document and its place. */
export interface Located<Node> {
  readonly node: Node
  readonly at: Path
}

/** Resolves the `$ref`s of a node (local and valid, by the checks before). A reference to itself is returned unchanged. */
export const locate = <Node>(document: SpecDocument, node: Node, at: Path): Located<Node> => {
  let found: unknown = node
  let path = at
  const seen = new Set<unknown>()
  while (hasRef(found) && !seen.has(found)) {
    seen.add(found)
    path = found.$ref
      .slice(2)
      .split('/')
      .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    found = path.reduce<unknown>((parent, key) => (parent as Record<string, unknown> | undefined)?.[key], document)
  }
  return { node: found as Node, at: path }
}

/** {@link locate} without the place. */
export const dereference = <Node>(document: SpecDocument, node: Node): Node => locate(document, node, []).node

const hasRef = (node: unknown): node is { $ref: string } =>
  typeof node === 'object' && node !== null && typeof (node as { $ref?: unknown }).$ref === 'string'

/** A schema and those it is made of (`allOf`, `oneOf`, `anyOf`), without `$ref`s. */
export const partsOf = (document: SpecDocument, schema: SpecSchema | undefined): readonly SpecSchema[] => {
  const parts = new Set<SpecSchema>()
  const add = (reference: SpecSchema | undefined): void => {
    const part = dereference(document, reference)
    if (!part || parts.has(part)) return
    parts.add(part)
    for (const inner of [...(part.allOf ?? []), ...(part.oneOf ?? []), ...(part.anyOf ?? [])]) add(inner)
  }
  add(schema)
  return [...parts]
}

/** The properties of a schema and of its parts. */
export const propertiesOf = (
  document: SpecDocument,
  schema: SpecSchema | undefined,
): Readonly<Record<string, SpecSchema>> =>
  Object.assign({}, ...partsOf(document, schema).map(({ properties }) => properties)) as Record<string, SpecSchema>

/** Whether a value is a sequence of bytes: `format: binary`, or a media type of its own that is not encoded as text. */
export const isBinary = ({ format, contentMediaType, contentEncoding }: SpecSchema): boolean =>
  format === 'binary' ||
  (contentMediaType !== undefined && contentEncoding === undefined && !/^text\/|\bjson\b/i.test(contentMediaType))

/** The items of a schema that may be a list. */
export const itemsOf = (document: SpecDocument, schema: SpecSchema | undefined): SpecSchema | undefined =>
  partsOf(document, schema).find(({ items }) => items)?.items

/** The JSON types that a schema names, without null, in their order. */
export const typesOf = (document: SpecDocument, schema: SpecSchema | undefined): readonly string[] =>
  partsOf(document, schema).flatMap((part) => {
    if (part['x-onair']?.boolean) return ['boolean']
    const types = [part.type ?? []].flat().filter((type) => type !== 'null')
    if (types.length > 0) return types
    if (part.properties) return ['object']
    if (part.items) return ['array']
    const value = [...(part.enum ?? []), part.const].find((one) => one !== null && one !== undefined)
    if (value === undefined) return []
    return [typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value]
  })

const scalars = new Set(['string', 'integer', 'number', 'boolean'])

/** How a string on the wire is parsed: as the first scalar type of the schema, or of its items. Default: a string. */
export const wireType = (document: SpecDocument, schema: SpecSchema | undefined): Field['type'] => {
  const types = [...typesOf(document, schema), ...typesOf(document, itemsOf(document, schema))]
  return (types.find((type) => scalars.has(type)) as Field['type'] | undefined) ?? 'string'
}
