/**
 * What a resolver throws on purpose: an entry of `errors` with this message, and null at its place. Anything else that is thrown
 * is a defect of the mock.
 */
export class FieldError extends Error {
  readonly extensions: Readonly<Record<string, unknown>>

  constructor(message: string, extensions: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.extensions = extensions
  }
}
