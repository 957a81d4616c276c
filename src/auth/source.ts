import type { Clock } from '../clock.js'
import {
  isOnAirError,
  NetworkError,
  ReauthorizationRequiredError,
  TokenEndpointError,
  TokenNotPersistedError,
  TokenStoreError,
  UsageError,
} from '../errors/index.js'
import type { TokenStore } from '../store/store.js'
import { untilAborted } from '../store/until-aborted.js'
import type { Grant } from './login.js'
import {
  isExpired,
  isFresh,
  SealedToken,
  toTokenRecord,
  withoutEnd,
  type AccessToken,
  type Freshness,
  type RevocableTokens,
  type TokenRecord,
  type TokenSource,
} from './token.js'

/** The settings of {@link StoredTokens}. */
export interface StoredTokensOptions extends Freshness {
  readonly store: TokenStore
  readonly key: string
  readonly clock: Clock
  /** The account, for errors. */
  readonly account?: string
  /** Whether the tokens are a user's or the client's own. */
  readonly subject: AccessToken['subject']
  /** A sign-in without a new refresh token keeps the old one. */
  readonly keepsRefreshToken?: boolean
  /** Requests new tokens, for `scopes` if given. It does not store them. */
  readonly renew: (current: TokenRecord | undefined, scopes?: readonly string[]) => Promise<TokenRecord>
  /** Revokes the tokens at the provider. Undefined if it cannot. */
  readonly revoke?: (record: RevocableTokens) => Promise<void>
}

/** Tokens that were issued and are not stored yet. */
interface Unsaved {
  readonly record: TokenRecord
  /** The version they replace. */
  readonly ifVersion: number
  /** Whether they also replace the record `found`, which another process has written meanwhile. */
  readonly replaces: (found: TokenRecord | undefined) => boolean
}

/** A renewal in progress, or a read of the store. */
interface Flight {
  /** The refused token that started it. */
  readonly rejected?: string
  readonly landing: Promise<Landing>
}

interface Landing {
  readonly record: TokenRecord
  /** The tokens were renewed, not read from the store. */
  readonly isNew?: boolean
}

/** Milliseconds after a failed early renewal, and after a renewal for a refused token, before the next one. */
const PAUSE = 60_000

/**
 * The life of the tokens under one key, which are kept in a store and renewed in time.
 *
 *  1. `token` is the only entry. Fast path: if the token in memory is fresh and not the refused one, it needs no lock and no store.
 *  2. All other calls join one flight. It takes the store's lock and reads again, so that it finds tokens that another process renewed.
 *  3. New tokens are stored before any caller gets them, and nothing is awaited between the answer and the `set`.
 *  4. A caller's abort detaches that caller. The flight continues, with its own timeout, and is never replayed.
 *  5. If an answer has no refresh token, the old one is kept.
 *  6. A token is fresh if it is further from expiry than the margin (`isFresh`). A token without a known expiry is valid until refused.
 *     If a lifetime is assumed for it, a renewal is tried after that time, but the token never counts as expired. If the account is
 *     known to have tokens that never expire, there is no such renewal.
 *  7. There are no timers: a request for a token starts the renewal.
 *  8. Only a rejected grant ends the session, after the store was read once more. After any other failure the tokens are kept, and within
 *     the margin the token that is still valid is returned, with at most one early attempt a minute.
 *  9. If `set` fails, the new tokens stay in memory, callers get a `TokenNotPersistedError`, and the next call writes them first.
 * 10. `token({ rejected })` returns another token, except for rule 14.
 * 11. `narrow` is a renewal for fewer scopes, with the same lock and rules 3, 5, 8 and 9. Every later renewal requests these scopes only.
 *     A scope that was not granted is an error before anything is sent.
 * 13. A sign-in without a refresh token also replaces the stored tokens: the old refresh token may be another user's. It is kept only if
 *     the provider issues one at the first consent only (`keepsRefreshToken`).
 * 14. A token that the flight has just renewed is returned even if it is already due. If a token was renewed because it was refused, and
 *     the new one is refused within a minute, the new one is returned until the minute is over.
 * 15. Versions and sign-ins, and never a wall clock, decide which of two writes is later. A sign-in replaces the sign-in before it and
 *     the renewals of that. A renewal replaces the tokens that have the refresh token that it used.
 * 16. Before a refresh token is sent, the record is marked. If the store refuses the write, nothing is sent. If the process dies before
 *     it stores the answer, the mark stays and explains to the next process why the provider refuses the refresh token.
 */
export class StoredTokens implements TokenSource {
  readonly #options: StoredTokensOptions
  #held: TokenRecord | undefined
  #unsaved: Unsaved | undefined
  #flight: Flight | undefined
  /** The `Clock.monotonic` before which no early renewal is tried. */
  #quietUntil = -Infinity
  /** The `Clock.monotonic` before which a refused token is not renewed. */
  #pausedUntil = -Infinity

  constructor(options: StoredTokensOptions) {
    this.#options = options
  }

  async token(options: { readonly rejected?: string; readonly signal?: AbortSignal } = {}): Promise<AccessToken> {
    const { rejected } = options
    const held = this.#held
    if (held && !this.#unsaved && this.#isGood(held, rejected)) return this.#seal(held)
    // Read only before a wait: a call creates its signal at the first access.
    const { signal } = options
    signal?.throwIfAborted()
    for (;;) {
      const flight = this.#flight ?? this.#takeOff(rejected)
      const { record, isNew } = await untilAborted(flight.landing, signal)
      // A flight that started before the token was refused, or before the machine slept, may bring a token that is useless now.
      const isUseful =
        record.accessToken === rejected
          ? flight.rejected === rejected
          : isNew || !isExpired(record, this.#options.clock.now())
      if (isUseful) return this.#seal(record)
    }
  }

  /** Renews the tokens for `scopes` only. Throws `UsageError` if one of them was not granted, or if there are none. */
  async narrow(scopes: readonly string[]): Promise<Omit<Grant, 'account'>> {
    const { store, key } = this.#options
    return toGrant(await store.lock(key, () => this.#narrow(scopes)))
  }

  /**
   * Replaces the tokens by those of a new sign-in. `issue` exchanges its code for them. The lock is held meanwhile, so that no code is
   * used while the store is unreachable. Throws `TokenNotPersistedError` as in rule 9.
   */
  async signIn(issue: () => Promise<TokenRecord>): Promise<Omit<Grant, 'account'>> {
    const { store, key, keepsRefreshToken } = this.#options
    return store.lock(key, async () => {
      // Not validated: a record that holds no tokens is replaced too.
      const stored = await store.get(key)
      const issued = await issue()
      const before = (this.#unsaved ?? stored)?.record as TokenRecord | undefined
      const record = keepsRefreshToken && before ? keepRefreshToken(issued, before.refreshToken) : issued
      const replaces = (found: TokenRecord | undefined) => found?.signIn === stored?.record.signIn
      this.#unsaved = { record, ifVersion: stored?.version ?? 0, replaces }
      this.#pausedUntil = -Infinity
      return toGrant(await this.#save())
    })
  }

  /**
   * Renews the tokens if they expire before a time (epoch milliseconds) and there is a refresh token. Returns whether it did. Tokens
   * without a known end are not renewed. Rejects if the renewal fails, even if the tokens are still valid.
   */
  async renewBefore(before: number): Promise<boolean> {
    const { store, key } = this.#options
    const isDue = ({ record }: { readonly record?: TokenRecord }) =>
      record?.refreshToken !== undefined && (record.expiresAt ?? Infinity) < before
    // Most are not due, and need no lock.
    if (!this.#unsaved && !isDue(await this.#read())) return false
    return store.lock(key, async () => {
      if (this.#unsaved) await this.#save()
      for (;;) {
        const found = await this.#read()
        if (!isDue(found)) return false
        if (await this.#renew(found.record, found.version)) return true
      }
    })
  }

  /** Whether it has tokens that are not stored yet, or a renewal in progress. */
  get isBusy(): boolean {
    return this.#flight !== undefined || this.#unsaved !== undefined
  }

  /**
   * Revokes the tokens, if the provider can, and deletes them in memory and in the store. Returns whether there were any. If the revocation
   * fails, the tokens are kept and the error is thrown, unless `force` is true.
   */
  async forget({ force = false }: { readonly force?: boolean | undefined } = {}): Promise<boolean> {
    const { store, key, revoke } = this.#options
    return store.lock(key, async () => {
      const current = this.#unsaved?.record ?? (await store.get(key))?.record
      if (revoke && isRevocable(current)) await revoke(current).catch((error: unknown) => force || raise(error))
      const deleted = await store.delete(key)
      const known = deleted || this.#unsaved !== undefined
      this.#unsaved = undefined
      this.#held = undefined
      return known
    })
  }

  /** Whether a token is neither refused nor due. */
  #isGood(record: TokenRecord, rejected: string | undefined): boolean {
    if (record.accessToken === rejected) return false
    const { clock } = this.#options
    const now = clock.now()
    return isFresh(record, now, this.#options) || (clock.monotonic() < this.#quietUntil && !isExpired(record, now))
  }

  #takeOff(rejected: string | undefined): Flight {
    const { store, key } = this.#options
    const landing = store.lock(key, () => this.#fly(rejected)).finally(() => (this.#flight = undefined))
    return (this.#flight = { rejected, landing })
  }

  async #fly(rejected: string | undefined): Promise<Landing> {
    const { clock } = this.#options
    if (this.#unsaved) await this.#save()
    const { record, version } = await this.#read()
    const isRefused = record !== undefined && record.accessToken === rejected
    const isPaused = isRefused && clock.monotonic() < this.#pausedUntil
    if (record && (isPaused || this.#isGood(record, rejected))) return { record: (this.#held = record) }
    let renewed: TokenRecord | undefined
    try {
      renewed = await this.#renew(record, version)
    } catch (error) {
      if (error instanceof TokenNotPersistedError) throw error
      const isOver = error instanceof ReauthorizationRequiredError
      // A token without a refresh token is used until it expires. One with a dead refresh token is not used.
      const keeps = record && !isRefused && (!isOver || record.refreshToken === undefined)
      if (!keeps || isExpired(record, clock.now())) throw isOver ? this.#over(error.message) : error
      const wait = error instanceof TokenEndpointError ? (error.retryAfter ?? 0) : 0
      this.#quietUntil = clock.monotonic() + Math.max(PAUSE, wait)
      return { record: (this.#held = record) }
    }
    if (!renewed) return this.#fly(rejected)
    if (isRefused) this.#pausedUntil = clock.monotonic() + PAUSE
    return { record: renewed, isNew: true }
  }

  async #narrow(scopes: readonly string[]): Promise<TokenRecord> {
    if (this.#unsaved) await this.#save()
    const { record, version } = await this.#read()
    if (record) checkNarrowing(record, scopes)
    // If another process wrote meanwhile, its tokens are narrowed.
    return (await this.#renew(record, version, scopes)) ?? this.#narrow(scopes)
  }

  /** Undefined if another process has written other tokens meanwhile. */
  async #renew(
    record: TokenRecord | undefined,
    version: number,
    only?: readonly string[],
  ): Promise<TokenRecord | undefined> {
    const { store, key } = this.#options
    const spent = record?.refreshToken
    if (record?.isRefused) throw this.#over('Its refresh token was refused before.')
    const ifVersion = record && spent !== undefined ? await this.#announce(record, version) : version
    if (ifVersion === undefined) return undefined
    let issued: TokenRecord
    try {
      issued = await this.#options.renew(record, only)
    } catch (error) {
      if (!record || spent === undefined) throw error
      if (!(error instanceof ReauthorizationRequiredError)) {
        // The mark stays if the provider may have accepted the refresh token.
        if (!mayBeAccepted(error)) await store.set(key, { ...record }, { ifVersion }).catch(() => undefined)
        throw error
      }
      if (await this.#isReplaced(record)) return undefined
      const wasLost = record.refreshing !== undefined
      throw this.#over(
        wasLost ? `The provider accepted the last refresh but its answer was lost. ${error.message}` : error.message,
      )
    }
    const next: TokenRecord = {
      ...keepRefreshToken(issued, spent),
      // An answer without scopes grants the requested ones (RFC 6749, section 5.1).
      scopes: issued.scopes ?? only ?? record?.scopes,
      narrowedTo: only ?? record?.narrowedTo,
      signIn: record?.signIn,
    }
    const replaces = (found: TokenRecord | undefined) => found?.refreshToken === spent
    this.#unsaved = { record: record?.neverExpires ? withoutEnd(next) : next, ifVersion, replaces }
    return this.#save()
  }

  /**
   * Rule 16: marks the tokens before the refresh token is sent. This proves that the store accepts writes. It fails for a process that
   * lost its lock because it was stopped for long. Returns the new version. Undefined if the record has changed meanwhile.
   */
  async #announce(record: TokenRecord, ifVersion: number): Promise<number | undefined> {
    const { store, key } = this.#options
    const refreshing = crypto.randomUUID()
    if (!(await store.set(key, { ...record, refreshing }, { ifVersion }))) return undefined
    const marked = await this.#read()
    return marked.record?.refreshing === refreshing ? marked.version : undefined
  }

  /**
   * Rule 8: whether another process has written other tokens since the refused refresh token was sent. If not, it marks the record as
   * refused, so that no process sends that refresh token again.
   */
  async #isReplaced({ refreshToken }: TokenRecord): Promise<boolean> {
    const { store, key } = this.#options
    const { record, version } = await this.#read()
    if (record?.refreshToken !== refreshToken) return true
    const refused = { ...record, refreshing: undefined, isRefused: true }
    await store.set(key, refused, { ifVersion: version }).catch(() => undefined)
    return false
  }

  async #read(): Promise<{ readonly record?: TokenRecord; readonly version: number }> {
    const { store, key } = this.#options
    const stored = await store.get(key)
    return stored ? { record: toTokenRecord(stored.record, key), version: stored.version } : { version: 0 }
  }

  /** Writes the unsaved tokens, unless the account has signed in again or out since they were requested. */
  async #save(): Promise<TokenRecord> {
    const unsaved = this.#unsaved as Unsaved
    const kept = await this.#write(unsaved).catch((error: unknown) => {
      throw notPersisted(error)
    })
    this.#unsaved = undefined
    this.#held = kept
    if (!kept) throw this.#over('It was signed out before its new tokens were stored.')
    return kept
  }

  /** The tokens that are in the store at the end: the unsaved ones, those of another process, or none. */
  async #write({ record, ifVersion, replaces }: Unsaved): Promise<TokenRecord | undefined> {
    const { store, key } = this.#options
    let expected = ifVersion
    while (!(await store.set(key, { ...record }, { ifVersion: expected }))) {
      const found = await this.#read()
      if (!replaces(found.record)) return found.record
      if (found.version === expected)
        throw new TokenStoreError('The token store refuses to replace the version that it returned.')
      expected = found.version
    }
    return record
  }

  /** Drops the tokens in memory. Returns the error to throw. */
  #over(message: string): ReauthorizationRequiredError {
    const { account } = this.#options
    this.#held = undefined
    const whose = account === undefined ? '' : `The session of account ${JSON.stringify(account)} is over. `
    return new ReauthorizationRequiredError(message.startsWith(whose) ? message : whose + message, { account })
  }

  #seal({ accessToken, expiresAt, scopes }: TokenRecord): AccessToken {
    return new SealedToken(accessToken, { expiresAt, scopes, subject: this.#options.subject })
  }
}

/** Whether a stored record has a token that can be revoked. It may be another program's record. */
function isRevocable(
  record: Readonly<Record<string, unknown>> | RevocableTokens | undefined,
): record is RevocableTokens {
  return typeof record?.accessToken === 'string'
}

function raise(error: unknown): never {
  throw error
}

/** The grant of a record, without secrets. */
function toGrant({ scopes = [], expiresAt, refreshToken }: TokenRecord): Omit<Grant, 'account'> {
  return { scopes, expiresAt, refreshable: refreshToken !== undefined }
}

/** `issued`. If it has no refresh token, it keeps the one from before. */
function keepRefreshToken(issued: TokenRecord, before: string | undefined): TokenRecord {
  return { ...issued, refreshToken: issued.refreshToken ?? before }
}

/** Throws `UsageError` if `scopes` is empty, or one of them was not granted, or there is no refresh token. */
function checkNarrowing({ scopes: all, refreshToken }: TokenRecord, scopes: readonly string[]): void {
  if (!refreshToken) throw new UsageError('narrow() needs a refresh token, and this account has none: begin() again.')
  if (scopes.length === 0)
    throw new UsageError('narrow() needs at least one scope. To give up all, forget() the account.')
  const more = scopes.filter((scope) => all && !all.includes(scope))
  if (more.length === 0) return
  throw new UsageError(`narrow() cannot add ${more.join(', ')} to ${all?.join(', ')}: begin() again for more scopes.`)
}

/** Whether the provider may have accepted a refresh that failed: without an answer, after a 5xx, or after an unreadable answer. */
function mayBeAccepted(error: unknown): boolean {
  if (error instanceof TokenEndpointError) return error.status >= 500
  return !(error instanceof NetworkError && error.phase === 'connect')
}

function notPersisted(error: unknown): TokenNotPersistedError {
  if (error instanceof TokenNotPersistedError) return error
  return new TokenNotPersistedError(
    'New tokens were issued, but the store did not save them. They are kept in memory and written by the next call: make the store writable before this process ends.',
    isOnAirError(error) ? { cause: error } : undefined,
  )
}
