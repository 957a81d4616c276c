import { siteOf } from '../accounts/site.js'
import type { Parts } from '../core/definition/define-provider.js'
import type { AnyWorld } from '../core/definition/world.js'
import type { Call } from '../core/http/call.js'
import { withQuery } from '../core/http/paths.js'
import type { Reply } from '../core/http/reply.js'
import { errorResponse } from './error-response.js'
import type { OAuthFailure } from './failure.js'
import type { AccessToken } from './families.js'
import type { OAuthPolicy } from './policy.js'
import type { GrantType } from './token-endpoint.js'

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

/**
 * What a provider's OAuth looks like on the wire. The core decides when, the dialect decides how. What a definition leaves out is as in
 * RFC 6749.
 */
export interface OAuthDialect<World = AnyWorld> {
  /** Where the server differs from what the profile says. */
  policy(world: World): Partial<OAuthPolicy>
  /** Labels of the two buttons of the consent page, and whether the user can allow single scopes. */
  consent(world: World): { readonly approve: string; readonly deny: string; readonly chooseScopes: boolean }
  createAccessToken(token: AccessToken, world: World): string | Promise<string>
  createRefreshToken(world: World): string
  createCode(world: World): string
  /** The id of the client that is registered as the `ordinal`th. */
  createClientId(ordinal: number, world: World): string
  createClientSecret(world: World): string
  /** Seconds that access tokens of a user live, where that is not the policy's; Infinity for ever. */
  accessLifetime(userId: string, world: World): number | undefined
  /** The parameters of a token request, wherever the provider reads them. */
  tokenParameters(call: Call<never>, world: World): URLSearchParams
  tokens(tokens: TokenSet, grant: GrantType, world: World): Reply
  refuse(failure: OAuthFailure, world: World): Reply
  /** What a browser is shown if there is nowhere to send it. */
  showFailure(failure: OAuthFailure, world: World): Reply | Promise<Reply>
  /** Where the browser is sent with a failure. */
  redirectFailure(failure: OAuthFailure, redirectUri: string, state: string | null, world: World): string
}

const noStore = { 'cache-control': 'no-store' }

/** RFC 6749, with opaque tokens. */
const plainOAuth: OAuthDialect = {
  policy: () => ({}),
  consent: () => ({ approve: 'Allow', deny: 'Deny', chooseScopes: false }),
  createAccessToken: (_token, { random }) => random.key(40),
  createRefreshToken: ({ random }) => random.key(56),
  createCode: ({ random }) => random.key(40),
  createClientId: (_ordinal, { random }) => random.key(24),
  createClientSecret: ({ random }) => random.secret(40),
  accessLifetime: () => undefined,
  tokenParameters: (call) => (call.request.method === 'GET' ? call.search : new URLSearchParams(call.text)),

  tokens: ({ accessToken, refreshToken, expiresIn, scopes }) => ({
    status: 200,
    headers: noStore,
    body: {
      access_token: accessToken,
      token_type: 'Bearer',
      ...(expiresIn !== null && { expires_in: expiresIn }),
      ...(refreshToken !== null && { refresh_token: refreshToken }),
      scope: scopes.join(' '),
    },
  }),

  refuse(failure) {
    const isClient = failure.kind === 'invalid_client'
    const challenge = isClient && failure.basic && { 'www-authenticate': 'Basic realm="OAuth"' }
    return { status: isClient ? 401 : 400, headers: { ...noStore, ...challenge }, body: errorResponse(failure) }
  },

  async showFailure(failure, world) {
    const { failurePage } = await import('./failure-page.js')
    return { status: 400, ...failurePage({ site: siteOf(world), failure }) }
  },

  redirectFailure: (failure, redirectUri, state) =>
    withQuery(redirectUri, { ...errorResponse(failure), ...(state !== null && { state }) }),
}

/** The OAuth of a definition: as it says, and as in RFC 6749 where it says nothing. */
export const oauthDialectOf = ({ oauth }: Pick<Parts, 'oauth'>): OAuthDialect => ({ ...plainOAuth, ...oauth })
