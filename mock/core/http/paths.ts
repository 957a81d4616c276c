/**
 * A URI for a `location` header. Characters that a URI cannot have (RFC 3986, section 2) are percent-encoded: otherwise the platform refuses
 * the header with an error that quotes it, and the URI may contain a code.
 */
export const locationOf = (uri: string): string =>
  uri.replace(/[^!-~]+/g, (found) =>
    Array.from(new TextEncoder().encode(found), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(
      '',
    ),
  )

/** The path of an absolute URL, not normalized. */
export function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  const end = url.search(/[?#]/)
  return start < 0 || (end >= 0 && end < start) ? '/' : url.slice(start, end < 0 ? undefined : end)
}

/** A path with and without a trailing slash. */
export const withSlash = (path: string): string[] => [path, `${path}/`]

/** A URI with further parameters in its query. */
export function withQuery(uri: string, parameters: Readonly<Record<string, string>>): string {
  return `${uri}${uri.includes('?') ? '&' : '?'}${new URLSearchParams(parameters).toString()}`
}
