import { CallbackError } from '../errors/index.js'
import { readBody } from './read-body.js'
import { headerOf, isRequest, type HeaderFields } from './message-source.js'

/**
 * A posted form: a `Request`, a body with its headers (text, bytes, or parsed by a framework), the encoded text, or its parameters.
 */
export type FormSource =
  | Request
  | string
  | URLSearchParams
  | { readonly body: FormBody; readonly headers?: HeaderFields }

type FormBody = string | Uint8Array | URLSearchParams | Readonly<Record<string, unknown>>

/** Maximum bytes of a callback's body. Known callbacks have less than one KiB. */
const LARGEST = 64 * 1024

/**
 * The fields of a posted form. For a repeated field, the last value counts. Throws a `CallbackError` if the content type is not
 * `application/x-www-form-urlencoded`, and for a body that is over 64 KiB or has no fields.
 */
export async function readForm(source: FormSource): Promise<Record<string, string>> {
  return Object.fromEntries(await readFields(source))
}

/**
 * The same fields in their order, for a callback whose fields must not be repeated: throws a `CallbackError` for a repeated one too, because
 * sender and receiver can read it differently.
 */
export async function readSingleFields(source: FormSource): Promise<readonly [name: string, value: string][]> {
  const fields = await readFields(source)
  const seen = new Set<string>()
  for (const [name] of fields) {
    if (seen.has(name)) throw fault('The callback has a field twice. Check who posts to this address.', name)
    seen.add(name)
  }
  return fields
}

async function readFields(source: FormSource): Promise<[string, string][]> {
  const fields = [...(await entriesOf(source))]
  if (fields.length === 0) throw fault('The callback has no fields. Was its body already read?', 'body')
  return fields
}

async function entriesOf(source: FormSource): Promise<Iterable<[string, string]>> {
  if (typeof source === 'string') return parse(source)
  if (source instanceof URLSearchParams) return source
  if (typeof source !== 'object' || source === null) throw unreadable()
  if (isRequest(source)) {
    checkType(source.headers.get('content-type'))
    if (source.bodyUsed) throw fault('The body of the callback has been read already. Pass { body } instead.', 'body')
    return new URLSearchParams(await readBody(source, LARGEST, tooLong))
  }
  if (source.body === undefined || source.body === null) throw unreadable()
  const { body, headers } = source
  checkType(headers && headerOf(headers, 'content-type'))
  if (typeof body === 'string' || body instanceof Uint8Array) return parse(body)
  if (body instanceof URLSearchParams) return body
  return Object.entries(body).flatMap(([name, value]): [string, string][] => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    return values.flatMap((one): [string, string][] =>
      typeof one === 'string' || typeof one === 'number' ? [[name, String(one)]] : [],
    )
  })
}

function parse(body: string | Uint8Array): URLSearchParams {
  if (body.length > LARGEST) throw tooLong()
  return new URLSearchParams(typeof body === 'string' ? body : new TextDecoder().decode(body))
}

function checkType(type: string | null | undefined): void {
  if (type && !/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    throw fault('The callback is not a form. Check who posts to this address.', 'content-type')
  }
}

function tooLong(): CallbackError {
  return fault('The body of the callback is over 64 KiB. A callback of the provider has less than one.', 'body')
}

function unreadable(): CallbackError {
  return fault('Give the callback as a Request, its body, or { body, headers }.', 'body')
}

function fault(message: string, field: string): CallbackError {
  return new CallbackError(message, { field })
}
