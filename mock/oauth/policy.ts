import type { OAuthProfile } from '../../specs/profile.js'
import { isBoolean, isList, isObject, isOneOf, type Rules } from '../core/validate.js'
import { withOverrides } from '../core/policy.js'

/** The policy of the OAuth server. The defaults come from the provider's spec. Times are in seconds. */
export interface OAuthPolicy {
  /**
   * What a refresh does to the old tokens.
   * - `keep`: nothing. The refresh token stays valid.
   * - `rotate`: revokes both old tokens and issues a new pair; see `keepsAccessTokens`.
   * - `rotate-and-revoke-family`: as `rotate`. Reuse of an old refresh token revokes the whole family (RFC 9700, section 4.14.2).
   * - `grace`: as `rotate`, but the old refresh token stays valid for `graceSeconds`.
   */
  readonly refresh: OAuthProfile['refresh']
  readonly graceSeconds: number
  /** Whether old access tokens stay valid after a `rotate`. */
  readonly keepsAccessTokens: boolean
  /** Whether a new refresh token has the full lifetime, or the rest of the first one's. */
  readonly refreshClock: 'restart' | 'keep'
  /**
   * What a refresh with fewer scopes narrows: the new tokens, or the whole grant. With `grant`, every access token of the family has the
   * current scopes of the grant.
   */
  readonly narrowing: 'token' | 'grant'
  /** With `grant`: whether the next refresh can request all scopes that the user allowed, and gets them by default. */
  readonly restoreScopesOnDefaultRefresh: boolean
  readonly lifetimes: OAuthProfile['lifetimes']
  /** The separator of scopes in a request. */
  readonly scopeSeparator: string | RegExp
  /** Required parameters of an authorization request that are optional in RFC 6749, section 4.1.1. */
  readonly requiredParameters: readonly ('redirect_uri' | 'scope')[]
  /** Whether a wrong `response_type` is redirected to the client (RFC 6749, section 4.1.2.1), or shown to the user before other checks. */
  readonly redirectsResponseType: boolean
  /** The supported client authentication methods: a Basic header, the body (RFC 6749, section 2.3.1), or an API key. */
  readonly clientAuthentication: readonly ('client_secret_basic' | 'client_secret_post' | 'api_key')[]
  /** The encoding of id and secret in a Basic header: form-urlencoded (RFC 6749, section 2.3.1), or raw. */
  readonly basicCredentials: NonNullable<OAuthProfile['basicCredentials']>
  /** Whether a client credentials grant can have scopes. If not, requested scopes are ignored. */
  readonly clientScopes: boolean
  /** The supported forms of the `Authorization` header: after `Bearer` (RFC 6750, section 2.1), or the bare token. */
  readonly authorizationForms: readonly ('Bearer' | 'bare')[]
  /** Whether the consent page is skipped if the client has a live token of the user for the same scopes. */
  readonly skipConsent: boolean
  /** Further names of grant types. */
  readonly grantAliases: Readonly<Record<string, string>>
}

/** The rules of the switches. */
export const oauthPolicyRules: Rules<OAuthPolicy> = {
  refresh: isOneOf('keep', 'rotate', 'rotate-and-revoke-family', 'grace'),
  graceSeconds: { must: 'be a number of seconds', holds: (value) => typeof value === 'number' && value >= 0 },
  keepsAccessTokens: isBoolean,
  refreshClock: isOneOf('restart', 'keep'),
  narrowing: isOneOf('token', 'grant'),
  restoreScopesOnDefaultRefresh: isBoolean,
  lifetimes: isObject,
  scopeSeparator: {
    must: 'be text or a regular expression',
    holds: (value) => typeof value === 'string' || value instanceof RegExp,
  },
  requiredParameters: isList,
  redirectsResponseType: isBoolean,
  clientAuthentication: isList,
  basicCredentials: isOneOf('form-urlencoded', 'raw'),
  clientScopes: isBoolean,
  authorizationForms: isList,
  skipConsent: isBoolean,
  grantAliases: isObject,
}

/** The policy of a provider's spec, with overrides. Throws a `RangeError` for an unknown name. */
export function oauthPolicy(profile: OAuthProfile, overrides: Partial<OAuthPolicy> = {}): OAuthPolicy {
  const defaults: OAuthPolicy = {
    refresh: profile.refresh,
    graceSeconds: 60,
    keepsAccessTokens: profile.keepsAccessTokens ?? false,
    refreshClock: 'restart',
    narrowing: profile.narrowing ?? 'token',
    restoreScopesOnDefaultRefresh: false,
    scopeSeparator: profile.scopeSeparator,
    requiredParameters: [],
    redirectsResponseType: false,
    clientAuthentication:
      profile.clientAuthentication === 'api_key' ? ['api_key'] : ['client_secret_basic', 'client_secret_post'],
    basicCredentials: profile.basicCredentials ?? 'form-urlencoded',
    clientScopes: true,
    authorizationForms: ['Bearer'],
    skipConsent: false,
    grantAliases: {},
    lifetimes: profile.lifetimes,
  }
  const lifetimes = { ...profile.lifetimes, ...overrides.lifetimes }
  return { ...withOverrides(defaults, overrides, oauthPolicyRules), lifetimes }
}
