import type { Path } from './walk.js'

const kinds: ReadonlySet<unknown> = new Set([
  'parameters',
  'responses',
  'requestBodies',
  'headers',
  'examples',
  'links',
  'callbacks',
  'securitySchemes',
])

/** The key of `components` that a node belongs to. Undefined for one that cannot be a component, such as a path item. */
export const kindAt = (at: Path): string | undefined => {
  if (isSchemaAt(at)) return 'schemas'
  if (at.at(-1) === 'requestBody') return 'requestBodies'
  const owner = at.at(-2)
  return kinds.has(owner) ? (owner as string) : undefined
}

/** Keywords whose value is a schema, and those whose values are schemas. */
const holdsSchema =
  /^(schema|items|additionalProperties|not|contains|propertyNames|if|then|else|unevaluated(Items|Properties))$/
const holdsSchemas = /^(properties|patternProperties|allOf|anyOf|oneOf|prefixItems|\$defs|dependentSchemas|schemas)$/

/** Whether a node is a schema. `properties` of `properties` is a schema again, and so on, hence the recursion. */
export const isSchemaAt = (at: Path): boolean => {
  if (at.length === 0) return false
  const [owner, step] = [at.at(-2), at.at(-1)]
  if (holdsSchemas.test(String(owner)) && !isMapKey(at.slice(0, -1))) return true
  return typeof step === 'string' && holdsSchema.test(step) && !isMapKey(at)
}

/** Whether the last step is a name that the author chose. */
const isMapKey = (at: Path): boolean =>
  at.length > 1 && holdsSchemas.test(String(at.at(-2))) && typeof at.at(-1) === 'string' && !isMapKey(at.slice(0, -1))
