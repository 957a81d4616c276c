/** A body as it is sent. Only a stream cannot be sent twice. */
export type SentBody = string | Blob | ArrayBuffer | ArrayBufferView<ArrayBuffer> | ReadableStream<Uint8Array>

/** A body with its content type. */
export interface EncodedBody {
  readonly content: SentBody
  readonly type: string
}

/** A body of text or bytes, unchanged. The content type is that of a `Blob`, else `contentType`. */
export function encodeRaw(body: SentBody, contentType: string | undefined): EncodedBody {
  return { content: body, type: typeOf(body, contentType) }
}

/** The media type of a body or a part: a `Blob`'s own, else that of the spec. Default: `application/octet-stream`. */
export function typeOf(body: unknown, contentType = 'application/octet-stream'): string {
  return (isBlob(body) && body.type) || contentType
}

const kindOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1)

export const isBlob = (value: unknown): value is Blob => /^(Blob|File)$/.test(kindOf(value))

export const isBytes = (value: unknown): value is ArrayBuffer | ArrayBufferView<ArrayBuffer> =>
  ArrayBuffer.isView(value) || kindOf(value) === 'ArrayBuffer'

export const isStream = (value: unknown): value is ReadableStream<Uint8Array> => kindOf(value) === 'ReadableStream'
