/**
 * The body of a request or response as text. It counts the decompressed bytes while it reads, because 200 KiB of gzip can expand to
 * 200 MiB. At the first byte beyond `limit` it cancels the rest and throws the error from `tooLong`.
 */
export async function readBody(
  message: Pick<Response, 'body' | 'text'>,
  limit: number,
  tooLong: () => Error,
): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  const isRead = await eachChunk(message, { limit, tooLong }, (chunk) => {
    text += decoder.decode(chunk, { stream: true })
  })
  if (isRead) return text + decoder.decode()
  const whole = await message.text()
  if (whole.length > limit) throw tooLong()
  return whole
}

/** The same as bytes: a file, or exactly what a signature is over. */
export async function readBytes(
  message: Pick<Response, 'body' | 'arrayBuffer'>,
  limit: number,
  tooLong: () => Error,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  const isRead = await eachChunk(message, { limit, tooLong }, (chunk) => chunks.push(chunk))
  const whole = await (isRead ? new Blob(chunks) : message).arrayBuffer()
  if (whole.byteLength > limit) throw tooLong()
  return new Uint8Array(whole)
}

/** Reads a body in parts. False if it has no stream: some replacements for fetch have none. */
async function eachChunk(
  { body }: Pick<Response, 'body'>,
  { limit, tooLong }: { readonly limit: number; readonly tooLong: () => Error },
  take: (chunk: Uint8Array<ArrayBuffer>) => void,
): Promise<boolean> {
  if (body === null) return true
  const reader = body?.getReader?.()
  if (!reader) return false
  let size = 0
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    size += chunk.value.byteLength
    if (size > limit) {
      reader.cancel().catch(() => undefined)
      throw tooLong()
    }
    take(chunk.value)
  }
  return true
}
