import type { Random } from '../core/random.js'
import { OAuthFailure } from './failure.js'
import type { OAuthPolicy } from './policy.js'

/** One consent (or one client acting for itself) and every token that comes of it. */
export interface Family {
  readonly id: string
  readonly clientId: string
  /** Null for client credentials. */
  readonly userId: string | null
  readonly scopes: readonly string[]
}

/** An access token as the server remembers it. */
export interface AccessToken {
  /** The `jti` of a JWT, the handle of an opaque one. */
  readonly id: string
  readonly family: Family
  readonly scopes: readonly string[]
  /** Epoch milliseconds. */
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
  /** When it was exchanged or revoked, epoch milliseconds. */
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

/** Tokens that came of one exchange. */
export interface Issued {
  readonly access: AccessToken
  readonly refresh: RefreshToken | null
}

/**
 * Every token and code of a server.
 * - Issue, consume and revoke are synchronous: nothing can come between a check and its mark.
 * - A token is known by its whole value, so a forged or altered one is simply unknown.
 */
export class Families {
  readonly #random: Random
  readonly #policy: OAuthPolicy
  readonly #mint: { refreshToken(): string; code(): string }
  readonly #access = new Map<string, AccessToken>()
  readonly #refresh = new Map<string, RefreshToken>()
  readonly #codes = new Map<string, AuthorizationCode>()
  readonly #issued: AccessToken[] = []

  constructor(random: Random, policy: OAuthPolicy, mint: { refreshToken(): string; code(): string }) {
    this.#random = random
    this.#policy = policy
    this.#mint = mint
  }

  family(clientId: string, userId: string | null, scopes: readonly string[]): Family {
    return { id: this.#random.hex(16), clientId, userId, scopes }
  }

  /** New tokens of a family. The access token gets its value afterwards, by `bind`. */
  issue(family: Family, scopes: readonly string[], now: number, withRefresh: boolean): Issued {
    const { accessToken, refreshToken } = this.#policy.lifetimes
    const access = this.issueAccess(family, scopes, now, accessToken)
    if (!withRefresh) return { access, refresh: null }
    const value = this.#mint.refreshToken()
    const refresh = {
      value,
      family,
      access,
      scopes,
      expiresAt: refreshToken === null ? Infinity : now + refreshToken * 1000,
      revokedAt: null,
    }
    this.#refresh.set(value, refresh)
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
    this.#issued.push(access)
    return access
  }

  /** From here on the access token answers to this value. */
  bind(value: string, access: AccessToken): void {
    this.#access.set(value, access)
  }

  /** The live access token with this value, or undefined: unknown, expired and revoked ones are not told apart. */
  live(value: string, now: number): AccessToken | undefined {
    const access = this.#access.get(value)
    return access && !access.revoked && access.expiresAt > now ? access : undefined
  }

  issueCode(code: Omit<AuthorizationCode, 'value' | 'used' | 'expiresAt'>, now: number): AuthorizationCode {
    const lifetime = this.#policy.lifetimes.authorizationCode * 1000
    const issued = { ...code, value: this.#mint.code(), expiresAt: now + lifetime, used: false }
    this.#codes.set(issued.value, issued)
    return issued
  }

  code(value: string): AuthorizationCode | undefined {
    return this.#codes.get(value)
  }

  /** The refresh token with this value, if this client may exchange it now. Throws `OAuthFailure`. */
  exchangeable(value: string, clientId: string, now: number): RefreshToken {
    const token = this.#refresh.get(value)
    const refuse = (problem: 'unknown' | 'expired' | 'revoked' | 'foreign') =>
      new OAuthFailure({ kind: 'refresh_token', problem })
    if (!token) throw refuse('unknown')
    if (token.family.clientId !== clientId) throw refuse('foreign')
    if (token.expiresAt <= now) throw refuse('expired')
    if (token.revokedAt === null) return token
    const { refresh, graceSeconds } = this.#policy
    if (refresh === 'grace' && now < token.revokedAt + graceSeconds * 1000) return token
    if (refresh === 'rotate-and-revoke-family') this.revokeFamily(token.family.id, now)
    throw refuse('revoked')
  }

  /** Marks a refresh token as exchanged and issues what the policy gives for it. */
  exchange(token: RefreshToken, scopes: readonly string[], now: number): Issued {
    if (this.#policy.refresh === 'keep') return { ...this.issue(token.family, scopes, now, false), refresh: token }
    token.revokedAt ??= now
    token.access.revoked = true
    return this.issue(token.family, scopes, now, true)
  }

  revokeFamily(id: string, now: number): void {
    for (const access of this.#issued) if (access.family.id === id) access.revoked = true
    for (const refresh of this.#refresh.values()) if (refresh.family.id === id) refresh.revokedAt ??= now
  }

  /** The live access tokens that fulfil a condition, oldest first. */
  find(condition: (token: AccessToken) => boolean, now: number): AccessToken[] {
    return this.#issued.filter((token) => !token.revoked && token.expiresAt > now && condition(token))
  }
}
