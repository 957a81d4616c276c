import { OnAirError } from './on-air-error.js'
import { describeBody } from './safe-text.js'

/** The parts of an {@link ApiError}. */
export interface Refusal {
  readonly status: number
  readonly provider: string
  /** operationId. */
  readonly operation: string
  /** The parsed body, or its text if it is not JSON. */
  readonly body: unknown
  /** Milliseconds to wait, if the answer stated them. */
  readonly retryAfter?: number
  /** Values that were sent and that the message must not quote. */
  readonly secrets?: readonly string[]
}

/**
 * The provider refused. One subclass for each class of status that needs its own handling.
 *
 * @example
 * try {
 *   unwrap(await kollus.call('getChannel', { params: { path: { channel_key: channelKey } } }))
 * } catch (error) {
 *   if (error instanceof NotFoundError) console.log('There is no such channel.')
 *   else if (error instanceof ApiError) console.log(error.status, error.operation, error.body)
 *   else throw error
 * }
 */
export class ApiError extends OnAirError {
  override readonly name: string = 'ApiError'
  override readonly code: string = 'api'
  readonly status: number
  readonly provider: string
  readonly operation: string
  /** Milliseconds to wait, if the answer stated them. */
  readonly retryAfter?: number
  readonly #body: unknown

  constructor(refusal: Refusal, advice = 'See the status and `body` of this error.', outcome = refused(refusal)) {
    super(`${refusal.provider}.${refusal.operation} ${outcome}. ${advice}`)
    this.status = refusal.status
    this.provider = refusal.provider
    this.operation = refusal.operation
    this.retryAfter = refusal.retryAfter
    this.#body = refusal.body
  }

  /** The provider's body. It may hold secrets (an echo of the request), so it is never printed. */
  get body(): unknown {
    return this.#body
  }

  protected override details() {
    const { status, provider, operation, retryAfter } = this
    return { status, provider, operation, retryAfter }
  }
}

function refused({ status, body, secrets }: Refusal): string {
  const said = describeBody(body, secrets)
  return `was refused with ${status}${said && ` (${said})`}`
}

/** 400 */
export class BadRequestError extends ApiError {
  override readonly name = 'BadRequestError'
  override readonly code = 'bad_request'
  constructor(refusal: Refusal) {
    super(refusal, 'Check the parameters and body that were sent.')
  }
}

/** 401, after the token was renewed if possible. */
export class UnauthorizedError extends ApiError {
  override readonly name = 'UnauthorizedError'
  override readonly code = 'unauthorized'
  constructor(refusal: Refusal) {
    super(refusal, 'The access token is not accepted: sign in again, or replace the pasted token.')
  }
}

/** 403 */
export class ForbiddenError extends ApiError {
  override readonly name = 'ForbiddenError'
  override readonly code = 'forbidden'
  constructor(refusal: Refusal) {
    super(
      refusal,
      'The token is valid but lacks the permission: check its scopes, the user’s role and the owner of the resource.',
    )
  }
}

/** 404 */
export class NotFoundError extends ApiError {
  override readonly name = 'NotFoundError'
  override readonly code = 'not_found'
  constructor(refusal: Refusal) {
    super(refusal, 'Check the keys in the path; it may have been deleted.')
  }
}

/** 409 */
export class ConflictError extends ApiError {
  override readonly name = 'ConflictError'
  override readonly code = 'conflict'
  constructor(refusal: Refusal) {
    super(refusal, 'The resource is not in a state that allows this: read it again, then decide.')
  }
}

/** 422 */
export class ValidationError extends ApiError {
  override readonly name = 'ValidationError'
  override readonly code = 'validation'
  constructor(refusal: Refusal) {
    super(refusal, 'Correct the fields that it names, then send it again.')
  }
}

/**
 * 429 that outlasted the retries. Or the call was not sent, because the rate limit gives it no turn in time: then `isSent` is
 * false, `status` is 429 as well, and `retryAfter` is the least time until a turn.
 *
 * @example
 * try {
 *   unwrap(await kollus.call('listChannels'))
 * } catch (error) {
 *   if (!(error instanceof RateLimitError)) throw error
 *   console.log(`Try again in ${error.retryAfter ?? 60_000} ms.`)
 * }
 */
export class RateLimitError extends ApiError {
  override readonly name = 'RateLimitError'
  override readonly code = 'rate_limited'
  readonly isSent: boolean

  constructor(refusal: Refusal, isSent = true) {
    const wait = refusal.retryAfter === undefined ? 'a minute' : `${Math.ceil(refusal.retryAfter / 1000)} s`
    if (isSent) super(refusal, `Wait ${wait} and share one client (or one limiter) among all callers of this account.`)
    else {
      const outcome = `was not sent: the rate limit has no turn for it within ${wait}, which is longer than timeout.total or maxRetryAfter allows`
      super(refusal, 'Try again then, make fewer calls at once, or raise the option that is too low.', outcome)
    }
    this.isSent = isSent
  }

  protected override details() {
    return { ...super.details(), isSent: this.isSent }
  }
}

/** 5xx that outlasted the retries. */
export class ServerError extends ApiError {
  override readonly name = 'ServerError'
  override readonly code = 'server'
  constructor(refusal: Refusal) {
    super(
      refusal,
      'The provider failed: try later. The operation may have taken effect: check before you repeat one that is not idempotent.',
    )
  }
}

const REDIRECTED = 'Redirects are followed for GET and within one origin only: check baseUrl and the requested address.'

const BY_STATUS: Readonly<Record<number, new (refusal: Refusal) => ApiError>> = {
  400: BadRequestError,
  401: UnauthorizedError,
  403: ForbiddenError,
  404: NotFoundError,
  409: ConflictError,
  422: ValidationError,
  429: RateLimitError,
}

/** The error for a refusal: the subclass of its status, or plain {@link ApiError}. */
export function apiError(refusal: Refusal): ApiError {
  const Subclass = BY_STATUS[refusal.status] ?? (refusal.status >= 500 ? ServerError : undefined)
  if (Subclass) return new Subclass(refusal)
  return refusal.status < 400 ? new ApiError(refusal, REDIRECTED) : new ApiError(refusal)
}
