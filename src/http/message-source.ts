/** The headers of a received message, as the platform or a framework has them. */
export type HeaderFields = Headers | Readonly<Record<string, string | string[] | undefined>>

/** Checks the methods, because frameworks and other realms have their own `Request`. */
export function isRequest(source: object): source is Request {
  return 'text' in source && typeof source.text === 'function' && 'headers' in source
}

/** The value of a header, or of its first line. `name` is in lower case. */
export function headerOf(headers: HeaderFields, name: string): string | undefined {
  if (typeof headers.get === 'function') return (headers as Headers).get(name) ?? undefined
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? []
  return Array.isArray(value) ? (value as string[])[0] : (value as string | undefined)
}
