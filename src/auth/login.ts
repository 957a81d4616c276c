import { toBase64url } from '../base64.js'
import type { Clock } from '../clock.js'
import { isSame } from '../constant-time.js'
import { AuthorizationDeniedError, StateMismatchError, UsageError } from '../errors/index.js'
import type { Stored, TokenStore } from '../store/store.js'
import { authorizationParameters } from './authorization-parameters.js'
import { readCallback } from './callback.js'
import type { TokenEndpoint, SigningProfile } from './exchange.js'
import { withoutEnd, type TokenRecord } from './token.js'

/** The settings of a sign-in. */
export interface LoginOptions {
  readonly profile: SigningProfile
  /** The authorization endpoint. Undefined: users do not sign in. */
  readonly url: string | undefined
  readonly clientId: string
  readonly redirectUri?: string
  readonly store: TokenStore
  /** The prefix of the keys of pending sign-ins. */
  readonly prefix: string
  readonly clock: Clock
  readonly exchange: TokenEndpoint
  readonly signIn: SignIn
}

/** Stores the tokens from `issue` for an account, and returns what they allow. */
export type SignIn = (account: string, issue: () => Promise<TokenRecord>) => Promise<Omit<Grant, 'account'>>

/** The options of `begin`. */
export interface LoginRequest<Scope extends string = string> {
  /** A name of your choice for the user who signs in. */
  readonly account: string
  readonly scopes: readonly Scope[]
  /** The tokens of this account are known never to expire: they are renewed only when refused. */
  readonly neverExpires?: boolean | undefined
  /**
   * Further parameters of the authorization request, such as `{ prompt: 'login' }`. They replace those of the profile. Parameters that the
   * sign-in sets itself, such as `state`, are refused.
   */
  readonly parameters?: Readonly<Record<string, string | undefined>> | undefined
}

/** The options of `complete`. */
export interface CompleteOptions {
  /**
   * The `state` in the session of the user who came back, undefined if there is none. A callback with another one is refused. Without this
   * check, an attacker can begin a sign-in and have another user complete it (RFC 6749, section 10.12). An application with one user, such
   * as a command line, does not need it.
   */
  readonly state: string | undefined
}

/** The result of a completed sign-in or of `narrow`. It contains no secret. */
export interface Grant<Scope extends string = string> {
  readonly account: string
  /** The granted scopes. If the answer names none: the requested ones, although the user may have allowed fewer (RFC 6749, section 5.1). */
  readonly scopes: readonly Scope[]
  /** Epoch milliseconds at which the first access token expires. Absent if unknown. */
  readonly expiresAt?: number
  /**
   * Whether there is a refresh token. Without one the session ends with its access token: the user must sign in again before that. Ask
   * the provider how to get one.
   */
  readonly refreshable: boolean
}

/** A sign-in that waits for its callback, as stored. */
interface PendingLogin {
  readonly stateHash: string
  readonly verifier?: string
  readonly account: string
  readonly scopes: readonly string[]
  readonly neverExpires?: boolean
  readonly redirectUri: string
  /** Epoch milliseconds. */
  readonly createdAt: number
}

/** Milliseconds between `begin` and `complete`: the maximum lifetime of a code (RFC 6749, section 4.1.2). */
const PENDING = 600_000

/** Maximum number of open sign-ins of one process: anonymous visitors can begin any number, and few complete them. */
const MOST_PENDING = 1000

/**
 * The authorization code grant (RFC 6749, section 4.1), from the authorization URL to the tokens.
 *
 * - `state` is 256 random bits. It is always sent, compared in constant time, and valid for one callback within 10 minutes.
 * - If the profile says so, a PKCE challenge is sent with it (RFC 7636).
 * - Pending sign-ins are in the store, so that any process that shares it can complete them. The store has a hash of the state.
 * - A process keeps at most 1,000 sign-ins open. One more drops the oldest.
 * - Scopes are checked here, before the user sees a page.
 */
export function createLogin(options: LoginOptions) {
  const { profile, store, clock, prefix } = options
  const isOver = (login: PendingLogin) => clock.now() - login.createdAt >= PENDING
  /** The keys of sign-ins that this process began, the oldest first, with the times at which they end. */
  const pending = new Map<string, number>()

  /** The address to send the user to. Throws `UsageError` for a scope that the provider does not have, and for a reserved parameter. */
  async function begin(request: LoginRequest): Promise<{ url: string; state: string }> {
    const { account, scopes, neverExpires } = request
    const { redirectUri } = options
    if (options.url === undefined)
      throw new UsageError(`${profile.title} has no sign-in for users. Use app() for tokens of the client itself.`)
    if (redirectUri === undefined)
      throw new UsageError('begin() needs the redirectUri that the client was registered with.')
    const wanted = checkScopes(profile, scopes)
    const parameters = authorizationParameters(profile.oauth.authorizationParameters, request.parameters)
    const state = randomSecret()
    const verifier = profile.oauth.pkce ? randomSecret() : undefined
    const stateHash = await sha256(state)
    const createdAt = clock.now()
    const login: PendingLogin = { stateHash, verifier, account, scopes: wanted, neverExpires, redirectUri, createdAt }
    await store.set(prefix + stateHash, { ...login }, { ifVersion: 0, lifetime: PENDING })
    pending.set(prefix + stateHash, createdAt + PENDING)
    if (pending.size > MOST_PENDING) await dropOldest()

    const url = new URL(options.url)
    for (const [name, value] of parameters) url.searchParams.set(name, value)
    url.searchParams.set('response_type', 'code')
    url.searchParams.set('client_id', options.clientId)
    url.searchParams.set('redirect_uri', redirectUri)
    if (wanted.length > 0) url.searchParams.set('scope', wanted.join(profile.oauth.scopeSeparator))
    url.searchParams.set('state', state)
    if (verifier !== undefined) {
      url.searchParams.set('code_challenge', await sha256(verifier))
      url.searchParams.set('code_challenge_method', 'S256')
    }
    return { url: url.href, state }
  }

  /**
   * Exchanges the code of a callback for tokens and stores them. Throws `AuthError` if the URL is not a callback, `StateMismatchError`
   * if the callback belongs to no open sign-in or to another session, `AuthorizationDeniedError` if the user or the provider refused, and
   * the errors of the token endpoint and the store.
   */
  async function complete(callback: string | URL, session?: CompleteOptions): Promise<Grant> {
    const { code, state, error, description } = readCallback(callback, options.redirectUri)
    const denied = () =>
      new AuthorizationDeniedError(
        `${profile.title} sent the user back without a code: ${error ?? 'it gave no reason'}${description ? ` (${description})` : ''}. Start a new sign-in if the user wants to.`,
        { error: error ?? 'no_code', description },
      )
    // Some servers omit `state` for an unknown scope. A refusal grants nothing, so a forged one does no harm.
    if (error !== undefined && state === undefined) throw denied()
    if (session && !isSame(state ?? '', session.state ?? ''))
      throw mismatch("The callback belongs to another user's session.")
    const login = await take(state)
    if (code === undefined || error !== undefined) throw denied()
    const { account, redirectUri, verifier } = login
    const granted = await options.signIn(account, async () => {
      const issued = await options.exchange.code({ code, redirectUri, verifier })
      const record = { ...issued, scopes: issued.scopes ?? login.scopes, signIn: login.stateHash }
      return login.neverExpires ? withoutEnd(record) : record
    })
    return { account, ...granted }
  }

  /** The sign-in that `state` belongs to. It is deleted from the store: it can be used once. */
  async function take(state: string | undefined): Promise<PendingLogin> {
    if (state === undefined) throw mismatch('The callback has no state.')
    const stateHash = await sha256(state)
    const key = prefix + stateHash
    const stored = await store.get(key)
    const login = stored && toPendingLogin(stored)
    if (!login || !isSame(stateHash, login.stateHash)) {
      throw mismatch('The callback belongs to no open sign-in of this application.')
    }
    pending.delete(key)
    // Of two callbacks at the same time, only the one that deletes it continues.
    if (!(await store.delete(key, { ifVersion: stored.version })))
      throw mismatch('The callback was used twice at the same time.')
    if (isOver(login)) throw mismatch('The sign-in took longer than 10 minutes.')
    return login
  }

  async function dropOldest(): Promise<void> {
    const [oldest, endsAt] = pending.entries().next().value as [string, number]
    pending.delete(oldest)
    if (clock.now() < endsAt) await store.delete(oldest)
  }

  return { begin, complete }
}

/**
 * The scopes, trimmed, each once. Throws `UsageError` for a scope that the provider does not have. A scope with a space inside is
 * refused too: the provider would read it as two.
 */
export function checkScopes(profile: SigningProfile, scopes: readonly string[]): string[] {
  if (!Array.isArray(scopes)) throw new UsageError('Scopes are a list of strings.')
  return [
    ...new Set(
      (scopes as readonly unknown[]).map((scope) => {
        const name = typeof scope === 'string' ? scope.trim() : ''
        if (profile.scopes.includes(name)) return name
        const known = profile.scopes.join(', ')
        throw new UsageError(`${profile.title} has no scope ${JSON.stringify(scope)}. It has: ${known}.`)
      }),
    ),
  ]
}

const mismatch = (what: string) =>
  new StateMismatchError(
    `${what} Nothing was exchanged. Begin again, and complete each callback once, within 10 minutes.`,
  )

function toPendingLogin({ record }: Stored): PendingLogin | undefined {
  const { stateHash, verifier, account, scopes, neverExpires, redirectUri, createdAt } = record
  const whole =
    typeof stateHash === 'string' &&
    (verifier === undefined || typeof verifier === 'string') &&
    typeof account === 'string' &&
    Array.isArray(scopes) &&
    (neverExpires === undefined || typeof neverExpires === 'boolean') &&
    typeof redirectUri === 'string' &&
    typeof createdAt === 'number'
  return whole ? (record as unknown as PendingLogin) : undefined
}

/** 256 random bits as base64url: a `state` (RFC 6749, section 10.10) or a code verifier (RFC 7636, section 4.1). */
const randomSecret = () => toBase64url(crypto.getRandomValues(new Uint8Array(32)))

/** SHA-256 as base64url: the form of an `S256` challenge (RFC 7636, section 4.2). */
const sha256 = async (text: string) =>
  toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))))
