import { EvidenceBadge } from './evidence.js'
import { nameOfReference, resolve, type OpenApiDocument, type SchemaNode } from './document.js'
import { InlineProse } from './prose.js'

interface SchemaProps {
  readonly document: OpenApiDocument
  readonly schema: SchemaNode
  /** The names of the enclosing schemas. A recursive schema is not shown inside itself. */
  readonly within?: readonly string[]
  /** The evidence of the enclosing schema, for properties without their own. */
  readonly evidence?: string | undefined
}

/** A schema: a row for each property, with nested properties below it. */
export const SchemaView = ({ document, schema, within = [], evidence }: SchemaProps) => {
  const { merged, variants, inside } = read(document, schema, within)
  const mark = merged['x-evidence'] ?? evidence
  const properties = Object.entries(merged.properties ?? {})
  return (
    <>
      {merged.description && within.length === 0 && (
        <p class="quiet">
          <InlineProse text={merged.description} />
        </p>
      )}
      {properties.length > 0 ? (
        <ul class="properties">
          {properties.map(([name, property]) => (
            <Property
              document={document}
              schema={property}
              name={name}
              isRequired={merged.required?.includes(name) ?? false}
              evidence={mark}
              within={inside}
            />
          ))}
        </ul>
      ) : (
        variants.length === 0 && <p class="type">{typeOf(document, schema)}</p>
      )}
      {variants.map((variant, index) => (
        <details class="variant">
          <summary>
            {properties.length > 0 ? 'And ' : ''}
            {index === 0 ? 'either' : 'or'} <span class="type">{typeOf(document, variant)}</span>
          </summary>
          <SchemaView document={document} schema={variant} within={inside} evidence={mark} />
        </details>
      ))}
    </>
  )
}

interface PropertyProps extends SchemaProps {
  readonly within: readonly string[]
  readonly name: string
  readonly isRequired: boolean
}

const Property = ({ document, schema, name, isRequired, evidence, within }: PropertyProps) => {
  const property = resolve(document, schema)
  const mark = property['x-evidence'] ?? evidence
  const below = nested(document, schema, within)
  // Never empty, because a top-level schema shows its description, which is already shown above.
  const around = [...within, '']
  return (
    <li>
      <p class="property">
        <code>{name}</code>
        <span class="type">{typeOf(document, schema)}</span>
        {isRequired && <span class="required">required</span>}
        {mark && <EvidenceBadge evidence={mark} />}
      </p>
      {property.description && (
        <p>
          <InlineProse text={property.description} />
        </p>
      )}
      <Constraints schema={property} />
      {below && (
        <details>
          <summary>Inside {name}</summary>
          <SchemaView document={document} schema={below} within={around} evidence={mark} />
        </details>
      )}
    </li>
  )
}

/** The constraints and the default of a schema. */
export const Constraints = ({ schema }: { schema: SchemaNode }) => {
  const facts: readonly (readonly [string, readonly unknown[]])[] = [
    ['One of', schema.enum ?? []],
    ['Default', 'default' in schema ? [schema.default] : []],
    ['Minimum', [schema.minimum ?? []].flat()],
    ['Maximum', [schema.maximum ?? []].flat()],
    ['Minimum length', [schema.minLength ?? []].flat()],
    ['Maximum length', [schema.maxLength ?? []].flat()],
    ['Pattern', [schema.pattern ?? []].flat()],
    ['Example', schema.examples?.slice(0, 1) ?? []],
  ]
  const shown = facts.filter(([, values]) => values.length > 0)
  if (shown.length === 0) return null
  return (
    <p class="constraints">
      {shown.map(([label, values]) => (
        <span>
          {label}: {values.map((value) => [' ', <code>{textOf(value)}</code>])}
        </span>
      ))}
    </p>
  )
}

/** The type of a schema as text: `array of Channel`, `string or null`. */
export function typeOf(document: OpenApiDocument, schema: SchemaNode): string {
  const name = nameOfReference(schema)
  const found = resolve(document, schema)
  const types = [found.type ?? []].flat()
  if (found.const !== undefined) return textOf(found.const)
  if (types.includes('array') && found.items) {
    const rest = types.filter((type) => type !== 'array')
    return [`array of ${typeOf(document, found.items)}`, ...rest].join(' or ')
  }
  const isPlain = types.length > 0 && !types.includes('object')
  if (name !== undefined && !isPlain) return name
  const format = found.format === undefined ? '' : ` (${found.format})`
  if (types.length > 0) return `${types.join(' or ')}${format}`
  return found.properties || found.allOf ? 'object' : found.oneOf || found.anyOf ? 'one of several' : 'any'
}

/** The schema to show below a property: of an object, or of the items of an array. */
function nested(document: OpenApiDocument, schema: SchemaNode, within: readonly string[]): SchemaNode | undefined {
  const name = nameOfReference(schema)
  if (name !== undefined && within.includes(name)) return undefined
  const found = resolve(document, schema)
  if (found.items) return nested(document, found.items, within)
  if (typeof found.additionalProperties === 'object') return nested(document, found.additionalProperties, within)
  return found.properties || found.allOf || found.oneOf || found.anyOf ? schema : undefined
}

/** A schema merged with its `allOf`, and the variants of its `oneOf` or `anyOf`. */
function read(document: OpenApiDocument, schema: SchemaNode, within: readonly string[]) {
  const name = nameOfReference(schema)
  const inside = name === undefined ? within : [...within, name]
  const found = resolve(document, schema)
  if (found.items) return read(document, found.items, inside)
  const parts = [...(found.allOf ?? []).map((part) => read(document, part, inside).merged), found]
  const merged: SchemaNode = {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
    required: parts.flatMap(({ required }) => required ?? []),
  }
  const variants = (found.oneOf ?? found.anyOf ?? []).filter((one) => !inside.includes(nameOfReference(one) ?? ' '))
  return { merged, variants, inside }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
