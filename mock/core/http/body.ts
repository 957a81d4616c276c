import { RefusalError, type Reply } from './reply.js'

/** The largest body that is read, in bytes: more than any provider's form needs, less than hurts. */
const maxBody = 1_048_576

/** The same for the mock's own API and pages, which take a snapshot. */
export const maxSnapshot = 64 * 1_048_576

/** The mock's own refusal. The provider's is not known. */
export const tooLarge = {
  status: 413,
  body: { message: `onair mock: the body is larger than ${maxBody} bytes.` },
  reason: 'body too large',
} satisfies Reply

const brokenOff: Reply = { status: 400, body: { message: 'onair mock: the body broke off.' }, reason: 'body broke off' }

/**
 * The body as text, or null when it has more than `most` bytes: refused unread where its length is announced, cut off where it is not.
 * Throws a `RefusalError` when the caller goes away in the middle.
 */
export async function readText(request: Request, most: number): Promise<string | null> {
  const announced = request.headers.get('content-length')
  if (Number(announced) > most) return null
  try {
    return announced === null ? await readStream(request.body, most) : await request.text()
  } catch {
    throw new RefusalError(brokenOff)
  }
}

/**
 * The body of a call to a provider. A multipart form (RFC 7578) comes back as the same fields in the encoding of a URL, without its files;
 * a malformed one has no field.
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

/** The fields and files of a form of either encoding; none if it is malformed. */
export const parseForm = (text: string, type: string): Promise<FormData> =>
  new Response(text, { headers: { 'content-type': type } }).formData().catch(() => new FormData())

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
