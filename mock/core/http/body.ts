import { RefusalError, type Reply } from './reply.js'

/** The largest accepted body of a call to a provider, in bytes. An arbitrary bound. */
const maxBody = 1_048_576

/** The largest accepted body of a call that uploads bytes or files, in bytes. An arbitrary bound. */
export const maxUpload = 64 * 1_048_576

/** The largest accepted body of the mock's own API and pages, in bytes. A snapshot must fit. */
export const maxSnapshot = 64 * 1_048_576

/** The mock's own refusal, because the providers' responses are not known. */
export const tooLarge = (most = maxBody): Reply => ({
  status: 413,
  body: { message: `onair mock: the body is larger than ${most} bytes.` },
  reason: 'body too large',
})

const incomplete: Reply = {
  status: 400,
  body: { message: 'onair mock: the body is incomplete.' },
  reason: 'incomplete body',
}

/**
 * Reads a body as text. Null for more than `most` bytes: unread if the length is announced, else read up to the bound. Throws a
 * `RefusalError` if the client disconnects before the end.
 */
export async function readText(request: Request, most: number): Promise<string | null> {
  const announced = request.headers.get('content-length')
  if (Number(announced) > most) return null
  try {
    return announced === null ? await readStream(request.body, most) : await request.text()
  } catch {
    throw new RefusalError(incomplete)
  }
}

/**
 * Reads the body of a call to a provider. Null if it is too large. A multipart form (RFC 7578) is returned URL-encoded, without its files;
 * a malformed one is empty.
 */
export async function readBody(request: Request): Promise<string | null> {
  const text = await readText(request, maxBody)
  const type = request.headers.get('content-type') ?? ''
  if (text === null || !/^multipart\/form-data\b/i.test(type)) return text
  const fields = [...(await parseForm(text, type))].filter(
    (field): field is [string, string] => typeof field[1] === 'string',
  )
  return new URLSearchParams(fields).toString()
}

/** The fields and files of a form in either encoding. Empty if it is malformed. */
export const parseForm = (text: string | Uint8Array<ArrayBuffer>, type: string): Promise<FormData> =>
  new Response(text, { headers: { 'content-type': type } }).formData().catch(() => new FormData())

/** Reads a body as bytes, with the same bound and error. */
export async function readBytes(request: Request, most: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (Number(request.headers.get('content-length')) > most) return null
  const chunks: Uint8Array<ArrayBuffer>[] = []
  try {
    if (!(await eachChunk(request.body, most, (chunk) => chunks.push(chunk)))) return null
  } catch {
    throw new RefusalError(incomplete)
  }
  const bytes = new Uint8Array(chunks.reduce((size, { length }) => size + length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

async function readStream(body: Request['body'], most: number): Promise<string | null> {
  const decoder = new TextDecoder()
  let text = ''
  const isWhole = await eachChunk(body, most, (chunk) => (text += decoder.decode(chunk, { stream: true })))
  return isWhole ? text + decoder.decode() : null
}

/** Reads a body in parts. False if it has more than `most` bytes. */
async function eachChunk(
  body: Request['body'],
  most: number,
  take: (chunk: Uint8Array<ArrayBuffer>) => unknown,
): Promise<boolean> {
  if (!body) return true
  const reader = body.getReader()
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return true
    size += value.length
    if (size > most) {
      await reader.cancel()
      return false
    }
    take(value)
  }
}
