import type { Evidence } from '../../../specs/profile.js'
import { resolve, type OpenApiDocument, type SchemaNode } from '../../../mock/control/reference/document.js'

/** A schema, and where the document has it. */
export interface Described {
  readonly schema: SchemaNode
  /** A JSON pointer into the document: `#/components/schemas/Zone`. */
  readonly pointer: string
  /** The mark that holds for it. */
  readonly evidence: Evidence | undefined
}

/** A value in an answer that the document describes. */
export interface Place extends Described {
  /** JSON pointer into the body. */
  readonly instance: string
  /** The same for all items of a list and all keys of a map: `body[].zone.id`. */
  readonly path: string
  readonly value: unknown
}

/** A schema for an object of the body, directly, by a reference or as a part of another schema. */
export interface Applied extends Described {
  /** JSON pointer into the body. */
  readonly instance: string
}

/** A property that no schema of its object lists. */
export interface UnknownProperty extends Place {
  readonly name: string
}

/** Whether a value fits the schema at a pointer. */
export type Fits = (pointer: string, value: unknown) => boolean

/**
 * Every place of a body that the document describes, and every property that it does not. A mark on a schema holds for its properties, and a
 * property's own mark goes before it. Of `anyOf` and `oneOf` the schemas count that the value fits, or all if there is none.
 */
export function readPlaces(document: OpenApiDocument, root: Described, body: unknown, fits: Fits) {
  const places: Place[] = []
  const applied: Applied[] = []
  const unknown: UnknownProperty[] = []

  const schemasOf = (described: Described, value: unknown): Described[] => {
    const { schema, pointer } = described
    const evidence = schema['x-evidence'] ?? described.evidence
    const { $ref } = schema as { readonly $ref?: string }
    const below = (key: 'allOf' | 'anyOf' | 'oneOf'): Described[] =>
      (schema[key] ?? []).map((one, i) => ({ schema: one, pointer: `${pointer}/${key}/${i}`, evidence }))
    const choices = [...below('anyOf'), ...below('oneOf')]
    const chosen = choices.filter((one) => fits(one.pointer, value))
    return [
      { schema, pointer, evidence },
      ...($ref === undefined ? [] : [{ schema: resolve(document, { $ref } as SchemaNode), pointer: $ref, evidence }]),
      ...below('allOf'),
      ...(chosen.length > 0 ? chosen : choices),
    ].flatMap((one, i) => (i === 0 ? [one] : schemasOf(one, value)))
  }

  const visit = (at: readonly Described[], instance: string, path: string, value: unknown): void => {
    for (const one of at) {
      const evidence = one.schema['x-evidence'] ?? one.evidence
      places.push({ ...one, evidence, instance, path, value })
    }
    const schemas = at.flatMap((one) => schemasOf(one, value))
    applied.push(...schemas.map((one) => ({ ...one, instance })))
    if (Array.isArray(value)) {
      const items = schemas.flatMap(({ schema, pointer, evidence }) =>
        schema.items ? [{ schema: schema.items, pointer: `${pointer}/items`, evidence }] : [],
      )
      value.forEach((item, i) => visit(items, `${instance}/${i}`, `${path}[]`, item))
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) visitProperty(schemas, name, { instance, path, value: item })
    }
  }

  const visitProperty = (
    schemas: readonly Described[],
    name: string,
    of: Pick<Place, 'instance' | 'path' | 'value'>,
  ) => {
    const key = escapePointer(name)
    const instance = `${of.instance}/${key}`
    const listed = schemas.flatMap(({ schema, pointer, evidence }) => {
      const own = Object.hasOwn(schema.properties ?? {}, name) ? schema.properties![name]! : undefined
      return own ? [{ schema: own, pointer: `${pointer}/properties/${key}`, evidence }] : []
    })
    const maps = schemas.filter(({ schema }) => schema.additionalProperties)
    const first = schemas.find(({ schema }) => schema.properties)
    if (listed.length > 0) visit(listed, instance, `${of.path}.${name}`, of.value)
    else if (maps.length > 0) {
      const values = maps.flatMap(({ schema, pointer, evidence }) =>
        typeof schema.additionalProperties === 'object'
          ? [{ schema: schema.additionalProperties, pointer: `${pointer}/additionalProperties`, evidence }]
          : [],
      )
      visit(values, instance, `${of.path}.*`, of.value)
    } else if (first) {
      unknown.push({ ...first, ...of, instance, path: `${of.path}.${nameToShow(name)}`, name: nameToShow(name) })
    }
  }

  visit([root], '', 'body', body)
  return { places, applied, unknown }
}

/** A part of a JSON pointer (RFC 6901, section 3). */
export const escapePointer = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1')

/** The name of a property that the spec does not have. A long one, or one with many digits, may be a key or a token itself. */
const nameToShow = (name: string): string =>
  /^[A-Za-z_$][\w$-]{0,39}$/.test(name) && name.replaceAll(/\D/g, '').length <= 4 && !/^\w{24,}$/.test(name)
    ? name
    : `(a name of ${name.length} characters)`
