import type { OAuthProfile } from '../../specs/profile.js'

/** How the OAuth server treats tokens. All of it is data; the defaults come from the provider's spec. Seconds. */
export interface OAuthPolicy {
  /**
   * What a refresh does to the tokens before it.
   * - `keep`: nothing; the refresh token goes on.
   * - `rotate`: both old tokens are revoked and a new pair is issued.
   * - `rotate-and-revoke-family`: as `rotate`, and whoever brings a used refresh token ends the whole family (RFC 9700, 4.14.2).
   * - `grace`: as `rotate`, but the used refresh token may come again for `graceSeconds`.
   */
  readonly refresh: OAuthProfile['refresh']
  readonly graceSeconds: number
  readonly lifetimes: OAuthProfile['lifetimes']
  /** What stands between scopes in a request. */
  readonly scopeSeparator: string | RegExp
  /** Whether a user who holds a live token of the client for the same scopes is sent back without being asked. */
  readonly skipConsent: boolean
  /** Other names under which a grant is taken. */
  readonly grantAliases: Readonly<Record<string, string>>
}

/** The policy a provider's spec describes, with what the caller overrides. */
export function oauthPolicy(profile: OAuthProfile, overrides: Partial<OAuthPolicy> = {}): OAuthPolicy {
  return {
    refresh: profile.refresh,
    scopeSeparator: profile.scopeSeparator,
    graceSeconds: 60,
    skipConsent: false,
    grantAliases: {},
    ...overrides,
    lifetimes: { ...profile.lifetimes, ...overrides.lifetimes },
  }
}
