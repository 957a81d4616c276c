import { Refusal, type Reply } from './reply.js'

/** The largest body that is read, in bytes: more than any provider's form needs, less than hurts. */
const maxBody = 1_048_576

/** The mock's own refusal, not the provider's: nobody knows what that one is. */
export const tooLarge = {
  status: 413,
  body: { message: `onair mock: the body is larger than ${maxBody} bytes.` },
  reason: 'body too large',
} satisfies Reply

const brokenOff: Reply = { status: 400, body: { message: 'onair mock: the body broke off.' }, reason: 'body broke off' }

/**
 * The body as text, or null when it is too large: refused unread where its length is announced, cut off where it is not.
 * Throws a `Refusal` when the caller goes away in the middle.
 */
export async function readBody(request: Request): Promise<string | null> {
  const announced = request.headers.get('content-length')
  if (Number(announced) > maxBody) return null
  try {
    return announced === null ? await readStream(request.body) : await request.text()
  } catch {
    throw new Refusal(brokenOff)
  }
}

async function readStream(body: Request['body']): Promise<string | null> {
  if (!body) return ''
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let text = ''
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    size += value.length
    if (size > maxBody) {
      await reader.cancel()
      return null
    }
    text += decoder.decode(value, { stream: true })
  }
}
