type Message = Pick<Response, 'body' | 'text'>

/**
 * The body of a request or response as text. It counts the decompressed bytes while it reads, because 200 KiB of gzip can expand to
 * 200 MiB. At the first byte beyond `limit` it cancels the rest and throws the error from `tooLong`.
 */
export async function readBody(message: Message, limit: number, tooLong: () => Error): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  const rest = await eachChunk(message, { limit, tooLong }, (chunk) => {
    text += decoder.decode(chunk, { stream: true })
  })
  return rest ?? text + decoder.decode()
}

/** The same as bytes, for a signature over exactly what was received. */
export async function readBytes(
  message: Message,
  limit: number,
  tooLong: () => Error,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  const rest = await eachChunk(message, { limit, tooLong }, (chunk) => chunks.push(chunk))
  return rest === undefined ? new Uint8Array(await new Blob(chunks).arrayBuffer()) : new TextEncoder().encode(rest)
}

/** Reads the body to its end. Returns the whole text instead if the body is not a stream. */
async function eachChunk(
  message: Message,
  { limit, tooLong }: { readonly limit: number; readonly tooLong: () => Error },
  take: (chunk: Uint8Array<ArrayBuffer>) => void,
): Promise<string | undefined> {
  const { body } = message
  if (body === null) return ''
  // Some replacements for fetch have no streams.
  const reader = body?.getReader?.()
  if (!reader) {
    const text = await message.text()
    if (text.length > limit) throw tooLong()
    return text
  }
  let size = 0
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    size += chunk.value.byteLength
    if (size > limit) {
      reader.cancel().catch(() => undefined)
      throw tooLong()
    }
    take(chunk.value)
  }
  return undefined
}
