import type { OAuthProfile, Profile } from '../../specs/profile.js'
import type { Random } from '../core/time/random.js'
import type { Reply } from '../core/http/reply.js'
import { approve, readAuthorizationRequest, type AuthorizationRequest, type RequestRules } from './authorize.js'
import { Directory, type Client, type User } from './directory.js'
import { describe, OAuthError, type Failure } from './failure.js'
import { Families, type AccessToken, type Issued } from './families.js'
import type { OAuthPolicy } from './policy.js'
import { Sessions } from '../accounts/sessions.js'
import { exchange, type GrantType } from './token-endpoint.js'

/** What a provider's OAuth looks like on the wire. The server says when, the dialect says how. */
export interface OAuthDialect {
  /** The provider's name on its pages. */
  readonly product: string
  /** Labels of the two buttons of the consent page. */
  readonly consent: { readonly approve: string; readonly deny: string; readonly chooseScopes: boolean }
  createAccessToken(token: AccessToken): string | Promise<string>
  createRefreshToken(): string
  createCode(): string
  /** The id of the client that is registered as the `ordinal`th; the number itself where absent. */
  createClientId?(ordinal: number): string
  /** 40 letters and digits where absent. */
  createClientSecret?(): string
  tokens(tokens: TokenSet, grant: GrantType): Reply
  refuse(failure: Failure): Reply
  /** What a browser is shown where there is nowhere to send it; as `refuse` where absent. */
  showFailure?(failure: Failure): Reply | Promise<Reply>
  /** Where the browser is sent with a failure. */
  redirectFailure(failure: Failure, redirectUri: string, state: string | null): string
}

/** What a token endpoint gives away. */
export interface TokenSet {
  readonly accessToken: string
  readonly refreshToken: string | null
  /** Seconds; null for a token that never expires. */
  readonly expiresIn: number | null
  /** The same as epoch milliseconds. */
  readonly expiresAt: number | null
  readonly scopes: readonly string[]
}

export interface OAuthServerOptions {
  readonly profile: Profile & { readonly oauth: OAuthProfile }
  readonly policy: OAuthPolicy
  readonly dialect: OAuthDialect
  readonly random: Random
  readonly now: () => number
  /** Users whose access tokens have a life of their own, in seconds; Infinity for one without an end. */
  readonly accessLifetime?: (userId: string) => number | undefined
}

/** An authorization server with its users, clients and tokens. One for each provider and generation. */
export class OAuthServer {
  readonly profile: Profile
  readonly policy: OAuthPolicy
  readonly dialect: OAuthDialect
  readonly directory: Directory
  readonly families: Families
  readonly sessions: Sessions
  readonly now: () => number
  readonly #oauth: OAuthProfile

  constructor({ profile, policy, dialect, random, now, accessLifetime }: OAuthServerOptions) {
    this.profile = profile
    this.#oauth = profile.oauth
    this.policy = policy
    this.dialect = dialect
    this.now = now
    this.directory = new Directory({
      clientId: (ordinal) => dialect.createClientId?.(ordinal) ?? String(ordinal),
      clientSecret: () => dialect.createClientSecret?.() ?? random.secret(40),
    })
    this.families = new Families(random, policy, {
      refreshToken: () => dialect.createRefreshToken(),
      code: () => dialect.createCode(),
      accessLifetime: ({ userId }) => (userId === null ? undefined : accessLifetime?.(userId)),
    })
    this.sessions = new Sessions(random, `/${profile.provider}`, now)
  }

  get #rules(): RequestRules {
    return { scopes: Object.keys(this.profile.scopes), pkce: this.#oauth.pkce !== null, policy: this.policy }
  }

  /** The authorization request in a query. Throws `OAuthError` or `RedirectedOAuthError`. */
  authorizationRequest(query: URLSearchParams): AuthorizationRequest {
    return readAuthorizationRequest(query, this.directory, this.#rules)
  }

  /** Where the browser goes when the user allows these scopes, all that were asked by default. */
  approve(request: AuthorizationRequest, user: User, scopes: readonly string[] = request.scopes): string {
    const allowed = request.scopes.filter((scope) => scopes.includes(scope))
    return approve(request, user, allowed, this.families, this.now())
  }

  /** Where the browser goes when the user says no. */
  deny(request: AuthorizationRequest): string {
    return this.dialect.redirectFailure({ kind: 'access_denied' }, request.redirectUri, request.state)
  }

  /** Whether the user need not be asked: the policy says so, and a live token has exactly these scopes. */
  alreadyGranted(request: AuthorizationRequest, user: User): boolean {
    if (!this.policy.skipConsent) return false
    const same = (token: AccessToken) =>
      token.name === undefined &&
      token.family.userId === user.id &&
      token.family.clientId === request.client.id &&
      token.scopes.join(' ') === request.scopes.join(' ')
    return this.families.find(same, this.now()).length > 0
  }

  /** The reply of the token endpoint. */
  async token(parameters: URLSearchParams, authorization: string | null): Promise<Reply> {
    try {
      const { directory, families } = this
      const endpoint = { directory, families, grants: this.#oauth.grants, rules: this.#rules }
      const issued = await exchange(endpoint, parameters, authorization, this.now)
      return this.dialect.tokens(await this.#handOut(issued), issued.grant)
    } catch (error) {
      if (error instanceof OAuthError) return { reason: describe(error.failure), ...this.dialect.refuse(error.failure) }
      throw error
    }
  }

  /** Tokens without the browser, as if the user had allowed them to this client just now. */
  grant(user: User, client: Client, scopes: readonly string[]): Promise<TokenSet> {
    this.#requireScopes(scopes)
    const family = this.families.family(client.id, user.id, scopes)
    return this.#handOut(this.families.issue(family, scopes, this.now(), true))
  }

  /** A token that a user makes in the console: it has a name and a lifetime of its own and is never renewed. */
  async personalAccessToken(user: User, name: string, scopes: readonly string[]): Promise<string> {
    this.#requireScopes(scopes)
    const lifetime = this.policy.lifetimes.personalAccessToken ?? this.policy.lifetimes.accessToken
    const family = this.families.family('personal', user.id, scopes)
    const access = this.families.issueAccess(family, scopes, this.now(), lifetime, name)
    const value = await this.dialect.createAccessToken(access)
    this.families.bind(value, access)
    return value
  }

  /** The live access token of an `authorization` header, or undefined. `word` is an operation's own scheme. */
  bearer(authorization: string | null, word = 'Bearer'): AccessToken | undefined {
    const [, scheme, value] = /^(?:(\S+) +)?(\S+)$/.exec(authorization ?? '') ?? []
    if (scheme && scheme.toLowerCase() !== word.toLowerCase()) return undefined
    const isTaken = this.policy.authorizationForms.includes(scheme ? 'Bearer' : 'bare')
    return isTaken && value ? this.families.live(value, this.now()) : undefined
  }

  async #handOut({ access, refresh }: Issued): Promise<TokenSet> {
    const accessToken = await this.dialect.createAccessToken(access)
    this.families.bind(accessToken, access)
    const ends = Number.isFinite(access.expiresAt)
    return {
      accessToken,
      refreshToken: refresh?.value ?? null,
      expiresIn: ends ? Math.floor((access.expiresAt - access.issuedAt) / 1000) : null,
      expiresAt: ends ? access.expiresAt : null,
      scopes: access.scopes,
    }
  }

  #requireScopes(scopes: readonly string[]): void {
    const unknown = scopes.find((scope) => !Object.hasOwn(this.profile.scopes, scope))
    if (unknown === undefined) return
    const known = Object.keys(this.profile.scopes).join(', ')
    throw new RangeError(`${this.profile.provider} has no scope '${unknown}'; its scopes are ${known}.`)
  }
}
