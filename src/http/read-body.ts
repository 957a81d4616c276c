/**
 * The body of a request or response as text. It counts the decompressed bytes while it reads, because 200 KiB of gzip can expand to
 * 200 MiB. At the first byte beyond `limit` it cancels the rest and throws the error from `tooLong`.
 */
export async function readBody(
  message: Pick<Response, 'body' | 'text'>,
  limit: number,
  tooLong: () => Error,
): Promise<string> {
  const { body } = message
  if (body === null) return ''
  // Some replacements for fetch have no streams.
  const reader = body?.getReader?.()
  if (!reader) {
    const text = await message.text()
    if (text.length > limit) throw tooLong()
    return text
  }
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    size += chunk.value.byteLength
    if (size > limit) {
      reader.cancel().catch(() => undefined)
      throw tooLong()
    }
    text += decoder.decode(chunk.value, { stream: true })
  }
  return text + decoder.decode()
}
