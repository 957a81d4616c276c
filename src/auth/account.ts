import type { Clock } from '../clock.js'
import { ReauthorizationRequiredError } from '../errors/index.js'
import type { TokenStore } from '../store/store.js'
import type { TokenEndpoint, SigningProfile } from './exchange.js'
import { StoredTokens } from './source.js'
import type { Freshness } from './token.js'

/** The settings that all token sources of one client share. */
export interface SourceOptions {
  readonly profile: SigningProfile
  readonly store: TokenStore
  readonly clock: Clock
  readonly exchange: TokenEndpoint
}

/** The tokens of a signed-in account under `key`, renewed by refresh token. */
export function accountTokens(options: SourceOptions, key: string, account: string): StoredTokens {
  const { profile, store, clock, exchange } = options
  const advice = `Open the url of begin({ account: ${JSON.stringify(account)}, scopes }) and pass the callback to complete().`
  return new StoredTokens({
    store,
    key,
    clock,
    account,
    subject: 'user',
    ...freshness(profile),
    revoke: exchange.revoke,
    keepsRefreshToken: profile.oauth.refreshTokenAt === 'first-consent',
    async renew(current, scopes) {
      if (!current) throw new ReauthorizationRequiredError(`The store has no tokens for it. ${advice}`)
      if (!current.refreshToken) throw new ReauthorizationRequiredError(`It has no refresh token. ${advice}`)
      // After `narrow` every refresh names its scopes, because a refresh without scopes may restore the others at some providers.
      return exchange.refresh(current.refreshToken, scopes ?? current.narrowedTo)
    },
  })
}

/**
 * When tokens are renewed, by the profile. A provider with its own field for the end (`expiry`) may leave it empty although tokens do
 * end: the documented `lifetime` (in seconds) is then assumed. For other providers a token without a known end is not renewed early.
 */
export function freshness({ oauth }: SigningProfile, lifetime = oauth.lifetimes.accessToken): Freshness {
  const { refreshEarly, expiry } = oauth
  return { refreshEarly, assumedLifetime: expiry === undefined ? undefined : lifetime }
}
