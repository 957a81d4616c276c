import type { Content, SpecDocument, SpecSchema } from './document.js'
import { kindOf } from './media-types.js'
import { dereference, isBinary } from './wire-type.js'
import { walk } from './walk.js'

/**
 * A copy of a document in which the schema of a body says what its media type says: `format: binary` for bytes, and a string for text.
 * Many documents leave these schemas out.
 */
export const withMediaSchemas = <T extends SpecDocument>(document: T): T => {
  const copy = structuredClone(document)
  for (const content of contentsOf(copy)) {
    for (const [type, media] of Object.entries(content)) {
      const schema = dereference(copy, media.schema)
      const kind = kindOf(type, schema)
      const needed =
        kind === 'bytes'
          ? { type: 'string', format: 'binary' }
          : (kind === 'text' || kind === 'html') && (schema?.type !== 'string' || isBinary(schema))
            ? { type: 'string' }
            : undefined
      if (needed) (media as { schema?: SpecSchema }).schema = needed
    }
  }
  return copy
}

/** The `content` of all requests and responses. That of a header or a parameter is left out. */
const contentsOf = (document: SpecDocument): readonly Content[] =>
  [...walk(document)].flatMap(([path, node]) => {
    const isBody = path.includes('requestBody') || path.includes('responses') || path.includes('requestBodies')
    const isPart = path.includes('headers') || path.includes('parameters')
    return isBody && !isPart && isContent(node.content) ? [node.content] : []
  })

const isContent = (value: unknown): value is Content =>
  typeof value === 'object' && value !== null && Object.keys(value).every((key) => key.includes('/'))

/** Removes the type of bytes in place, because a validator of JSON would look for text. */
export const acceptBytes = (node: Record<string, unknown>): void => {
  if (!isBinary(node) || typeof node.type !== 'string') return
  for (const key of ['type', 'format', 'contentMediaType', 'minLength', 'maxLength']) delete node[key]
}
