/** Shared by every copy of this package and every realm, so that `isOnAirError` needs no `instanceof`. */
const brand = Symbol.for('onair.error')
const inspect = Symbol.for('nodejs.util.inspect.custom')

/**
 * Whether `value` is an error of this package, of any copy or realm.
 *
 * @example
 * try {
 *   unwrap(await kollus.call('listChannels'))
 * } catch (error) {
 *   if (!isOnAirError(error)) throw error
 *   console.log(error.code, error.message) // what happened, and what to do next
 * }
 */
export function isOnAirError(value: unknown): value is OnAirError {
  return typeof value === 'object' && value !== null && brand in value
}

/**
 * The base of every error this package throws. The message says what to do next.
 *
 * - Nothing in `message`, `stack`, `toJSON()` or `util.inspect` is a secret. Fields that can contain one are private.
 * - `cause` is another `OnAirError` or absent: a foreign error may carry a request, a token or a body.
 */
export class OnAirError extends Error {
  /** Written out in every class: a minifier shortens the names of classes. */
  override readonly name: string = 'OnAirError'
  /** A code for programs, one for each class. */
  readonly code: string = 'onair'
  declare readonly cause?: OnAirError

  constructor(message: string, options?: { readonly cause?: OnAirError }) {
    super(message, options?.cause && { cause: options.cause })
  }

  get [brand](): true {
    return true
  }

  /** The fields that are safe to log. */
  protected details(): Record<string, unknown> {
    return {}
  }

  toJSON(): Record<string, unknown> {
    const details = Object.entries(this.details()).filter(([, value]) => value !== undefined)
    return { name: this.name, code: this.code, message: this.message, ...Object.fromEntries(details) }
  }

  [inspect](_depth: number, options: object, print: (value: unknown, options: object) => string): string {
    const { name: _name, message: _message, ...fields } = this.toJSON()
    const cause = this.cause ? { cause: this.cause } : {}
    return `${this.stack ?? `${this.name}: ${this.message}`} ${print({ ...fields, ...cause }, options)}`
  }
}

/** The call itself is wrong: an option is missing, an operation does not exist. Nothing was sent. */
export class UsageError extends OnAirError {
  override readonly name: string = 'UsageError'
  override readonly code: string = 'usage'
}
