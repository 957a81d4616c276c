import type { OAuthProfile, Profile } from '../../specs/profile.js'
import type { User } from '../accounts/users.js'
import type { AnyWorld } from '../core/definition/world.js'
import type { Call } from '../core/http/call.js'
import { withQuery } from '../core/http/paths.js'
import type { Reply } from '../core/http/reply.js'
import { withName } from '../core/quoted.js'
import { authenticateClient } from './authenticate-client.js'
import { readAuthorizationRequest, requireEachOnce, type AuthorizationRequest, type RequestRules } from './authorize.js'
import { ClientRegistry, type RegisteredClient } from './clients.js'
import type { OAuthDialect, TokenSet } from './dialect.js'
import { describe, OAuthError, type OAuthFailure } from './failure.js'
import { Families, type AccessToken, type Issued, noTokens, type TokenState } from './families.js'
import { oauthPolicy, type OAuthPolicy } from './policy.js'
import { DeviceCodes, type DeviceCodeState } from './device/device-codes.js'
import { verificationPath } from './device/verification.js'
import { requestedScopes, required } from './grants/grant.js'
import { exchange, grantTypesAt } from './token-endpoint.js'
import { readTokenRequest } from './token-request.js'

/** The state of an authorization server. Plain data. */
export interface OAuthState {
  readonly clients: Map<string, RegisteredClient>
  readonly tokens: TokenState
  readonly devices: DeviceCodeState
}

export const noOAuthState = (): OAuthState => ({ clients: new Map(), tokens: noTokens(), devices: new Map() })

export interface OAuthServerOptions {
  readonly state: OAuthState
  readonly profile: Profile & { readonly oauth: OAuthProfile }
  readonly dialect: OAuthDialect
  readonly world: AnyWorld
  /** Overrides of the policy by the user of the mock. */
  readonly overrides: Partial<OAuthPolicy> | undefined
}

/** An authorization server (RFC 6749) over the state of one provider. */
export class OAuthServer {
  readonly policy: OAuthPolicy
  readonly clients: ClientRegistry
  readonly families: Families
  readonly devices: DeviceCodes
  readonly #profile: OAuthServerOptions['profile']
  readonly #dialect: OAuthDialect
  readonly #world: AnyWorld

  constructor({ state, profile, dialect, world, overrides }: OAuthServerOptions) {
    this.#profile = profile
    this.#dialect = dialect
    this.#world = world
    this.policy = oauthPolicy(profile.oauth, { ...dialect.policy(world), ...overrides })
    this.clients = new ClientRegistry(state.clients, {
      clientId: (ordinal) => dialect.createClientId(ordinal, world),
      clientSecret: () => (profile.oauth.clientAuthentication === 'none' ? '' : dialect.createClientSecret(world)),
    })
    this.devices = new DeviceCodes(state.devices, world.random)
    this.families = new Families(state.tokens, world.random, this.policy, {
      refreshToken: () => dialect.createRefreshToken(world),
      code: () => dialect.createCode(world),
      accessLifetime: ({ userId }) => (userId === null ? undefined : dialect.accessLifetime(userId, world)),
    })
  }

  get #rules(): RequestRules {
    const { scopes, oauth } = this.#profile
    const hasUsers = oauth.grants.includes('authorization_code') || oauth.deviceAuthorization !== undefined
    const refreshesClientTokens = !hasUsers && oauth.grants.includes('refresh_token')
    return { scopes, pkce: oauth.pkce !== null, refreshesClientTokens, policy: this.policy }
  }

  /** The authorization request in a query. Throws `OAuthError` or `RedirectedOAuthError`. */
  authorizationRequest(query: URLSearchParams): AuthorizationRequest {
    return readAuthorizationRequest(query, this.clients, this.#rules)
  }

  /** Returns the redirect after the user has allowed these scopes. Default: all requested scopes. */
  approve(request: AuthorizationRequest, user: User, scopes: readonly string[] = request.scopes): string {
    const { client, redirectUri, challenge, state } = request
    const allowed = request.scopes.filter((scope) => scopes.includes(scope))
    const fields = { clientId: client.id, userId: user.id, scopes: allowed, redirectUri, challenge }
    const { value: code } = this.families.issueCode(fields, this.#world.clock.now())
    return withQuery(redirectUri, { code, ...(state !== null && { state }) })
  }

  /** Returns the redirect after the user has denied the request. */
  deny({ redirectUri, state }: AuthorizationRequest): string {
    return this.redirectFailure({ kind: 'access_denied' }, redirectUri, state)
  }

  /** Returns the redirect for a failure. */
  redirectFailure(failure: OAuthFailure, redirectUri: string, state: string | null): string {
    return this.#dialect.redirectFailure(failure, redirectUri, state, this.#world)
  }

  /** Whether the consent page is skipped: the policy allows it, and a live token has exactly these scopes. */
  alreadyGranted(request: AuthorizationRequest, user: User): boolean {
    if (!this.policy.skipConsent) return false
    const same = (token: AccessToken) =>
      token.name === undefined &&
      token.family.userId === user.id &&
      token.family.clientId === request.client.id &&
      this.families.scopesOf(token).join(' ') === request.scopes.join(' ')
    return this.families.find(same, this.#world.clock.now()).length > 0
  }

  /** Handles a token request. */
  token(call: Call<never>): Promise<Reply> {
    return this.#answer(call, async (sent) => {
      const { oauth } = this.#profile
      const request = readTokenRequest(oauth, call.id, sent)
      call.grantType = request.parameters.get('grant_type') ?? ''
      const { clients, families, devices } = this
      const endpoint = { clients, families, devices, grants: grantTypesAt(call.id, oauth), rules: this.#rules }
      const now = () => this.#world.clock.now()
      const issued = await exchange(endpoint, request, call.header('authorization'), now)
      return this.#dialect.tokens(await this.#handOut(issued), issued.grant, this.#world)
    })
  }

  /** Handles a device authorization request (RFC 8628, section 3.1). */
  deviceAuthorization(call: Call<never>): Promise<Reply> {
    return this.#answer(call, (parameters) => {
      const client = this.#client(call, parameters)
      const scopes = requestedScopes({ parameters, rules: this.#rules })
      const now = this.#world.clock.now()
      const { value, userCode, expiresAt, interval } = this.devices.issue(client.id, scopes, now)
      const uri = new URL(call.request.url).origin + verificationPath(this.#world)
      const body = {
        device_code: value,
        user_code: userCode,
        verification_uri: uri,
        verification_uri_complete: withQuery(uri, { user_code: userCode }),
        expires_in: (expiresAt - now) / 1000,
        interval,
      }
      return { status: 200, headers: { 'cache-control': 'no-store' }, body }
    })
  }

  /** Handles a revocation (RFC 7009). An unknown token is no error (section 2.2). */
  revocation(call: Call<never>): Promise<Reply> {
    return this.#answer(call, (parameters) => {
      const client = this.#client(call, parameters)
      this.families.revokeToken(required(parameters, 'token'), client.id, this.#world.clock.now())
      return { status: 200 }
    })
  }

  #client(call: Call<never>, parameters: URLSearchParams): RegisteredClient {
    requireEachOnce(parameters)
    return authenticateClient({ clients: this.clients, rules: this.#rules }, parameters, call.header('authorization'))
  }

  /** The reply of an OAuth endpoint, or the dialect's refusal. */
  async #answer(call: Call<never>, handle: (parameters: URLSearchParams) => Reply | Promise<Reply>): Promise<Reply> {
    try {
      return await handle(this.#dialect.tokenParameters(call, this.#world))
    } catch (error) {
      if (error instanceof OAuthError)
        return { reason: describe(error.failure), ...this.#dialect.refuse(error.failure, this.#world) }
      throw error
    }
  }

  /** Issues tokens without a browser, as if the user had just given consent to this client. */
  grant(user: User, client: RegisteredClient, scopes: readonly string[]): Promise<TokenSet> {
    this.#requireScopes(scopes)
    const family = this.families.family(client.id, user.id, scopes)
    return this.#handOut(this.families.issue(family, scopes, this.#world.clock.now()))
  }

  /** Creates a personal access token, as in the console. It has a name, its own lifetime and no refresh token. */
  async personalAccessToken(user: User, name: string, scopes: readonly string[]): Promise<string> {
    this.#requireScopes(scopes)
    const lifetime = this.policy.lifetimes.personalAccessToken ?? this.policy.lifetimes.accessToken
    const family = this.families.family('personal', user.id, scopes)
    const access = this.families.issueAccess(family, scopes, this.#world.clock.now(), lifetime, name)
    const value = await this.#dialect.createAccessToken(access, this.#world)
    this.families.bind(value, access)
    return value
  }

  /** The live access token in an `Authorization` header, or undefined. `word` is the scheme of the operation. */
  bearer(authorization: string | null, word = 'Bearer'): AccessToken | undefined {
    const [, scheme, value] = /^(?:(\S+) +)?(\S+)$/.exec(authorization ?? '') ?? []
    if (scheme && scheme.toLowerCase() !== word.toLowerCase()) return undefined
    const isTaken = this.policy.authorizationForms.includes(scheme ? 'Bearer' : 'bare')
    return isTaken && value ? this.families.live(value, this.#world.clock.now()) : undefined
  }

  async #handOut({ access, refresh }: Issued): Promise<TokenSet> {
    const accessToken = await this.#dialect.createAccessToken(access, this.#world)
    this.families.bind(accessToken, access)
    const ends = Number.isFinite(access.expiresAt)
    return {
      accessToken,
      refreshToken: refresh?.value ?? null,
      expiresIn: ends ? Math.floor((access.expiresAt - access.issuedAt) / 1000) : null,
      expiresAt: ends ? access.expiresAt : null,
      scopes: this.families.scopesOf(access),
    }
  }

  #requireScopes(scopes: readonly string[]): void {
    const unknown = scopes.find((scope) => !this.#profile.scopes.includes(scope))
    if (unknown === undefined) return
    const known = this.#profile.scopes.join(', ')
    throw new RangeError(`${this.#profile.provider} has no ${withName('scope', unknown)}; its scopes are ${known}.`)
  }
}
