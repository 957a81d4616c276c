import type { Content, SpecDocument, SpecSchema } from './document.js'
import { kindOf } from './media-types.js'
import { dereference, isBinary } from './wire-type.js'
import { walk } from './walk.js'

/**
 * Lets the schema of a body say what its media type says, in place: `format: binary` for bytes, and a string for text. Many documents leave
 * these schemas out.
 */
export const addMediaSchemas = (document: SpecDocument): void => {
  for (const content of contentsOf(document)) {
    for (const [type, media] of Object.entries(content)) {
      const schema = dereference(document, media.schema)
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
