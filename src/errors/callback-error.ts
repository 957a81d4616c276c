import { OnAirError } from './on-air-error.js'

/** A provider's callback that cannot be read. */
export class CallbackError extends OnAirError {
  override readonly name = 'CallbackError'
  override readonly code = 'callback'
  /** The wrong field. `body` or `content-type` if it is the whole callback. */
  readonly field: string

  constructor(message: string, options: { readonly field: string }) {
    super(message)
    this.field = options.field
  }

  protected override details() {
    return { field: this.field }
  }
}
