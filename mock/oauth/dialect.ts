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
import { tokenResponse } from './token-response.js'

/** The tokens in a token response. */
export interface TokenSet {
  readonly accessToken: string
  readonly refreshToken: string | null
  /** Seconds; null for a token that never expires. */
  readonly expiresIn: number | null
  /** The same in epoch milliseconds. */
  readonly expiresAt: number | null
  readonly scopes: readonly string[]
}

/**
 * How a provider's OAuth responses look. The core determines the outcome, the dialect determines the response. Defaults: RFC 6749.
 */
export interface OAuthDialect<World = AnyWorld> {
  /** Overrides of the policy that the profile implies. */
  policy(world: World): Partial<OAuthPolicy>
  /** The labels of the two buttons on the consent page, and whether the user can allow single scopes. */
  consent(world: World): { readonly approve: string; readonly deny: string; readonly chooseScopes: boolean }
  createAccessToken(token: AccessToken, world: World): string | Promise<string>
  createRefreshToken(world: World): string
  createCode(world: World): string
  /** The id of a new client. `ordinal` is its number, from 1. */
  createClientId(ordinal: number, world: World): string
  createClientSecret(world: World): string
  /** The lifetime of a user's access tokens in seconds, if it differs from the policy's. Infinity: no expiry. */
  accessLifetime(userId: string, world: World): number | undefined
  /** The parameters of a token request, from the query or the body, under the provider's names. */
  tokenParameters(call: Call<never>, world: World): URLSearchParams
  tokens(tokens: TokenSet, grant: GrantType, world: World): Reply
  refuse(failure: OAuthFailure, world: World): Reply
  /** The page for a failure without a redirect. */
  showFailure(failure: OAuthFailure, world: World): Reply | Promise<Reply>
  /** The redirect for a failure. */
  redirectFailure(failure: OAuthFailure, redirectUri: string, state: string | null, world: World): string
}

const noStore = { 'cache-control': 'no-store' }

/** The default dialect: RFC 6749, with opaque tokens. */
const plainOAuth: OAuthDialect = {
  policy: () => ({}),
  consent: () => ({ approve: 'Allow', deny: 'Deny', chooseScopes: false }),
  createAccessToken: (_token, { random }) => random.key(40),
  createRefreshToken: ({ random }) => random.key(56),
  createCode: ({ random }) => random.key(40),
  createClientId: (_ordinal, { random }) => random.key(24),
  createClientSecret: ({ random }) => random.secret(40),
  accessLifetime: () => undefined,
  tokenParameters(call) {
    if (call.request.method === 'GET') return call.search
    return call.operation.body === 'json' ? jsonParameters(call.text) : new URLSearchParams(call.text)
  },

  tokens: (tokens, _grant, { profile }) => ({
    status: 200,
    headers: noStore,
    body: tokenResponse(tokens, profile.oauth!),
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

/** The members of a JSON object that are text. None for anything else, so that a form is refused. */
function jsonParameters(text: string): URLSearchParams {
  try {
    const members = Object.entries(JSON.parse(text) as object)
    return new URLSearchParams(members.filter((member): member is [string, string] => typeof member[1] === 'string'))
  } catch {
    return new URLSearchParams()
  }
}

/** The OAuth dialect of a definition, completed with the defaults. */
export const oauthDialectOf = ({ oauth }: Pick<Parts, 'oauth'>): OAuthDialect => ({ ...plainOAuth, ...oauth })
