import { OnAirError } from './on-air-error.js'

/** A provider's callback that cannot be read. */
export class CallbackError extends OnAirError {
  override readonly name = 'CallbackError'
  override readonly code = 'callback'
  /** The field at fault; `body` or `content-type` where it is the whole. */
  readonly field: string

  constructor(message: string, options: { readonly field: string }) {
    super(message)
    this.field = options.field
  }

  protected override details() {
    return { field: this.field }
  }
}
