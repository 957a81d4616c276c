import { redacted, type SecretNames } from './secrets.js'

/**
 * Matches a field with a quoted value: `"password": "…"` in JSON (possibly escaped in another string), or `password: "…"` in GraphQL. The end
 * of the value may be missing. A match begins at the start of a name only, so that the time is linear.
 */
const quotedField = /(?<![\w-])([\w-]+)(\\*["']?\s*[:=]\s*\\*)("""|"|')((?:\\.|(?!\3)[^\\])*)/gs

/** Redacts secrets in texts: values with a secret's name, secrets that the mock knows, and JSON Web Tokens. */
export class Redaction {
  readonly #secrets: ReadonlySet<string>
  readonly #names: SecretNames

  constructor(secrets: ReadonlySet<string>, names: SecretNames) {
    this.#secrets = secrets
    this.#names = names
  }

  /** The redacted value of a header. The authentication scheme is kept. */
  header(name: string, value: string): string {
    if (/^(proxy-)?authorization$/i.test(name))
      return value.includes(' ') ? `${value.split(' ', 1)[0]} ${redacted}` : redacted
    return this.#names.ofField(name) ? redacted : this.text(value)
  }

  /** A redacted query or URL-encoded form. */
  form(text: string): string {
    return text
      .split('&')
      .map((pair) => {
        const mark = pair.indexOf('=')
        if (mark < 0) return this.text(pair)
        const name = pair.slice(0, mark)
        return `${name}=${this.#names.ofParameter(decoded(name)) ? redacted : this.#value(pair.slice(mark + 1))}`
      })
      .join('&')
  }

  /** A redacted body. `isRequest`: a `code` in a request is an authorization code; in a response it is an error code. */
  body(text: string, type: string, isRequest: boolean): string {
    if (/\bjson\b/i.test(type)) {
      try {
        return JSON.stringify(this.#json(JSON.parse(text), isRequest))
      } catch {
        // Not valid JSON, or cut: redacted as text below.
      }
    }
    return /^application\/x-www-form-urlencoded\b/i.test(type) ? this.form(text) : this.text(text, isRequest)
  }

  /** The redacted fields of a form in a request. */
  fields(form: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    return this.#json(form, true) as Readonly<Record<string, string>>
  }

  /** A redacted JSON value. `isSecret`: its field has the name of a secret. */
  #json(value: unknown, isRequest: boolean, isSecret = false): unknown {
    if (typeof value === 'string') return isSecret && value !== '' ? redacted : this.text(value, isRequest)
    if (typeof value === 'number') return isSecret ? redacted : value
    if (Array.isArray(value)) return value.map((one) => this.#json(one, isRequest, isSecret))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, this.#json(one, isRequest, this.#isField(name, isRequest))]),
    )
  }

  #isField(name: string, isRequest: boolean): boolean {
    return this.#names.ofField(name) || (isRequest && name === 'code')
  }

  /**
   * A redacted text: parameters and passwords of URLs in it, quoted values of fields (in cut JSON and in GraphQL documents), JSON Web Tokens,
   * and secrets that the mock knows.
   */
  text(text: string, isRequest = false): string {
    return text
      .replace(quotedField, (whole: string, name: string, between: string, quote: string, value: string) =>
        value !== '' && this.#isField(name, isRequest) ? `${name}${between}${quote}${redacted}` : whole,
      )
      .replace(/(?<=:\/\/)[^\s/?#@"'<>\\]+@/g, `${redacted}@`)
      .replace(
        /(^|[?&;#])([\w.~%-]+)=([^&#;\s"'<>\\]+)/g,
        (_, mark: string, name: string, value: string) =>
          `${mark}${name}=${this.#names.ofParameter(decoded(name)) ? redacted : this.#value(value)}`,
      )
      .replace(/[^?&;]+/g, (part) => this.#words(part))
  }

  #words(text: string): string {
    return text
      .replace(/(?<![\w.-])[\w-]+(?:\.[\w-]*){2,}/g, (dotted) => (dotted.includes('eyJ') ? redacted : dotted))
      .replace(/[\w.~%+/=-]{8,}/g, (word) => this.#word(word))
  }

  /** A redacted parameter. Its value may be a percent-encoded URL. */
  #value(value: string): string {
    const inner = decoded(value)
    if (inner === value) return this.#words(value)
    const shown = this.text(inner)
    return shown === inner ? value : encodeURIComponent(shown)
  }

  /** A redacted run of token characters. It may consist of several parts. */
  #word(word: string): string {
    if (this.#knows(word)) return redacted
    return word.replace(/[\w.~%+-]{8,}/g, (part) =>
      this.#knows(part) ? redacted : part.replace(/[\w-]{8,}/g, (one) => (this.#knows(one) ? redacted : one)),
    )
  }

  #knows(word: string): boolean {
    return this.#secrets.has(word) || (word.includes('%') && this.#secrets.has(decoded(word)))
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
