/** The message in an error body: its `message` and `error_description`. `''` if it has neither. For comparing, not for printing. */
export function messageOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return ''
  const { message, error_description: description } = body as Readonly<Record<string, unknown>>
  return [message, description].filter((text) => typeof text === 'string').join('\n')
}
