import type { Profile } from '../../specs/profile.js'
import type { TokenSource } from '../auth/token.js'
import type { Clock } from '../clock.js'
import { UsageError } from '../errors/index.js'
import {
  checkOptions,
  isClock,
  isCount,
  isFunction,
  isLimiter,
  isMilliseconds,
  isText,
  isTokenSource,
  type OptionRules,
} from '../options.js'
import type { Limiter } from './limiter.js'
import type { Log } from './log.js'
import type { RetryOptions } from './retry.js'
import type { Fetch } from './send.js'
import type { TimeoutOptions } from './timeout.js'
import type { Validation } from './validate.js'

/** The options of every client. */
export interface BaseOptions {
  /** The source of access tokens: `auth.account(id)`, `auth.app()` or `staticToken(value)`. */
  readonly auth: TokenSource
  /** The address of a mock or a proxy, in place of every server: `{baseUrl}/{provider}/{server}/…`. */
  readonly baseUrl?: string | undefined
  /** Default: the global `fetch`. */
  readonly fetch?: Fetch | undefined
  readonly clock?: Clock | undefined
  /** When to retry. `false`: every call is one attempt. */
  readonly retry?: RetryOptions | false | undefined
  /** A limiter to share with other clients. Default: one for each token source. `false`: calls are sent at once. */
  readonly limit?: Limiter | false | undefined
  /**
   * The longest wait in milliseconds that an answer can ask for (`Retry-After`). If it asks for more, the call is not repeated, and
   * after a 429 all calls fail at once with `RateLimitError` until that time. Default: 60 000.
   */
  readonly maxRetryAfter?: number | undefined
  /** The time limits of a call. `false`: no limit. */
  readonly timeout?: TimeoutOptions | false | undefined
  /** Maximum bytes of an answer's body, after decompression. A longer one is a `DecodeError`. Default: 64 MiB. */
  readonly maxResponseBytes?: number | undefined
  /** Schemas that validate answers. Default: none. */
  readonly validate?: Validation | undefined
  /** Called for every attempt and every result. */
  readonly log?: Log | undefined
}

/** An option that a mock gives together with `baseUrl`, `fetch` and `clock`. Sign-in, and clients without sockets, ignore it. */
export interface SocketOption {
  readonly webSocket?: unknown
}

/** The rules for {@link BaseOptions}. `retry`, `timeout` and `validate` are checked where they are used. */
export const BASE_RULES: OptionRules<BaseOptions & SocketOption> = {
  auth: isTokenSource,
  baseUrl: isText,
  fetch: isFunction,
  clock: isClock,
  retry: true,
  limit: {
    must: `${isLimiter.must}, or false`,
    holds: (value) => value === false || isLimiter.holds(value),
  },
  maxRetryAfter: isMilliseconds,
  timeout: true,
  maxResponseBytes: isCount,
  validate: true,
  log: isFunction,
  webSocket: isFunction,
}

/** Path and header parameters that the client fills in from its own options. */
export type Filled<P extends Profile> = keyof P['clientOptions'] & string

/** {@link BaseOptions} and one required option for each parameter that the client fills in. */
export type ProviderOptions<P extends Profile> = BaseOptions & {
  readonly [Name in P['clientOptions'][Filled<P>]]: string
}

/** `rules` that also allow the client's own options. {@link readFilled} checks their values. */
export function withClientOptions<Rules extends object>({ clientOptions }: Profile, rules: Rules): Rules {
  return { ...rules, ...Object.fromEntries(Object.values(clientOptions).map((name) => [name, true])) }
}

/**
 * The parameters that `options` fill in. Throws a `UsageError` for an option that is unknown, wrong, missing or empty.
 */
export function readFilled(profile: Profile, options: BaseOptions): Record<string, string> {
  checkOptions(profile.title, options, withClientOptions(profile, BASE_RULES))
  if (options?.auth === undefined)
    throw new UsageError(`${profile.title} needs the option "auth" to ${isTokenSource.must}.`)
  const given = options as unknown as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(profile.clientOptions).map(([parameter, name]) => {
      const value = given[name]
      if (typeof value === 'string' && value.trim() !== '') return [parameter, value]
      throw new UsageError(`${profile.title} needs the option "${name}": calls send it as ${parameter}.`)
    }),
  )
}
