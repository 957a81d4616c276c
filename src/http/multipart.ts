import type { Operation } from '../../specs/profile.js'
import { isPlainObject, isPresent, text, type Booleans } from './form.js'
import { encodeJson } from './json.js'
import { isBlob, isBytes, typeOf } from './raw-body.js'
import type { EncodedBody } from './raw-body.js'

/**
 * `values` as `multipart/form-data` (RFC 7578).
 *
 * - A `Blob`, a buffer or a view of one is a file. Its media type is that of the `Blob`, else the one in the spec.
 * - An object is a part in JSON. Everything else is text, unchanged.
 * - A list is one part for each item. Null and undefined are left out.
 *
 * The platform's `FormData` cannot express a part in JSON that is not a file, so this writes the parts itself. The result is a `Blob`, so
 * that a file on disk is not read into memory and the body can be sent again.
 *
 * Throws a `UsageError` that names the field if a value cannot be sent.
 */
export function encodeMultipart(values: object, booleans: Booleans, fields: Operation['fields'] = {}): EncodedBody {
  const boundary = `onair-${crypto.randomUUID()}`
  const parts: BlobPart[] = []
  const add = (name: string, value: unknown) => {
    if (!isPresent(value)) return
    const contentType = fields[name]?.contentType
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${escaped(name)}"`
    if (isBlob(value) || isBytes(value)) {
      const file = escaped((value as Partial<File>).name ?? 'blob')
      parts.push(`${head}; filename="${file}"\r\ncontent-type: ${typeOf(value, contentType)}\r\n\r\n`, value, '\r\n')
      return
    }
    const isJson = isPlainObject(value) || Array.isArray(value)
    const type = contentType ?? (isJson ? 'application/json' : undefined)
    const content = isJson ? encodeJson(value) : text(name, value, booleans)
    parts.push(`${head}${type === undefined ? '' : `\r\ncontent-type: ${type}`}\r\n\r\n${content}\r\n`)
  }
  for (const [name, value] of Object.entries(values) as [string, unknown][]) {
    for (const item of Array.isArray(value) ? value : [value]) add(name, item)
  }
  parts.push(`--${boundary}--\r\n`)
  return { content: new Blob(parts), type: `multipart/form-data; boundary=${boundary}` }
}

/** A name within quotes (HTML, "Multipart form data"). */
function escaped(name: string): string {
  return name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22')
}
