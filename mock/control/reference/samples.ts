import { resolve, type MediaTypeNode, type OpenApiDocument, type ParameterNode, type SchemaNode } from './document.js'

/** An example in the document. */
export interface Sample {
  readonly title: string
  readonly value: unknown
}

/** Every example of a body. */
export function samplesOf(document: OpenApiDocument, { example, examples }: MediaTypeNode): readonly Sample[] {
  if (example !== undefined) return [{ title: 'Example', value: example }]
  return Object.entries(examples ?? {}).map(([name, one]) => {
    const { summary, value } = resolve(document, one)
    return { title: summary ?? name, value }
  })
}

/** The initial value of a body or a parameter: its first example, else a minimal value of its schema. */
export function sampleOf(
  document: OpenApiDocument,
  node: MediaTypeNode | Pick<ParameterNode, 'example' | 'examples' | 'schema'>,
): unknown {
  const [first] = samplesOf(document, node)
  return first ? first.value : node.schema && leastOf(document, node.schema)
}

/** A minimal value that fits a schema. */
function leastOf(document: OpenApiDocument, schema: SchemaNode, depth = 0): unknown {
  const found = resolve(document, schema)
  const known = [found.const, found.examples?.[0], found.default, found.enum?.[0]].find((one) => one !== undefined)
  if (known !== undefined || depth > 5) return known
  const [part] = found.allOf ?? found.oneOf ?? found.anyOf ?? []
  if (part && !found.properties) return leastOf(document, part, depth + 1)
  const [type] = [found.type ?? []].flat()
  if (type === 'array') return found.items ? [leastOf(document, found.items, depth + 1)] : []
  if (found.properties || type === 'object') {
    const names = found.required ?? []
    const entries = names.map((name) => [name, leastOf(document, found.properties?.[name] ?? {}, depth + 1)])
    return Object.fromEntries(entries)
  }
  return type === 'integer' || type === 'number' ? (found.minimum ?? 0) : type === 'boolean' ? false : ''
}
