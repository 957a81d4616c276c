import { TokenStoreError } from '../errors/index.js'
import type { StoreRecord } from '../store/store.js'

/** What a provider's API takes. `value` never shows when the token is printed, serialised or logged. */
export interface AccessToken {
  readonly value: string
  /** Epoch milliseconds; absent where the provider says nothing of use. */
  readonly expiresAt?: number
  readonly scopes?: readonly string[]
}

/** Gives tokens, and renews them where it can. The one way in: everything else about tokens is behind it. */
export interface TokenSource {
  /**
   * A token to send now. `rejected` is the value that the provider has just refused: the answer is then another one, or
   * the same one where there is no other. Aborting `signal` detaches this caller only.
   */
  token(options?: { readonly rejected?: string; readonly signal?: AbortSignal }): Promise<AccessToken>
}

/** An {@link AccessToken} whose value cannot be seen by printing it: not in `util.inspect`, JSON or a template string. */
export class SealedToken implements AccessToken {
  readonly expiresAt?: number
  readonly scopes?: readonly string[]
  readonly #value: string

  constructor(
    value: string,
    { expiresAt, scopes }: { readonly expiresAt?: number; readonly scopes?: readonly string[] } = {},
  ) {
    this.#value = value
    this.expiresAt = expiresAt
    this.scopes = scopes
  }

  get value(): string {
    return this.#value
  }

  toString(): string {
    return '[access token]'
  }
}

/**
 * Whether a token can travel in a header: visible ASCII, no spaces (RFC 6750, section 2.1, is narrower still). The platform
 * prints a header value that it refuses, so a token that fails here must not get as far as `fetch`.
 */
export function isSendable(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token)
}

/** Tokens as the store keeps them. Times are epoch milliseconds. */
export interface TokenRecord {
  readonly accessToken: string
  readonly refreshToken?: string
  /** Taken before the request that brought the token was sent, so that `expiresAt` errs on the early side. */
  readonly issuedAt: number
  /** Absent where unknown: the token is then good until it is refused. */
  readonly expiresAt?: number
  readonly scopes?: readonly string[]
  /** When the user signed in; kept through renewals, so that a sign-in and what came of it can be told from an older one. */
  readonly signedInAt?: number
}

/** The usual margin before expiry, in milliseconds. */
const MARGIN = 60_000

/**
 * Whether a token can be handed out without thinking of its renewal: its end is further off than the margin, which is
 * `refreshEarly` (seconds, from the profile) or 60 s, and never above a tenth of the lifetime. An unknown end is far off.
 */
export function isFresh(record: TokenRecord, now: number, refreshEarly?: number): boolean {
  const { expiresAt, issuedAt } = record
  if (expiresAt === undefined) return true
  const margin = Math.min(refreshEarly === undefined ? MARGIN : refreshEarly * 1000, (expiresAt - issuedAt) / 10)
  return now < expiresAt - margin
}

/** Whether a token's time is up. One of unknown end never expires. */
export function isExpired({ expiresAt }: TokenRecord, now: number): boolean {
  return expiresAt !== undefined && now >= expiresAt
}

/** A stored record as tokens; throws a `TokenStoreError` that names `key` where it is something else. */
export function toTokenRecord(record: StoreRecord, key: string): TokenRecord {
  const { accessToken, refreshToken, issuedAt, expiresAt, scopes, signedInAt } = record
  const whole =
    typeof accessToken === 'string' &&
    accessToken !== '' &&
    (refreshToken === undefined || typeof refreshToken === 'string') &&
    typeof issuedAt === 'number' &&
    (expiresAt === undefined || typeof expiresAt === 'number') &&
    (signedInAt === undefined || typeof signedInAt === 'number') &&
    (scopes === undefined || (Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string')))
  if (!whole) {
    throw new TokenStoreError(`What the store has under ${key} is no token record. Delete it and sign in again.`, {
      path: key,
    })
  }
  return record as unknown as TokenRecord
}
