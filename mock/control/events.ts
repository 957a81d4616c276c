/**
 * Reads server-sent events (HTML standard, 9.2) until the stream ends or is aborted. Resolves when the first event is there, which is the
 * server's word that it follows; `take` gets the data of those after it.
 */
export async function readEvents(response: Response, take: (data: string) => void): Promise<void> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const next = async (): Promise<boolean> => {
    const { done, value } = await reader.read()
    if (done) return false
    text += value
    return true
  }
  while (!text.includes('\n\n')) if (!(await next())) return
  text = text.slice(text.indexOf('\n\n') + 2)
  const read = async () => {
    do {
      const events = text.split('\n\n')
      text = events.pop()!
      for (const event of events) {
        const data = event.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []))
        if (data.length > 0) take(data.join('\n'))
      }
    } while (await next())
  }
  // It ends with an error if it is aborted, or if the mock goes away: there is nothing to follow any more.
  read().catch(() => {})
}
