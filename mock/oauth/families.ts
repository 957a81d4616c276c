import { ExpiringMap } from '../core/state/expiring-map.js'
import type { Random } from '../core/time/random.js'
import { OAuthError } from './failure.js'
import type { OAuthPolicy } from './policy.js'

/** The tokens of one consent, or of one client credentials grant. */
export interface Family {
  readonly id: string
  readonly clientId: string
  /** Null for client credentials. */
  readonly userId: string | null
  /** The scopes that the user allowed. */
  readonly scopes: readonly string[]
  /** The current scopes, with `narrowing: 'grant'`. */
  currentScopes: readonly string[]
}

/** An access token in the server's state. */
export interface AccessToken {
  /** The `jti` of a JWT, or the internal id of an opaque token. */
  readonly id: string
  readonly family: Family
  /** The scopes at issue. With `narrowing: 'grant'` those of the family apply: see `scopesOf`. */
  readonly scopes: readonly string[]
  /** Epoch milliseconds. `expiresAt` may be Infinity. */
  readonly issuedAt: number
  readonly expiresAt: number
  /** Set for a personal access token. */
  readonly name?: string
  revoked: boolean
}

export interface RefreshToken {
  readonly value: string
  readonly family: Family
  readonly access: AccessToken
  readonly scopes: readonly string[]
  readonly expiresAt: number
  /** The time at which it was exchanged or revoked, in epoch milliseconds. */
  revokedAt: number | null
}

export interface AuthorizationCode {
  readonly value: string
  readonly clientId: string
  readonly userId: string
  readonly scopes: readonly string[]
  readonly redirectUri: string
  readonly challenge: { readonly value: string; readonly method: 'plain' | 'S256' } | null
  readonly expiresAt: number
  used: boolean
}

/** The tokens that one exchange issued. */
export interface Issued {
  readonly access: AccessToken
  readonly refresh: RefreshToken | null
}

/** A family with a live token. */
export interface LiveFamily {
  readonly family: Family
  /** Its newest live access token. Undefined if only the refresh token is live. */
  readonly newest: AccessToken | undefined
  readonly isRefreshable: boolean
}

interface IssueOptions {
  readonly withRefresh?: boolean
  readonly replaced?: RefreshToken
  /** The value of the refresh token. Default: created by the factory. */
  readonly refreshToken?: string
}

/** Creates token values. `accessLifetime` overrides the policy's lifetime, in seconds. */
export interface TokenFactory {
  refreshToken(): string
  code(): string
  accessLifetime(family: Family): number | undefined
}

/** The tokens and codes of a provider. Plain data. */
export interface TokenState {
  /** By value: the tokens of `issued` that have one. */
  readonly access: Map<string, AccessToken>
  /** By id, oldest first. */
  readonly issued: Map<string, AccessToken>
  readonly refresh: Map<string, RefreshToken>
  readonly codes: Map<string, AuthorizationCode>
}

export const noTokens = (): TokenState => ({
  access: new Map(),
  issued: new Map(),
  refresh: new Map(),
  codes: new Map(),
})

/** How long ended codes and refresh tokens are remembered, in ms: 30 days. Later they are unknown. */
const remembered = 2_592_000_000

/** A revoked or expired access token is treated as unknown. */
const endOfAccess = ({ revoked, expiresAt }: AccessToken): number => (revoked ? 0 : expiresAt)

/**
 * The tokens and codes of a server.
 * - Issuing, consuming and revoking are synchronous, so that a check and its effect are atomic.
 * - A token is looked up by its whole value, so that a forged or altered one is unknown.
 * - Ended tokens are removed: access tokens at once, codes and refresh tokens after 30 days. With `rotate-and-revoke-family` a used refresh
 *   token is kept until it would have expired.
 */
export class Families {
  readonly #random: Random
  readonly #policy: OAuthPolicy
  readonly #factory: TokenFactory
  readonly #access: ExpiringMap<string, AccessToken>
  readonly #issued: ExpiringMap<string, AccessToken>
  readonly #refresh: ExpiringMap<string, RefreshToken>
  readonly #codes: ExpiringMap<string, AuthorizationCode>

  constructor(state: TokenState, random: Random, policy: OAuthPolicy, factory: TokenFactory) {
    this.#random = random
    this.#policy = policy
    this.#factory = factory
    this.#access = new ExpiringMap(state.access, endOfAccess)
    this.#issued = new ExpiringMap(state.issued, endOfAccess)
    this.#refresh = new ExpiringMap(state.refresh, (token) => this.#endOfRefresh(token) + remembered)
    this.#codes = new ExpiringMap(state.codes, ({ expiresAt }) => expiresAt + remembered)
  }

  /** The number of tokens and codes in the state. */
  get size(): number {
    return this.#access.size + this.#refresh.size + this.#codes.size + this.#issued.size
  }

  family(clientId: string, userId: string | null, scopes: readonly string[]): Family {
    return { id: this.#random.hex(16), clientId, userId, scopes, currentScopes: scopes }
  }

  /**
   * Issues tokens of a family. `replaced` is the old refresh token. `bind` must set the value of the access token afterwards.
   */
  issue(
    family: Family,
    scopes: readonly string[],
    now: number,
    { withRefresh = true, replaced, refreshToken }: IssueOptions = {},
  ): Issued {
    const { lifetimes, refreshClock } = this.#policy
    const own = family.userId === null ? lifetimes.appToken : undefined
    const lifetime = this.#factory.accessLifetime(family) ?? own ?? lifetimes.accessToken
    const access = this.issueAccess(family, scopes, now, lifetime)
    if (!withRefresh) return { access, refresh: null }
    const value = refreshToken ?? this.#factory.refreshToken()
    const whole = lifetimes.refreshToken === null ? Infinity : now + lifetimes.refreshToken * 1000
    const expiresAt = replaced && refreshClock === 'keep' ? replaced.expiresAt : whole
    const refresh = { value, family, access, scopes, expiresAt, revokedAt: null }
    this.#refresh.add(value, refresh, now)
    return { access, refresh }
  }

  issueAccess(family: Family, scopes: readonly string[], now: number, lifetime: number, name?: string): AccessToken {
    const access: AccessToken = {
      id: this.#random.hex(80),
      family,
      scopes,
      issuedAt: now,
      expiresAt: now + lifetime * 1000,
      revoked: false,
      ...(name !== undefined && { name }),
    }
    this.#issued.add(access.id, access, now)
    return access
  }

  /** The current scopes of an access token. */
  scopesOf({ family, scopes }: AccessToken): readonly string[] {
    return this.#policy.narrowing === 'grant' ? family.currentScopes : scopes
  }

  /** Sets the value of an access token. */
  bind(value: string, access: AccessToken): void {
    this.#access.add(value, access, access.issuedAt)
  }

  /** The live access token with this value. Undefined if it is unknown, expired or revoked. */
  live(value: string, now: number): AccessToken | undefined {
    return this.#access.get(value, now)
  }

  issueCode(
    code: Omit<AuthorizationCode, 'value' | 'used' | 'expiresAt'>,
    now: number,
    value = this.#factory.code(),
  ): AuthorizationCode {
    const lifetime = this.#policy.lifetimes.authorizationCode * 1000
    const issued = { ...code, value, expiresAt: now + lifetime, used: false }
    this.#codes.add(issued.value, issued, now)
    return issued
  }

  code(value: string, now: number): AuthorizationCode | undefined {
    return this.#codes.get(value, now)
  }

  /** The id of the client that a refresh token was issued to. Undefined for an unknown one. */
  clientIdOf(refreshToken: string, now: number): string | undefined {
    return this.#refresh.get(refreshToken, now)?.family.clientId
  }

  /** The refresh token with this value, if the client may exchange it. Throws an `OAuthError`. */
  exchangeable(value: string, clientId: string, now: number): RefreshToken {
    const token = this.#refresh.get(value, now)
    const refuse = (problem: 'unknown' | 'expired' | 'revoked' | 'foreign') =>
      new OAuthError({ kind: 'refresh_token', problem })
    if (!token) throw refuse('unknown')
    if (token.family.clientId !== clientId) throw refuse('foreign')
    if (token.expiresAt <= now) throw refuse('expired')
    if (token.revokedAt === null) return token
    const { refresh, graceSeconds } = this.#policy
    if (refresh === 'grace' && now < token.revokedAt + graceSeconds * 1000) return token
    if (refresh === 'rotate-and-revoke-family') this.revokeFamily(token.family.id, now)
    throw refuse('revoked')
  }

  #endOfRefresh({ expiresAt, revokedAt }: RefreshToken): number {
    const detectsReuse = this.#policy.refresh === 'rotate-and-revoke-family'
    return detectsReuse ? expiresAt : Math.min(expiresAt, revokedAt ?? Infinity)
  }

  /** The scopes that a refresh can request. They are also its default. */
  refreshable({ family, scopes }: RefreshToken): readonly string[] {
    const { narrowing, restoreScopesOnDefaultRefresh } = this.#policy
    if (narrowing === 'token') return scopes
    return restoreScopesOnDefaultRefresh ? family.scopes : family.currentScopes
  }

  /** Marks a refresh token as exchanged and issues new tokens by the policy. */
  exchange(token: RefreshToken, scopes: readonly string[], now: number): Issued {
    const { family } = token
    family.currentScopes = scopes
    if (this.#policy.refresh === 'keep')
      return { ...this.issue(family, scopes, now, { withRefresh: false }), refresh: token }
    token.revokedAt ??= now
    if (!this.#policy.keepsAccessTokens) token.access.revoked = true
    return this.issue(family, scopes, now, { replaced: token })
  }

  /** The families with a live token, oldest first. */
  liveFamilies(now: number): LiveFamily[] {
    const found = new Map<Family, { access: AccessToken[]; isRefreshable: boolean }>()
    const of = (family: Family) => {
      const one = found.get(family) ?? { access: [], isRefreshable: false }
      found.set(family, one)
      return one
    }
    for (const access of this.find(() => true, now)) of(access.family).access.push(access)
    for (const refresh of this.#refresh.values()) {
      if (refresh.revokedAt === null && refresh.expiresAt > now) of(refresh.family).isRefreshable = true
    }
    return [...found].map(([family, { access, isRefreshable }]) => ({ family, newest: access.at(-1), isRefreshable }))
  }

  /** Revokes a token of a client (RFC 7009, section 2.1): a refresh token with its whole family, an access token alone. */
  revokeToken(value: string, clientId: string, now: number): void {
    const refresh = this.#refresh.get(value, now)
    if (refresh?.family.clientId === clientId) this.revokeFamily(refresh.family.id, now)
    const access = this.#access.get(value, now)
    if (access?.family.clientId === clientId) access.revoked = true
  }

  revokeFamily(id: string, now: number): void {
    this.#revoke((family) => family.id === id, now)
  }

  /** Revokes every token of a user, for all clients. */
  revokeUser(userId: string, now: number): void {
    this.#revoke((family) => family.userId === userId, now)
  }

  #revoke(condition: (family: Family) => boolean, now: number): void {
    for (const access of this.#issued.values()) if (condition(access.family)) access.revoked = true
    for (const refresh of this.#refresh.values()) if (condition(refresh.family)) refresh.revokedAt ??= now
  }

  /** The live access tokens that fulfill a condition, oldest first. */
  find(condition: (token: AccessToken) => boolean, now: number): AccessToken[] {
    return [...this.#issued.values()].filter((token) => !token.revoked && token.expiresAt > now && condition(token))
  }
}
