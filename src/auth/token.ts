import { TokenStoreError } from '../errors/index.js'
import type { StoreRecord } from '../store/store.js'

/** What a provider's API takes. `value` never shows when the token is printed, serialised or logged. */
export interface AccessToken {
  readonly value: string
  /** Epoch milliseconds; absent where the provider says nothing of use. */
  readonly expiresAt?: number | undefined
  readonly scopes?: readonly string[] | undefined
  /** Whom it speaks for: a user who signed in, or the client itself. Absent where it is not known (a pasted token). */
  readonly subject?: 'user' | 'client' | undefined
}

/** Gives tokens, and renews them where it can. The one way in: everything else about tokens is behind it. */
export interface TokenSource {
  /**
   * A token to send now. `rejected` is the value that the provider has just refused: the answer is then another one, or
   * the same one where there is no other, or where the one before it was refused less than a minute ago as well. Aborting
   * `signal` detaches this caller only.
   */
  token(options?: { readonly rejected?: string; readonly signal?: AbortSignal }): Promise<AccessToken>
}

/** An {@link AccessToken} whose value cannot be seen by printing it: not in `util.inspect`, JSON or a template string. */
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
  /** Who signed in knew that this account's tokens have no end: time never renews them, for any answer. */
  readonly neverExpires?: boolean
  readonly scopes?: readonly string[]
  /** What `narrow` left of the scopes: every refresh asks for just these, which the provider is known to accept. */
  readonly narrowedTo?: readonly string[]
  /**
   * Id of a refresh that was begun with these tokens and whose end is not known: its process runs still, or has died, or lost the
   * connection.
   */
  readonly refreshing?: string
  /** The provider has refused the refresh token: it is not sent again. */
  readonly isRefused?: boolean
  /** Id of the sign-in; kept through renewals, so that a sign-in and what came of it can be told from another. */
  readonly signIn?: string
}

/** The usual margin before expiry, in milliseconds. */
const MARGIN = 60_000

/** `record` as one whose token has no end, for any answer. */
export function withoutEnd(record: TokenRecord): TokenRecord {
  return { ...record, neverExpires: true, expiresAt: undefined }
}

/** When to think of renewal. Both in seconds, as in the profile. */
export interface Freshness {
  readonly refreshEarly?: number
  /** Taken for the lifetime where the end is unknown; absent: an unknown end is far off. */
  readonly assumedLifetime?: number
}

/**
 * Whether a token can be handed out without thinking of its renewal: its end, or the one that is assumed, is further off
 * than the margin, which is `refreshEarly` or 60 s, and never above a tenth of the lifetime.
 */
export function isFresh(record: TokenRecord, now: number, { refreshEarly, assumedLifetime }: Freshness): boolean {
  if (record.neverExpires) return true
  const { issuedAt, expiresAt: end = issuedAt + (assumedLifetime ?? Infinity) * 1000 } = record
  const margin = Math.min(refreshEarly === undefined ? MARGIN : refreshEarly * 1000, (end - issuedAt) / 10)
  return now < end - margin
}

/** Whether a token's time is up. One of unknown end never expires. */
export function isExpired({ expiresAt }: TokenRecord, now: number): boolean {
  return expiresAt !== undefined && now >= expiresAt
}

/** A stored record as tokens; throws a `TokenStoreError` that names `key` where it is something else. */
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
