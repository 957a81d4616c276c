import { CallbackError } from '../errors/index.js'

/**
 * Where a posted form comes from: a `Request`, a body with its headers (as frameworks have it, text, bytes or parsed), the
 * encoded text, or its parameters.
 */
export type FormSource =
  | Request
  | string
  | URLSearchParams
  | { readonly body: FormBody; readonly headers?: Headers | Readonly<Record<string, string | string[] | undefined>> }

type FormBody = string | Uint8Array | URLSearchParams | Readonly<Record<string, unknown>>

/** Bytes of a callback's body; the known ones take less than one KiB. */
const LARGEST = 64 * 1024

/**
 * The fields of a posted form; of a repeated field the last value. Throws a `CallbackError` for another content type than
 * `application/x-www-form-urlencoded`, a body over 64 KiB or one without fields.
 */
export async function readForm(source: FormSource): Promise<Record<string, string>> {
  const fields = Object.fromEntries(await readFields(source))
  if (Object.keys(fields).length === 0)
    throw fault('The callback has no fields. Was its body read by something else before?', 'body')
  return fields
}

async function readFields(source: FormSource): Promise<Iterable<[string, string]>> {
  if (typeof source === 'string') return parse(source)
  if (source instanceof URLSearchParams) return source
  if (typeof source !== 'object' || source === null) throw unreadable()
  if (isRequest(source)) {
    checkType(source.headers.get('content-type'))
    return parse(await readText(source))
  }
  if (source.body === undefined || source.body === null) throw unreadable()
  const { body, headers } = source
  checkType(headers && typeOf(headers))
  if (typeof body === 'string') return parse(body)
  if (body instanceof URLSearchParams) return body
  if (body instanceof Uint8Array) return parse(checkSize(body.byteLength) && new TextDecoder().decode(body))
  return Object.entries(body).flatMap(([name, value]): [string, string][] => {
    const last: unknown = Array.isArray(value) ? value.at(-1) : value
    return typeof last === 'string' || typeof last === 'number' ? [[name, String(last)]] : []
  })
}

/** By its methods: a framework's or another realm's `Request` is one too. */
function isRequest(source: object): source is Request {
  return 'text' in source && typeof source.text === 'function' && 'headers' in source
}

/** Stops reading as soon as the body is too long, whatever its `content-length` says. */
async function readText(request: Request): Promise<string> {
  if (request.bodyUsed) throw fault('The body of the callback has been read already. Pass { body } instead.', 'body')
  const reader = request.body?.getReader()
  if (!reader) return ''
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    size += chunk.value.byteLength
    if (size > LARGEST) await reader.cancel()
    checkSize(size)
    text += decoder.decode(chunk.value, { stream: true })
  }
  return text + decoder.decode()
}

function parse(text: string): URLSearchParams {
  checkSize(text.length)
  return new URLSearchParams(text)
}

function checkSize(bytes: number): true {
  if (bytes > LARGEST) throw fault('The body of the callback is over 64 KiB, which none of the provider’s is.', 'body')
  return true
}

function checkType(type: string | null | undefined): void {
  if (type && !/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    throw fault('The callback is not a form. Check who posts to this address.', 'content-type')
  }
}

function typeOf(headers: Headers | Readonly<Record<string, string | string[] | undefined>>): string | undefined {
  if (headers instanceof Headers) return headers.get('content-type') ?? undefined
  const [, value] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type') ?? []
  return Array.isArray(value) ? value[0] : value
}

function unreadable(): CallbackError {
  return fault('A callback is read from a Request, its body, or { body, headers }.', 'body')
}

function fault(message: string, field: string): CallbackError {
  return new CallbackError(message, { field })
}
