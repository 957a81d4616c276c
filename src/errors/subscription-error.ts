import { OnAirError } from './on-air-error.js'

/** The server refused a GraphQL subscription, or ended it again as soon as it was restored. */
export class SubscriptionError extends OnAirError {
  override readonly name = 'SubscriptionError'
  override readonly code = 'subscription'
  /** The subscription's name, as the caller wrote it. */
  readonly subscription: string

  constructor(message: string, options: { readonly subscription: string }) {
    super(message)
    this.subscription = options.subscription
  }

  protected override details() {
    return { subscription: this.subscription }
  }
}
