import type { Profile } from '../../specs/profile.js'
import type { TokenSource } from '../auth/token.js'
import type { Clock } from '../clock.js'
import { UsageError } from '../errors/index.js'
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
  readonly baseUrl?: string
  /** Instead of the global `fetch`. */
  readonly fetch?: Fetch
  readonly clock?: Clock
  /** `false`: every call is one attempt. */
  readonly retry?: RetryOptions | false
  /** A limiter to share with other clients, where one per token source is not it; `false`: calls go out at once. */
  readonly limit?: Limiter | false
  /** `false`: calls take as long as they take. */
  readonly timeout?: TimeoutOptions | false
  /** Schemas to hold answers to; none unless told otherwise. */
  readonly validate?: Validation
  /** Told of every attempt and every result. */
  readonly log?: Log
}

/** Path and header parameters that the client fills in itself, from options of its own. */
export type Filled<P extends Profile> = keyof P['clientOptions'] & string

/** {@link BaseOptions} and one required option for each parameter that the client fills in. */
export type ProviderOptions<P extends Profile> = BaseOptions & {
  readonly [Name in P['clientOptions'][Filled<P>]]: string
}

/**
 * The parameters that `options` fill in. Throws a `UsageError` for an option that is missing or empty, `auth`
 * included.
 */
export function readFilled(profile: Profile, options: BaseOptions): Record<string, string> {
  if (typeof options?.auth?.token !== 'function') {
    throw new UsageError(
      `${profile.title} needs the option "auth": auth.account(id), auth.app() or staticToken(value).`,
    )
  }
  const given = options as unknown as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(profile.clientOptions).map(([parameter, name]) => {
      const value = given[name]
      if (typeof value === 'string' && value.trim() !== '') return [parameter, value]
      throw new UsageError(`${profile.title} needs the option "${name}": calls send it as ${parameter}.`)
    }),
  )
}
