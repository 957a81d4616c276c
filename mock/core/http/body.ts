import { RefusalError, type Reply } from './reply.js'

/** The largest body that is read, in bytes: more than any provider's form needs, less than hurts. */
const maxBody = 1_048_576

/** The mock's own refusal. The provider's is not known. */
export const tooLarge = {
  status: 413,
  body: { message: `onair mock: the body is larger than ${maxBody} bytes.` },
  reason: 'body too large',
} satisfies Reply

const brokenOff: Reply = { status: 400, body: { message: 'onair mock: the body broke off.' }, reason: 'body broke off' }

/**
 * The body as text, or null when it has more than `most` bytes: refused unread where its length is announced, cut off where it is not. A multipart
 * form (RFC 7578) comes back as the same fields in the encoding of a URL, without its files; a malformed one has no field.
 * Throws a `RefusalError` when the caller goes away in the middle.
 */
export async function readBody(request: Request, most = maxBody): Promise<string | null> {
  const announced = request.headers.get('content-length')
  if (Number(announced) > most) return null
  let text: string | null
  try {
    text = announced === null ? await readStream(request.body, most) : await request.text()
  } catch {
    throw new RefusalError(brokenOff)
  }
  const type = request.headers.get('content-type') ?? ''
  return text !== null && /^multipart\/form-data\b/i.test(type) ? fieldsOf(text, type) : text
}

async function fieldsOf(text: string, type: string): Promise<string> {
  const form = await new Response(text, { headers: { 'content-type': type } }).formData().catch(() => new FormData())
  const fields = [...form].filter((field): field is [string, string] => typeof field[1] === 'string')
  return new URLSearchParams(fields).toString()
}

async function readStream(body: Request['body'], most: number): Promise<string | null> {
  if (!body) return ''
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let text = ''
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    size += value.length
    if (size > most) {
      await reader.cancel()
      return null
    }
    text += decoder.decode(value, { stream: true })
  }
}
