import type { OAuthProfile } from '../../specs/profile.js'
import { isBoolean, isList, isObject, isOneOf, type Rules } from '../core/validate.js'
import { withOverrides } from '../core/policy.js'

/** How the OAuth server treats tokens. All of it is data; the defaults come from the provider's spec. Seconds. */
export interface OAuthPolicy {
  /**
   * What a refresh does to the tokens before it.
   * - `keep`: nothing; the refresh token goes on.
   * - `rotate`: both old tokens are revoked and a new pair is issued; see `keepsAccessTokens`.
   * - `rotate-and-revoke-family`: as `rotate`, and a used refresh token that comes again ends the whole family (RFC 9700, 4.14.2).
   * - `grace`: as `rotate`, but the used refresh token may come again for `graceSeconds`.
   */
  readonly refresh: OAuthProfile['refresh']
  readonly graceSeconds: number
  /** Whether the access tokens before a `rotate` live on. */
  readonly keepsAccessTokens: boolean
  /** Whether the refresh token that a rotation gives has a whole life, or the rest of the first one's. */
  readonly refreshClock: 'restart' | 'keep'
  /**
   * What a refresh with fewer scopes narrows: the tokens it gives, or the whole grant. With `grant`, every access token of the
   * family has the scopes that the grant has at the moment.
   */
  readonly narrowing: 'token' | 'grant'
  /** With `grant`, whether narrowing lasts for one refresh only: the next may ask for all that the user once allowed, and gets it by default. */
  readonly restoreScopesOnDefaultRefresh: boolean
  readonly lifetimes: OAuthProfile['lifetimes']
  /** What stands between scopes in a request. */
  readonly scopeSeparator: string | RegExp
  /** What an authorization request must have, though RFC 6749, 4.1.1 lets it be left out. */
  readonly requiredParameters: readonly ('redirect_uri' | 'scope')[]
  /** Whether a wrong `response_type` is told to the client (RFC 6749, 4.1.2.1) or shown to the user, before all else. */
  readonly redirectsResponseType: boolean
  /** How clients may show their secret: in a Basic header, in the body (RFC 6749, 2.3.1). */
  readonly clientAuthentication: readonly ('client_secret_basic' | 'client_secret_post')[]
  /** How id and secret stand in a Basic header: form-urlencoded (RFC 6749, 2.3.1), or as they are. */
  readonly basicCredentials: NonNullable<OAuthProfile['basicCredentials']>
  /** Whether a client may ask for scopes for itself. Otherwise the scopes that it asks for are ignored. */
  readonly clientScopes: boolean
  /** How access tokens may stand in the `authorization` header: after `Bearer` (RFC 6750, 2.1), or bare. */
  readonly authorizationForms: readonly ('Bearer' | 'bare')[]
  /** Whether a user who holds a live token of the client for the same scopes is sent back without being asked. */
  readonly skipConsent: boolean
  /** Other names under which a grant is taken. */
  readonly grantAliases: Readonly<Record<string, string>>
}

/** What each switch must be. */
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

/** The policy a provider's spec describes, with what the caller overrides. Throws a `RangeError` for a name that is none of it. */
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
    clientAuthentication: ['client_secret_basic', 'client_secret_post'],
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
