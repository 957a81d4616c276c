import { CallbackError } from '../errors/index.js'
import { headerOf, isRequest, type HeaderFields } from '../http/message-source.js'
import { readBytes } from '../http/read-body.js'

/**
 * A posted webhook: a `Request`, or its body with its headers. The body must be exactly as received, because the signature is over its
 * bytes: not JSON that a framework has parsed.
 */
export type AdmissionSource = Request | { readonly body: string | Uint8Array; readonly headers: HeaderFields }

/** Maximum bytes of the body. Known requests have less than one KiB. */
const LARGEST = 64 * 1024

/** The bytes and the signature of a webhook. */
interface SignedBody {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly signature: string
}

/** Reads a webhook. Throws a `CallbackError` if it is not JSON by its content type, has no signature, or is over 64 KiB. */
export async function readSignedBody(source: AdmissionSource): Promise<SignedBody> {
  if (typeof source !== 'object' || source === null || !source.headers) throw unreadable()
  const { headers } = source
  const type = headerOf(headers, 'content-type')
  if (type && !/^application\/json\s*(;|$)/i.test(type))
    throw fault('The webhook is not JSON. Check who posts to this address.', 'content-type')
  const signature = headerOf(headers, 'x-ome-signature')
  if (!signature) {
    const message = 'The webhook has no X-OME-Signature. Set SecretKey in AdmissionWebhooks, and check who posts here.'
    throw fault(message, 'x-ome-signature')
  }
  return { bytes: await bytesOf(source), signature }
}

async function bytesOf(source: AdmissionSource): Promise<Uint8Array<ArrayBuffer>> {
  if (isRequest(source)) {
    if (source.bodyUsed) throw fault('The body of the webhook has been read already. Pass { body, headers }.', 'body')
    return readBytes(source, LARGEST, tooLong)
  }
  const { body } = source
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) throw unreadable()
  if (body.length > LARGEST) throw tooLong()
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : Uint8Array.from(body)
  if (bytes.length > LARGEST) throw tooLong()
  return bytes
}

function tooLong(): CallbackError {
  return fault('The body of the webhook is over 64 KiB. One of OvenMediaEngine has less than one.', 'body')
}

function unreadable(): CallbackError {
  return fault('Give the webhook as a Request, or as { body, headers } with the body as received.', 'body')
}

/** A webhook that is refused. The message must not contain values. */
export function fault(message: string, field: string): CallbackError {
  return new CallbackError(message, { field })
}
