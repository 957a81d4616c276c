import type { MockOperation } from '../../../specs/profile.js'
import { maxUpload, readBody, readBytes } from './body.js'

/** A part of a multipart form: a text or a file. */
export type Part = readonly [name: string, value: string | File]

/** The body of a call. */
export interface Input {
  /** As text. For the journal only if it is bytes or a multipart form. */
  readonly text: string
  /** The parts of a multipart form. Undefined for any other body. */
  readonly parts?: readonly Part[]
  readonly bytes?: Uint8Array<ArrayBuffer>
}

/** Media types whose content is text. */
const textual = /^(text\/|[^;]*\b(json|xml|csv|x-?ndjson|jsonl|yaml|javascript)\b)/i

/** Whether a body with this content type is text. */
export const isTextual = (type: string): boolean => textual.test(type)

/** Whether an operation takes bytes, text that is not JSON, or files. */
export const takesUpload = ({ body }: MockOperation): boolean => body === 'raw' || body === 'multipart'

/** Reads the body of a call by the encoding of its operation. Null if it is too large. */
export async function readInput(request: Request, operation: MockOperation): Promise<Input | null> {
  const { body, fields } = operation
  if (!takesUpload(operation)) {
    const text = await readBody(request)
    return text === null ? null : { text }
  }
  const bytes = await readBytes(request, maxUpload)
  if (bytes === null) return null
  const type = request.headers.get('content-type') ?? ''
  if (body === 'raw') {
    return { text: isTextual(type) ? new TextDecoder().decode(bytes) : noteOf(bytes), bytes }
  }
  const isForm = /^multipart\/form-data\b/i.test(type)
  const form = isForm && (await new Response(bytes, { headers: { 'content-type': type } }).formData().catch(() => null))
  if (!form) return { text: noteOf(bytes) }
  const parts: Part[] = []
  for (const [name, value] of form) {
    // Some clients send a document as a file.
    const isDocument = typeof value !== 'string' && fields[name]?.type === 'json'
    parts.push([name, isDocument ? await value.text() : value])
  }
  const shown = parts.map(([name, value]) => [name, typeof value === 'string' ? value : `(${value.size} bytes)`])
  return { text: new URLSearchParams(shown).toString(), parts }
}

/** What the journal keeps of bytes. */
export const noteOf = ({ byteLength }: Uint8Array): string => (byteLength === 0 ? '' : `(${byteLength} bytes)`)
