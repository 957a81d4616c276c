/** Field names whose values are secrets, or addresses that let whoever has them publish. Compared without case, `_` and `-`. */
const SECRET =
  /^(.*token|.*secret|.*password|authorization|code|codeverifier|.*apikey|streamkey|streamname|link|.*publishurl|jwt)$/

/** Long unbroken runs are tokens and keys; what follows a scheme or a secret's name is one whatever its length. */
const RUN = /[\w\-.~+/=]{32,}/g
const NAMED =
  /\b(bearer|basic|(?:[\w-]*(?:token|secret|password|key))|code)(["']?\s*[=:]\s*["']?|\s+)(?=\S*\d)[^\s"'&,;)]+/gi

/** The query of an address: it may be what signs it. */
const QUERY = /([a-z][a-z0-9+.-]*:\/\/[^\s?"'<>]*\?)[^\s"'<>]+/gi

const LONGEST = 300

/** Whether a field of this name is a secret. */
export function isSecretField(name: string): boolean {
  return SECRET.test(name.toLowerCase().replaceAll(/[_-]/g, ''))
}

/** `text` without what looks like a secret, on one line, at most 300 characters. */
export function safeText(text: string): string {
  const line = text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 4 * LONGEST)
  const safe = line.replaceAll(QUERY, '$1[redacted]').replaceAll(NAMED, '$1$2[redacted]').replaceAll(RUN, '[redacted]')
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST)}…` : safe
}

/**
 * What an error body says, safe to print: its `message`, `error`, `error_description`, `title`, `detail` or `hint`, and up to
 * five of its `errors`, which are lists of texts by field (the first of each is told), or a list of objects with a `message`.
 * `''` where there is none of it.
 */
export function describeBody(body: unknown): string {
  if (typeof body !== 'object' || body === null) return ''
  const fields = body as Record<string, unknown>
  const said = ['message', 'error', 'error_description', 'title', 'detail', 'hint'].flatMap((name) => {
    const value = fields[name]
    return typeof value === 'string' && value.trim() ? [value.trim()] : []
  })
  const complaints = Object.entries(isObject(fields.errors) ? fields.errors : {})
    .slice(0, 5)
    .flatMap(([name, value]: [string, unknown]) => {
      if (Array.isArray(fields.errors))
        return isObject(value) && typeof value.message === 'string' ? [value.message] : []
      const first: unknown = Array.isArray(value) ? value[0] : value
      return typeof first === 'string' && !isSecretField(name) ? [`${name}: ${first}`] : []
    })
  return safeText([...new Set([...said, ...complaints])].join('; '))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
