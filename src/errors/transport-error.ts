import { OnAirError } from './on-air-error.js'

/** The phase of a request in which the network failed. */
export type NetworkPhase =
  /** Nothing left the machine: repeating is safe for any method. */
  | 'connect'
  /** It may have arrived and taken effect. */
  | 'sent'

/**
 * The call got no answer: the connection was refused, reset or cut short, the host was not found, or a browser hid a redirect.
 *
 * @example
 * const result = await kollus.call('listChannels').catch((error: unknown) => {
 *   if (error instanceof NetworkError) console.log(error.phase, error.reason)
 *   throw error
 * })
 */
export class NetworkError extends OnAirError {
  override readonly name = 'NetworkError'
  override readonly code = 'network'
  readonly phase: NetworkPhase
  /** The system's error code, such as `ECONNREFUSED`, if there is one. */
  readonly reason?: string

  constructor(message: string, options: { readonly phase: NetworkPhase; readonly reason?: string }) {
    super(message)
    this.phase = options.phase
    this.reason = options.reason
  }

  protected override details() {
    return { phase: this.phase, reason: this.reason }
  }
}

/** A time limit has passed. `scope` names it: one attempt, or the whole call with its retries and waits. */
export class TimeoutError extends OnAirError {
  override readonly name = 'TimeoutError'
  override readonly code = 'timeout'
  readonly scope: 'attempt' | 'total'
  /** Milliseconds allowed. */
  readonly limit: number

  constructor(message: string, options: { readonly scope: 'attempt' | 'total'; readonly limit: number }) {
    super(message)
    this.scope = options.scope
    this.limit = options.limit
  }

  protected override details() {
    return { scope: this.scope, limit: this.limit }
  }
}

/** Characters of a body kept in a `DecodeError`. */
const RAW_LIMIT = 2048

/** A success whose body does not match the spec. The provider may have completed the operation. */
export class DecodeError extends OnAirError {
  override readonly name = 'DecodeError'
  override readonly code = 'decode'
  readonly status?: number
  /** The wrong place in the body, dotted. `''` for the whole body. */
  readonly path: string
  readonly #raw: string

  constructor(message: string, options: { readonly raw: string; readonly status?: number; readonly path?: string }) {
    super(message)
    this.#raw = options.raw.slice(0, RAW_LIMIT)
    this.status = options.status
    this.path = options.path ?? ''
  }

  /** The first 2 KiB of the body as it came. May hold secrets, so it is never printed. */
  get raw(): string {
    return this.#raw
  }

  protected override details() {
    return { status: this.status, path: this.path || undefined }
  }
}
