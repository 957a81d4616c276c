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
  type TokenRecord,
  type TokenSource,
} from './token.js'

/** What the tokens under one key need to live. */
export interface StoredTokensOptions extends Freshness {
  readonly store: TokenStore
  readonly key: string
  readonly clock: Clock
  /** Whose they are; named in errors. */
  readonly account?: string
  /** For whom they speak. */
  readonly subject: AccessToken['subject']
  /** A sign-in that brings no refresh token keeps the old one. */
  readonly keepsRefreshToken?: boolean
  /** Gets the next tokens for those there are, for `scopes` only where given. What it gives has not been stored. */
  readonly renew: (current: TokenRecord | undefined, scopes?: readonly string[]) => Promise<TokenRecord>
}

/** Tokens that were issued and could not be written yet. */
interface Unsaved {
  readonly record: TokenRecord
  /** The version they replace. */
  readonly ifVersion: number
  /** Whether they also replace what the store has by now in another version. */
  readonly replaces: (found: TokenRecord | undefined) => boolean
}

/** A renewal under way, or a look at the store. */
interface Flight {
  /** The refused token that it set off for. */
  readonly rejected?: string
  readonly landing: Promise<Landing>
}

interface Landing {
  readonly record: TokenRecord
  /** The flight has renewed the tokens, and not found them in the store. */
  readonly isNew?: boolean
}

/** Milliseconds between two early renewals, the first of which failed, and between two for refused tokens. */
const PAUSE = 60_000

/**
 * The life of the tokens under one key, kept in a store and renewed in time.
 *
 *  1. `token` is the only entry. Fast path: no lock and no store, if the token in memory is fresh and not the refused one.
 *  2. All others join one flight. It takes the store's lock and reads again: what another process renewed is used.
 *  3. New tokens are stored before any caller sees them, and nothing is awaited between the answer and the `set`.
 *  4. A caller's abort detaches that caller; the flight goes on, with a timeout of its own, and is never replayed.
 *  5. An answer without a refresh token leaves the old one in place.
 *  6. Fresh means further from expiry than the margin (`isFresh`). An unknown expiry is valid until refused. Where a lifetime
 *     may be assumed for it, renewal is tried once that is over, but the token never counts as expired; where the account is
 *     known to have tokens without end, not even that.
 *  7. No timers: renewal happens when a token is asked for.
 *  8. Only a rejected grant ends the session, after one more look at the store. Any other failure keeps the tokens, and inside
 *     the margin hands out the one that is still valid, with at most one early attempt a minute.
 *  9. If `set` fails, the new tokens stay in memory, `TokenNotPersistedError` is raised, and the next call begins by writing them.
 * 10. `token({ rejected })` answers with another token, but for rule 14.
 * 11. `narrow` is a renewal for fewer scopes, under the same lock and by the same rules 3, 5, 8 and 9; from then on every renewal
 *     asks for no more than those. More scopes than there are is an error before anything is sent.
 * 13. A sign-in without a refresh token replaces the stored tokens all the same: the old refresh token may be another user's. It is
 *     kept only where the provider gives one at the first consent alone (`keepsRefreshToken`).
 * 14. A token that the flight has just brought is handed out even if it is already due. If a token was renewed because it was
 *     refused, and the new one is refused within a minute, the new one is handed back until the minute is over.
 * 15. Versions and sign-ins tell which of two writes is the later one, never a wall clock. A sign-in replaces the sign-in before it
 *     and what was renewed of that. A renewal replaces the tokens that have the refresh token it cost.
 * 16. Before a refresh token is sent, the record is marked. If the store takes no write, nothing is sent. If the process dies before
 *     it stores the answer, the mark stays, and tells the next process why the provider refuses the refresh token.
 */
export class StoredTokens implements TokenSource {
  readonly #options: StoredTokensOptions
  #held: TokenRecord | undefined
  #unsaved: Unsaved | undefined
  #flight: Flight | undefined
  /** Before this time of `Clock.monotonic` no early renewal is tried. */
  #quietUntil = -Infinity
  /** Before this time of `Clock.monotonic` a refused token is not renewed. */
  #pausedUntil = -Infinity

  constructor(options: StoredTokensOptions) {
    this.#options = options
  }

  async token(options: { readonly rejected?: string; readonly signal?: AbortSignal } = {}): Promise<AccessToken> {
    const { rejected } = options
    const held = this.#held
    if (held && !this.#unsaved && this.#isGood(held, rejected)) return this.#seal(held)
    // Looked at only where there is something to wait for: a call makes its signal when first asked for it.
    const { signal } = options
    signal?.throwIfAborted()
    for (;;) {
      const flight = this.#flight ?? this.#takeOff(rejected)
      const { record, isNew } = await untilAborted(flight.landing, signal)
      // A flight that set off before a token was refused, or before the machine slept, may bring what is of no use now.
      const isUseful =
        record.accessToken === rejected
          ? flight.rejected === rejected
          : isNew || !isExpired(record, this.#options.clock.now())
      if (isUseful) return this.#seal(record)
    }
  }

  /** Renews the tokens for `scopes` alone. Throws `UsageError` unless they are some of those there are. */
  async narrow(scopes: readonly string[]): Promise<Omit<Grant, 'account'>> {
    const { store, key } = this.#options
    return toGrant(await store.lock(key, () => this.#narrow(scopes)))
  }

  /**
   * Puts the tokens of a new sign-in, which `issue` trades for its code, in place of those there are. The lock is held meanwhile:
   * no code is spent while the store is out of reach. Throws `TokenNotPersistedError` as in rule 9.
   */
  async signIn(issue: () => Promise<TokenRecord>): Promise<Omit<Grant, 'account'>> {
    const { store, key, keepsRefreshToken } = this.#options
    return store.lock(key, async () => {
      // Not read as tokens: what is none is replaced as well.
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
   * Renews the tokens if they end before a time (epoch milliseconds) and there is a refresh token. Gives whether it did: not if they have
   * no known end. Rejects if the renewal fails, also while they are still valid.
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

  /** Whether it holds what is nowhere else: tokens that are not stored yet, or a renewal under way. */
  get isBusy(): boolean {
    return this.#flight !== undefined || this.#unsaved !== undefined
  }

  /** Deletes the tokens, here and in the store; gives whether there were any. */
  async forget(): Promise<boolean> {
    const { store, key } = this.#options
    return store.lock(key, async () => {
      const deleted = await store.delete(key)
      const known = deleted || this.#unsaved !== undefined
      this.#unsaved = undefined
      this.#held = undefined
      return known
    })
  }

  /** Neither refused nor due: nothing needs to be done about it now. */
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
      // What has no refresh token is used up to its very end; what has one that is dead is not used at all.
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
        // The mark stays if the provider may have accepted the refresh.
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
      // An answer that names no scopes is for those asked for (RFC 6749, section 5.1).
      scopes: issued.scopes ?? only ?? record?.scopes,
      narrowedTo: only ?? record?.narrowedTo,
      signIn: record?.signIn,
    }
    const replaces = (found: TokenRecord | undefined) => found?.refreshToken === spent
    this.#unsaved = { record: record?.neverExpires ? withoutEnd(next) : next, ifVersion, replaces }
    return this.#save()
  }

  /**
   * Rule 16: marks the tokens before the refresh token is sent. The write shows that the store takes one. It fails for a process that lost
   * its lock because it was stopped for long. Gives the new version; undefined if the record is another one by now.
   */
  async #announce(record: TokenRecord, ifVersion: number): Promise<number | undefined> {
    const { store, key } = this.#options
    const refreshing = crypto.randomUUID()
    if (!(await store.set(key, { ...record, refreshing }, { ifVersion }))) return undefined
    const marked = await this.#read()
    return marked.record?.refreshing === refreshing ? marked.version : undefined
  }

  /**
   * Rule 8: whether another process has written other tokens since a refresh token was sent that is now refused. If not, the refusal is
   * noted in the record, so that no process sends that refresh token again.
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

  /** Writes the unsaved tokens, unless the account signed in anew, or out, since they were requested: the later sign-in counts. */
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

  /** The tokens that are in the store at the end: these, those of another process, or none. */
  async #write({ record, ifVersion, replaces }: Unsaved): Promise<TokenRecord | undefined> {
    const { store, key } = this.#options
    let expected = ifVersion
    while (!(await store.set(key, { ...record }, { ifVersion: expected }))) {
      const found = await this.#read()
      if (!replaces(found.record)) return found.record
      if (found.version === expected)
        throw new TokenStoreError('The token store refuses a write for the version it has.')
      expected = found.version
    }
    return record
  }

  /** Drops the tokens in memory. Gives the error to throw. */
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

/** What a grant says of tokens, without a secret. */
function toGrant({ scopes = [], expiresAt, refreshToken }: TokenRecord): Omit<Grant, 'account'> {
  return { scopes, expiresAt, refreshable: refreshToken !== undefined }
}

/** `issued`. If it has no refresh token, it keeps the one from before. */
function keepRefreshToken(issued: TokenRecord, before: string | undefined): TokenRecord {
  return { ...issued, refreshToken: issued.refreshToken ?? before }
}

/** Throws `UsageError` where `scopes` are none, or not all among those there are, or nothing can be traded for them. */
function checkNarrowing({ scopes: all, refreshToken }: TokenRecord, scopes: readonly string[]): void {
  if (!refreshToken) throw new UsageError('narrow() needs a refresh token, and this account has none: begin() again.')
  if (scopes.length === 0)
    throw new UsageError('narrow() needs at least one scope. To give up all, forget() the account.')
  const more = scopes.filter((scope) => all && !all.includes(scope))
  if (more.length === 0) return
  throw new UsageError(`narrow() cannot add ${more.join(', ')} to ${all?.join(', ')}: begin() again for more scopes.`)
}

/** Whether the provider may have accepted a refresh that failed: there was no answer, or a 5xx, or one that cannot be read. */
function mayBeAccepted(error: unknown): boolean {
  if (error instanceof TokenEndpointError) return error.status >= 500
  return !(error instanceof NetworkError && error.phase === 'connect')
}

function notPersisted(error: unknown): TokenNotPersistedError {
  if (error instanceof TokenNotPersistedError) return error
  return new TokenNotPersistedError(
    'New tokens were issued, but the store does not take them. They are kept in memory and written by the next call: make the store writable before this process ends.',
    isOnAirError(error) ? { cause: error } : undefined,
  )
}
