/**
 * A URI for a `location` header. What no URI has (RFC 3986, 2) is percent-encoded, so that the platform never refuses the header with
 * an error that quotes it: it may hold a code.
 */
export const locationOf = (uri: string): string =>
  uri.replace(/[^!-~]+/g, (found) =>
    Array.from(new TextEncoder().encode(found), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(
      '',
    ),
  )

/** The path of an absolute URL, as it was sent. */
export function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  const end = url.search(/[?#]/)
  return start < 0 || (end >= 0 && end < start) ? '/' : url.slice(start, end < 0 ? undefined : end)
}

/** The address of a page with and without a slash at its end. */
export const withSlash = (path: string): string[] => [path, `${path}/`]

/** A URI with parameters added to those that it has. */
export function withQuery(uri: string, parameters: Readonly<Record<string, string>>): string {
  return `${uri}${uri.includes('?') ? '&' : '?'}${new URLSearchParams(parameters).toString()}`
}
