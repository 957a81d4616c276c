/**
 * Thrown by a resolver on purpose: becomes an entry of `errors`, and the field is null. Any other exception is a defect of the mock.
 */
export class FieldError extends Error {
  readonly extensions: Readonly<Record<string, unknown>>

  constructor(message: string, extensions: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.extensions = extensions
  }
}
