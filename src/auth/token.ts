import { TokenStoreError } from '../errors/index.js'
import type { StoreRecord } from '../store/store.js'

/** An access token. `value` does not appear when the token is printed, serialized or logged. */
export interface AccessToken {
  readonly value: string
  /** Epoch milliseconds. Absent if unknown. */
  readonly expiresAt?: number | undefined
  readonly scopes?: readonly string[] | undefined
  /** A signed-in user's token, or the client's own. Absent if unknown, as for a pasted token. */
  readonly subject?: 'user' | 'client' | undefined
}

/** Gives access tokens, and renews them if it can. */
export interface TokenSource {
  /**
   * A token to send now. `rejected` is the value that the provider has just refused: the result is then another token. It is the same
   * one if there is no other, or if the token before it was also refused less than a minute ago. Aborting `signal` detaches this caller
   * only.
   */
  token(options?: { readonly rejected?: string; readonly signal?: AbortSignal }): Promise<AccessToken>
}

/** An {@link AccessToken} that does not print its value: not in `util.inspect`, JSON or a template string. */
export class SealedToken implements AccessToken {
  readonly expiresAt?: number
  readonly scopes?: readonly string[]
  readonly subject?: AccessToken['subject']
  readonly #value: string

  constructor(value: string, { expiresAt, scopes, subject }: Omit<AccessToken, 'value'> = {}) {
    this.#value = value
    this.expiresAt = expiresAt
    this.scopes = scopes
    this.subject = subject
  }

  get value(): string {
    return this.#value
  }

  toString(): string {
    return '[access token]'
  }
}

/**
 * Whether a token can be sent in a header: visible ASCII without spaces (RFC 6750, section 2.1, allows even fewer characters). The
 * platform's error prints an invalid header value, so an invalid token must not reach `fetch`.
 */
export function isSendable(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token)
}

/** Tokens as they are stored. Times are epoch milliseconds. */
export interface TokenRecord {
  readonly accessToken: string
  readonly refreshToken?: string
  /** The time before the request for the token was sent, so that `expiresAt` is too early rather than too late. */
  readonly issuedAt: number
  /** Absent if unknown: the token is then valid until it is refused. */
  readonly expiresAt?: number
  /** The application declared at sign-in that this account's tokens never expire: they are renewed only when refused. */
  readonly neverExpires?: boolean
  readonly scopes?: readonly string[]
  /** The scopes that `narrow` left. Every refresh requests exactly these, which the provider is known to accept. */
  readonly narrowedTo?: readonly string[]
  /**
   * Id of a refresh that began with these tokens and whose outcome is unknown: its process is still running, has died, or lost the
   * connection.
   */
  readonly refreshing?: string
  /** The provider has refused the refresh token: it is not sent again. */
  readonly isRefused?: boolean
  /** Id of the sign-in. Renewals keep it, so that the tokens of two sign-ins can be distinguished. */
  readonly signIn?: string
}

/** The tokens of a record that can be revoked. */
export type RevocableTokens = Pick<TokenRecord, 'accessToken' | 'refreshToken'>

/** The usual margin before expiry, in milliseconds. */
const MARGIN = 60_000

/** A copy of `record` whose tokens never expire. */
export function withoutEnd(record: TokenRecord): TokenRecord {
  return { ...record, neverExpires: true, expiresAt: undefined }
}

/** When a token is due for renewal. Both in seconds, as in the profile. */
export interface Freshness {
  readonly refreshEarly?: number
  /** The assumed lifetime of a token without a known end. Default: infinite. */
  readonly assumedLifetime?: number
}

/**
 * Whether a token is not due for renewal yet: its known or assumed end is further away than the margin. The margin is `refreshEarly` or
 * 60 s, and at most a tenth of the lifetime.
 */
export function isFresh(record: TokenRecord, now: number, { refreshEarly, assumedLifetime }: Freshness): boolean {
  if (record.neverExpires) return true
  const { issuedAt, expiresAt: end = issuedAt + (assumedLifetime ?? Infinity) * 1000 } = record
  const margin = Math.min(refreshEarly === undefined ? MARGIN : refreshEarly * 1000, (end - issuedAt) / 10)
  return now < end - margin
}

/** Whether a token has expired. One without a known end never does. */
export function isExpired({ expiresAt }: TokenRecord, now: number): boolean {
  return expiresAt !== undefined && now >= expiresAt
}

/** A stored record as tokens. Throws a `TokenStoreError` that names `key` if it is not a token record. */
export function toTokenRecord(record: StoreRecord, key: string): TokenRecord {
  const {
    accessToken,
    refreshToken,
    issuedAt,
    expiresAt,
    neverExpires,
    scopes,
    narrowedTo,
    refreshing,
    isRefused,
    signIn,
  } = record
  const whole =
    typeof accessToken === 'string' &&
    accessToken !== '' &&
    (refreshToken === undefined || typeof refreshToken === 'string') &&
    typeof issuedAt === 'number' &&
    (expiresAt === undefined || typeof expiresAt === 'number') &&
    [neverExpires, isRefused].every((flag) => flag === undefined || typeof flag === 'boolean') &&
    [signIn, refreshing].every((text) => text === undefined || typeof text === 'string') &&
    [scopes, narrowedTo].every((list) => list === undefined || isTexts(list))
  if (!whole) {
    throw new TokenStoreError(`What the store has under ${key} is not a token record. Delete it and sign in again.`, {
      path: key,
    })
  }
  return record as unknown as TokenRecord
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
