/**
 * Reads server-sent events (HTML standard, section 9.2) until the stream ends or is aborted. Resolves at the first event, by which the
 * server says that it is ready. `take` gets the data of the events after it.
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
  // An abort or a mock that stops ends the stream with an error. Neither needs handling.
  read().catch(() => {})
}
