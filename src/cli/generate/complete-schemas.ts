import { type Draft, type DraftNode, find, isNode, listOf, nodeOf } from './draft.js'
import { isSchemaAt } from './reference-kind.js'
import { isDataAt, type Path } from './walk.js'

/**
 * Writes all schemas of a document as OpenAPI 3.1 does, whichever version it names, because real documents mix both: `nullable`, boolean
 * `exclusiveMinimum`, lists in `type`. Drops keywords with a value that they cannot have, and references without a target.
 */
export const completeSchemas = (draft: Draft): void => {
  const is30 = String(draft.document.openapi).startsWith('3.0')
  visit(draft.document, [], (schema, at) => {
    // JSON Schema's booleans: OpenAPI's generators do not know them in all places.
    const { warn } = draft
    if (typeof schema.$ref === 'string')
      return completeReference(draft, schema as DraftNode & { $ref: string }, at, is30)
    completeTypes(schema, at, warn)
    completeBounds(schema)
    completeLists(schema, at, warn)
    completeNull(schema)
    if (typeof schema.pattern === 'string' && !isPattern(schema.pattern)) {
      warn(
        [...at, 'pattern'],
        'schema-pattern',
        `${schema.pattern} is not a pattern of JavaScript. It was dropped: write it as ECMA-262 does.`,
      )
      delete schema.pattern
    }
  })
  if (is30) draft.document.openapi = '3.1.0'
}

/** Calls `change` for every schema, inner ones first. */
const visit = (node: unknown, at: Path, change: (schema: DraftNode, at: Path) => void): void => {
  if (typeof node !== 'object' || node === null) return
  const isSchema = isSchemaAt(at)
  for (const [key, child] of Object.entries(node)) {
    const path = [...at, Array.isArray(node) ? Number(key) : key]
    if (isDataAt(at, key)) continue
    visit(child, path, change)
  }
  if (isSchema && isNode(node)) change(node, at)
}

const completeReference = (
  { document, warn }: Draft,
  schema: DraftNode & { $ref: string },
  at: Path,
  is30: boolean,
): void => {
  const { $ref, ...beside } = schema
  const isKnown = $ref.startsWith('#') && find(document, { $ref }, []).node !== undefined
  if (isKnown && !is30 && beside.nullable === undefined) return
  for (const key of Object.keys(schema)) delete schema[key]
  if (!isKnown) {
    warn([...at, '$ref'], 'no-unresolved-refs', `${$ref} has no target. It counts as any value: correct the reference.`)
    if (typeof beside.description === 'string') schema.description = beside.description
    return
  }
  if (beside.nullable === true) {
    Object.assign(schema, { anyOf: [{ $ref }, { type: 'null' }] })
    if (typeof beside.description === 'string') schema.description = beside.description
    return
  }
  // OpenAPI 3.0, "Reference Object": everything beside it is ignored.
  Object.assign(schema, { $ref }, is30 ? {} : beside)
}

const types = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'])
/** Names from other languages. */
const meant: Readonly<Record<string, string>> = {
  int: 'integer',
  float: 'number',
  double: 'number',
  bool: 'boolean',
  file: 'string',
  date: 'string',
  datetime: 'string',
  uuid: 'string',
}

const completeTypes = (schema: DraftNode, at: Path, warn: Draft['warn']): void => {
  if (schema.type === undefined) return
  const named = [schema.type]
    .flat()
    .map((type) => (typeof type === 'string' ? type.toLowerCase() : JSON.stringify(type)))
  const known = named.map((type) => meant[type] ?? type).filter((type) => types.has(type))
  if (known.length < named.length || named.some((type) => !types.has(type))) {
    const message = `${named.join(', ')} is not a type of JSON Schema. It counts as ${known.join(', ') || 'any value'}: write ${[...types].join(', ')}.`
    warn([...at, 'type'], 'schema-type', message)
  }
  const distinct = [...new Set(known)]
  if (distinct.length === 0) delete schema.type
  else schema.type = distinct.length === 1 ? distinct[0] : distinct
}

const completeBounds = (schema: DraftNode): void => {
  for (const [key, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (typeof schema[key] !== 'boolean') continue
    const isExclusive = schema[key] && typeof schema[bound] === 'number'
    delete schema[key]
    if (!isExclusive) continue
    schema[key] = schema[bound]
    delete schema[bound]
  }
  for (const key of [
    'minimum',
    'maximum',
    'exclusiveMinimum',
    'exclusiveMaximum',
    'multipleOf',
    'minLength',
    'maxLength',
    'minItems',
    'maxItems',
  ]) {
    if (key in schema && typeof schema[key] !== 'number') delete schema[key]
  }
}

const completeLists = (schema: DraftNode, at: Path, warn: Draft['warn']): void => {
  const drop = (key: string, must: string) => {
    warn([...at, key], 'schema-keyword', `\`${key}\` must be ${must}. It was dropped: correct it.`)
    delete schema[key]
  }
  for (const key of ['allOf', 'anyOf', 'oneOf']) {
    if (!(key in schema)) continue
    const parts = listOf(schema[key]).filter(isNode)
    if (parts.length > 0) schema[key] = parts
    else drop(key, 'a list of schemas')
  }
  if ('properties' in schema && !isNode(schema.properties)) drop('properties', 'an object')
  // `required: true` at a property is a habit from OpenAPI 2.
  if (typeof schema.required === 'boolean') delete schema.required
  if ('required' in schema && !Array.isArray(schema.required)) drop('required', 'a list of names')
  if ('enum' in schema && listOf(schema.enum).length === 0) drop('enum', 'a list of values')
  if (Array.isArray(schema.items)) {
    schema.prefixItems = schema.items
    delete schema.items
  }
  if (schema.type === 'array' && !isNode(schema.items) && !schema.prefixItems) schema.items = {}
  for (const [name, property] of Object.entries(nodeOf(schema.properties))) {
    if (!isNode(property)) (schema.properties as DraftNode)[name] = {}
  }
}

/** `nullable`, and null among the values of an enum. */
const completeNull = (schema: DraftNode): void => {
  const values = schema.enum as readonly unknown[] | undefined
  const isNullable = schema.nullable === true || (values?.includes(null) === true && schema.type !== undefined)
  delete schema.nullable
  if (!isNullable) return
  if (values && !values.includes(null)) schema.enum = [...values, null]
  const isMade = ['allOf', 'anyOf', 'oneOf'].some((key) => key in schema)
  if (schema.type !== undefined && !isMade) schema.type = [...new Set([schema.type, 'null'].flat())]
  else if (!values || isMade) wrapWithNull(schema)
}

const notes = new Set(['description', 'title', 'example', 'examples', 'deprecated', 'readOnly', 'writeOnly'])

/** A schema that is made of others, or has no type: null is an alternative to all of it. */
const wrapWithNull = (schema: DraftNode): void => {
  const rules = Object.entries(schema).filter(([key]) => !notes.has(key))
  if (rules.length === 0) return
  for (const [key] of rules) delete schema[key]
  schema.anyOf = [Object.fromEntries(rules), { type: 'null' }]
}

const isPattern = (pattern: string): boolean => {
  try {
    return Boolean(new RegExp(pattern))
  } catch {
    return false
  }
}
