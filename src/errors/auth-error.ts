import { OnAirError } from './on-air-error.js'

/** Signing in or staying signed in failed. */
export class AuthError extends OnAirError {
  override readonly name: string = 'AuthError'
  override readonly code: string = 'auth'
}

/**
 * The session is over (the grant was refused or revoked, or never existed): only the user can start another one.
 *
 * @example
 * try {
 *   await auth.token()
 * } catch (error) {
 *   if (!(error instanceof ReauthorizationRequiredError)) throw error
 *   console.log(`${error.account} has to sign in again.`)
 * }
 */
export class ReauthorizationRequiredError extends AuthError {
  override readonly name = 'ReauthorizationRequiredError'
  override readonly code = 'reauthorization_required'
  /** The account to send through `begin` again, if it is known. */
  readonly account?: string

  constructor(message: string, options: { readonly account?: string; readonly cause?: OnAirError } = {}) {
    super(message, options)
    this.account = options.account
  }

  protected override details() {
    return { account: this.account }
  }
}

/** The authorization server sent the user back without a code (RFC 6749, section 4.1.2.1), or ended a device authorization (RFC 8628, section 3.5). */
export class AuthorizationDeniedError extends AuthError {
  override readonly name = 'AuthorizationDeniedError'
  override readonly code = 'authorization_denied'
  /** The `error` parameter. `access_denied` if the user denied, `expired_token` if a device's code ended. */
  readonly error: string
  readonly description?: string

  constructor(message: string, options: { readonly error: string; readonly description?: string }) {
    super(message)
    this.error = options.error
    this.description = options.description
  }

  protected override details() {
    return { error: this.error, description: this.description }
  }
}

/** The `state` of a callback is missing, unknown, expired or already used: it may be forged (RFC 6749, section 10.12). */
export class StateMismatchError extends AuthError {
  override readonly name = 'StateMismatchError'
  override readonly code = 'state_mismatch'
}

/** The token endpoint refused, in a way that does not end the session. */
export class TokenEndpointError extends AuthError {
  override readonly name = 'TokenEndpointError'
  override readonly code = 'token_endpoint'
  readonly status: number
  /** The body's `error` (RFC 6749, section 5.2), if it had one. */
  readonly error?: string
  /** Milliseconds to wait, if the answer stated them. */
  readonly retryAfter?: number

  constructor(
    message: string,
    options: { readonly status: number; readonly error?: string; readonly retryAfter?: number },
  ) {
    super(message)
    this.status = options.status
    this.error = options.error
    this.retryAfter = options.retryAfter
  }

  protected override details() {
    return { status: this.status, error: this.error, retryAfter: this.retryAfter }
  }
}

/** New tokens were issued and the store did not save them. They are in memory, and the write is retried. */
export class TokenNotPersistedError extends AuthError {
  override readonly name = 'TokenNotPersistedError'
  override readonly code = 'token_not_persisted'
}

/** The token store cannot be read or written, or holds something other than tokens. */
export class TokenStoreError extends AuthError {
  override readonly name = 'TokenStoreError'
  override readonly code = 'token_store'
  /** The file or key. */
  readonly path?: string

  constructor(message: string, options: { readonly path?: string; readonly cause?: OnAirError } = {}) {
    super(message, options)
    this.path = options.path
  }

  protected override details() {
    return { path: this.path }
  }
}
