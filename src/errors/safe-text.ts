/** Field names whose values are secrets, or addresses with which anyone can publish. Compared without case, `_` and `-`. */
const SECRET =
  /^(.*token|.*secret|.*password|authorization|cookie|code|devicecode|codeverifier|.*apikey|streamkey|streamname|link|.*publishurl|jwt)$/

/** Long unbroken runs are tokens and keys. The word after a scheme or a secret's name is a secret of any length. */
const RUN = /[\w\-.~+/=]{32,}/g
const NAMED =
  /\b(bearer|basic|(?:[\w-]*(?:token|secret|password|key))|code)(["']?\s*[=:]\s*["']?|\s+)(?=\S*\d)[^\s"'&,;)]+/gi

/** The query of an address: it may contain its signature. */
const QUERY = /([a-z][a-z0-9+.-]*:\/\/[^\s?"'<>]*\?)[^\s"'<>]+/gi

const LONGEST = 300

/** Whether a field of this name is a secret. */
export function isSecretField(name: string): boolean {
  return SECRET.test(name.toLowerCase().replaceAll(/[_-]/g, ''))
}

/** The texts in `value` whose field names mark them as secrets, at any depth. For `Bearer abc`, `abc` is one too. */
export function secretsIn(value: unknown): string[] {
  if (!isObject(value) || ArrayBuffer.isView(value)) return []
  return Object.entries(value).flatMap(([name, item]) =>
    typeof item === 'string' && isSecretField(name) ? [item, ...item.split(' ').slice(1)] : secretsIn(item),
  )
}

/** Shorter secrets are ignored: they would redact words. */
const SHORTEST = 4

/** Characters that one letter takes in its longest usual form. */
const WIDEST = 12

/** One letter: percent-encoded, once or more often; escaped for JSON; escaped for HTML; or as it is. */
const LETTER =
  /%(?:25)*([\da-f]{2})|\\+u([\da-f]{4})|&(?:amp;)*#x0*([\da-f]{1,5});|&(?:amp;)*#0*(\d{1,6});|&(?:amp;)*(amp|lt|gt|quot|apos);|\\+|[^]/gi

const HTML: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * The first `most` characters of `text`, without `secrets` in any form: as they are, percent-encoded, escaped for JSON or HTML,
 * in capitals or not. A secret that begins before the end of the range is redacted as a whole.
 */
export function redact(text: string, secrets: readonly string[], most = text.length): string {
  const hidden = [...new Set(secrets.map((secret) => lettersOf(secret).letters))].filter(
    ({ length }) => length >= SHORTEST,
  )
  if (hidden.length === 0) return text.slice(0, most)
  const { letters, starts } = lettersOf(text.slice(0, most + WIDEST * Math.max(...hidden.map(({ length }) => length))))
  const spans = hidden
    .flatMap((secret) => placesOf(secret, letters).map((at) => [starts[at]!, starts[at + secret.length]!] as const))
    .sort(([a], [b]) => a - b)
  let [safe, done] = ['', 0]
  for (const [start, end] of spans) {
    if (start >= most) break
    if (start >= done) safe += `${text.slice(done, start)}[redacted]`
    done = Math.max(done, end)
  }
  return safe + text.slice(done, most)
}

/** `text` in one form, as bytes of UTF-8, and where in it each of them starts; the last entry is its end. */
function lettersOf(text: string): { readonly letters: string; readonly starts: readonly number[] } {
  let letters = ''
  const starts: number[] = []
  for (const { 0: form, 1: byte, 2: unit, 3: hex, 4: decimal, 5: name, index } of text.matchAll(LETTER)) {
    const code = parseInt(byte ?? unit ?? hex ?? decimal ?? '', decimal === undefined ? 16 : 10)
    const letter = name ? HTML[name.toLowerCase()]! : Number.isNaN(code) ? form : String.fromCharCode(code)
    // A backslash escapes the next character, more than once in JSON within JSON. A plus is a space of a form.
    const one = letter.startsWith('\\') ? '' : /[\s+]/.test(letter) ? ' ' : letter.toLowerCase()
    const bytes = byte === undefined && one > '\x7f' ? String.fromCharCode(...new TextEncoder().encode(one)) : one
    letters += bytes
    for (let i = 0; i < bytes.length; i++) starts.push(index)
  }
  return { letters, starts: [...starts, text.length] }
}

function placesOf(secret: string, letters: string): number[] {
  const places: number[] = []
  for (let at = letters.indexOf(secret); at !== -1; at = letters.indexOf(secret, at + 1)) places.push(at)
  return places
}

/** `text` without `secrets` and anything that looks like one, on one line, at most 300 characters. */
export function safeText(text: string, secrets: readonly string[] = []): string {
  const line = redact(text.replaceAll(/\s+/g, ' ').trim(), secrets, 4 * LONGEST)
  const safe = line.replaceAll(QUERY, '$1[redacted]').replaceAll(NAMED, '$1$2[redacted]').replaceAll(RUN, '[redacted]')
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST)}…` : safe
}

/**
 * The message of an error body, safe to print without `secrets`: its `message`, `error`, `error_description`, `title`, `detail` or `hint`,
 * and up to five of its `errors`, which are lists of strings by field (the first of each counts), or a list of objects with a `message`.
 * `''` without any of them.
 */
export function describeBody(body: unknown, secrets: readonly string[] = []): string {
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
  return safeText([...new Set([...said, ...complaints])].join('; '), [...secrets, ...secretsIn(body)])
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
