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

/** What every client takes. */
export interface BaseOptions {
  /** Where access tokens come from: `auth.account(id)`, `auth.app()` or `staticToken(value)`. */
  readonly auth: TokenSource
  /** One address (a mock's, a proxy's) in front of every server: `{baseUrl}/{provider}/{server}/…`. */
  readonly baseUrl?: string | undefined
  /** Instead of the global `fetch`. */
  readonly fetch?: Fetch | undefined
  readonly clock?: Clock | undefined
  /** `false`: every call is one attempt. */
  readonly retry?: RetryOptions | false | undefined
  /** A limiter to share with other clients, where one per token source is not it; `false`: calls go out at once. */
  readonly limit?: Limiter | false | undefined
  /**
   * Milliseconds that an answer may ask to wait (`Retry-After`). If it asks for more, it is not repeated, and after a 429 all
   * calls fail at once with `RateLimitError` until that time has come. Default: 60 000.
   */
  readonly maxRetryAfter?: number | undefined
  /** `false`: calls take as long as they take. */
  readonly timeout?: TimeoutOptions | false | undefined
  /** Bytes an answer's body may have, after decompression; a longer one is a `DecodeError`. Default: 64 MiB. */
  readonly maxResponseBytes?: number | undefined
  /** Schemas that validate answers. Default: none. */
  readonly validate?: Validation | undefined
  /** Told of every attempt and every result. */
  readonly log?: Log | undefined
}

/** Stands with `baseUrl`, `fetch` and `clock` in one object for sign-in and all clients. Those without sockets ignore it. */
export interface SocketOption {
  readonly webSocket?: unknown
}

/** What each of {@link BaseOptions} must be; for `retry`, `timeout` and `validate`, see there. */
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

/** Path and header parameters that the client fills in itself, from options of its own. */
export type Filled<P extends Profile> = keyof P['clientOptions'] & string

/** {@link BaseOptions} and one required option for each parameter that the client fills in. */
export type ProviderOptions<P extends Profile> = BaseOptions & {
  readonly [Name in P['clientOptions'][Filled<P>]]: string
}

/** `rules` that allow the client's own options as well; {@link readFilled} checks what these hold. */
export function withClientOptions<Rules extends object>({ clientOptions }: Profile, rules: Rules): Rules {
  return { ...rules, ...Object.fromEntries(Object.values(clientOptions).map((name) => [name, true])) }
}

/**
 * The parameters that `options` fill in. Throws a `UsageError` for an option that does not exist, is wrong, missing or
 * empty.
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
