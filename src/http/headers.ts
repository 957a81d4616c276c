import { UsageError } from '../errors/index.js'

/** Header fields: names in lower case, and values that HTTP can send. A `Headers` of the platform costs ten times as much. */
export type HeaderFields = Record<string, string>

/**
 * `checked` fields with those of `parts`. A later part replaces fields of an earlier one, in any case of the name. Null removes a field,
 * and undefined is left out. Throws a `UsageError` that names the field, but not its value, if HTTP cannot send it.
 */
export function mergeHeaders(
  parts: readonly (Readonly<Record<string, string | null | undefined>> | undefined)[],
  checked: Readonly<HeaderFields> = {},
): HeaderFields {
  const merged: HeaderFields = { ...checked }
  for (const part of parts) {
    for (const name in part) {
      const value = part[name]
      if (value === null) delete merged[name.toLowerCase()]
      else if (value !== undefined) {
        const sent = headerValue(value)
        if (sent === undefined || !/^[\w!#$%&'*+.^`|~-]+$/.test(name))
          throw new UsageError(`Header "${name}" has characters that are invalid in a header. Remove them.`)
        merged[name.toLowerCase()] = sent
      }
    }
  }
  return merged
}

/** `value` as it is sent, without the white space of HTTP around it. Undefined if HTTP cannot send it (RFC 9110, section 5.5). */
export function headerValue(value: string): string | undefined {
  // Not `trim()`: it also removes characters that are part of a value, such as a no-break space.
  const trimmed = value.replaceAll(/^[\t\n\r ]+|[\t\n\r ]+$/g, '')
  return /^[\t\x20-\x7E\x80-\xFF]*$/.test(trimmed) ? trimmed : undefined
}
