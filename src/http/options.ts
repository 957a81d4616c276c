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
  isRecord,
  isText,
  isTokenSource,
  type OptionRules,
} from '../options.js'
import { headerValue } from './headers.js'
import type { Limiter } from './limiter.js'
import type { Log } from './log.js'
import type { RetryOptions } from './retry.js'
import type { Fetch } from './send.js'
import type { ServerAddresses } from './server-urls.js'
import type { TimeoutOptions } from './timeout.js'
import type { Validation } from './validate.js'

/** The options of every client. */
export interface BaseOptions {
  /** The source of access tokens: `auth.account(id)`, `auth.app()` or `staticToken(value)`. */
  readonly auth: TokenSource
  /** The address of a mock or a proxy, in place of every server: `{baseUrl}/{provider}/{server}/…`. */
  readonly baseUrl?: string | undefined
  /**
   * The addresses of servers by name, in place of those in the spec: `{ api: 'https://api.example.com/v2' }`. Needed for a server whose
   * address in the spec is relative. A `baseUrl` comes before them.
   */
  readonly servers?: ServerAddresses | undefined
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
  servers: isRecord,
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

/** A value of a cookie (RFC 6265, section 4.1.1). */
const COOKIE = /^[\x21\x23-\x2B\x2D-\x3A\x3C-\x5B\x5D-\x7E]+$/

/** Path and header parameters that the client fills in from its own options. */
export type Filled<P extends Profile> = keyof P['clientOptions'] & string

/** The names of the options that hold API keys. */
type KeyOption<P extends Profile> = string extends keyof NonNullable<P['keys']> ? never : keyof NonNullable<P['keys']>

/** Those of them that a client can do without, because each operation has another way of authorization. */
type OptionalKey<P extends Profile> = {
  [Name in KeyOption<P>]: NonNullable<P['keys']>[Name] extends { readonly optional: true } ? Name : never
}[KeyOption<P>]

/**
 * {@link BaseOptions}, one required option for each parameter that the client fills in, and one for each API key. There is no `auth` if no
 * operation takes an access token. What each operation can do without is optional. A browser sends no cookie that a page sets on a request,
 * so an API key in a cookie is for servers.
 */
export type ProviderOptions<P extends Profile> = (P extends { readonly auth: 'none' }
  ? Omit<BaseOptions, 'auth'>
  : P extends { readonly auth: 'optional' }
    ? Omit<BaseOptions, 'auth'> & Partial<Pick<BaseOptions, 'auth'>>
    : BaseOptions) & {
  readonly [Name in P['clientOptions'][Filled<P>] | Exclude<KeyOption<P>, OptionalKey<P>>]: string
} & { readonly [Name in OptionalKey<P>]?: string | undefined }

/** `rules` that also allow the client's own options. {@link readSettings} checks their values. */
export function withClientOptions<Rules extends object>({ clientOptions, keys = {} }: Profile, rules: Rules): Rules {
  const names = [...Object.values(clientOptions), ...Object.keys(keys)]
  return { ...rules, ...Object.fromEntries(names.map((name) => [name, true])) }
}

/** The values of a client's own options. */
export interface Settings {
  /** Parameter → value. */
  readonly filled: Readonly<Record<string, string>>
  /** Client option → API key. */
  readonly keys: Readonly<Record<string, string>>
}

/**
 * The values of the client's own options. Throws a `UsageError` for an option that is unknown, wrong, missing or empty, and for a key that
 * cannot be sent in its place.
 */
export function readSettings(profile: Profile, options: Partial<BaseOptions>): Settings {
  checkOptions(profile.title, options, withClientOptions(profile, BASE_RULES))
  if (options?.auth === undefined && profile.auth === undefined)
    throw new UsageError(`${profile.title} needs the option "auth" to ${isTokenSource.must}.`)
  const given = options as unknown as Record<string, unknown>
  const read = (name: string, parameter: string) => {
    const value = given[name]
    if (typeof value === 'string' && value.trim() !== '') return value
    throw new UsageError(`${profile.title} needs the option "${name}": calls send it as ${parameter}.`)
  }
  const keys = Object.entries(profile.keys ?? {}).flatMap(([name, place]) => {
    if (place.optional && given[name] === undefined) return []
    const value = read(name, place.name)
    const isSendable = place.in === 'cookie' ? COOKIE.test(value) : headerValue(value) === value
    if (place.in === 'query' || isSendable) return [[name, value] as const]
    throw new UsageError(`${profile.title}: the option "${name}" has characters that are invalid in a ${place.in}.`)
  })
  return {
    filled: Object.fromEntries(
      Object.entries(profile.clientOptions).map(([parameter, name]) => [parameter, read(name, parameter)]),
    ),
    keys: Object.fromEntries(keys),
  }
}
