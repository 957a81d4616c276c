import type { Clock } from '../clock.js'
import { ReauthorizationRequiredError } from '../errors/index.js'
import type { TokenStore } from '../store/store.js'
import type { TokenEndpoint, SigningProfile } from './exchange.js'
import { StoredTokens } from './source.js'
import type { Freshness } from './token.js'

/** What all token sources of one client share. */
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
    keepsRefreshToken: profile.oauth.refreshTokenAt === 'first-consent',
    async renew(current, scopes) {
      if (!current) throw new ReauthorizationRequiredError(`The store has no tokens for it. ${advice}`)
      if (!current.refreshToken) throw new ReauthorizationRequiredError(`It has no refresh token. ${advice}`)
      // After a narrowing every refresh names its scopes: whether one that names none widens them again is the provider's.
      return exchange.refresh(current.refreshToken, scopes ?? current.narrowedTo)
    },
  })
}

/**
 * When tokens are renewed, by the profile. A field of the provider's own for the end may come empty, though tokens do end: then
 * the documented lifetime stands in for it. For all others an unknown end is far off.
 */
export function freshness({ oauth }: SigningProfile): Freshness {
  const { refreshEarly, expiry, lifetimes } = oauth
  return { refreshEarly, assumedLifetime: expiry === undefined ? undefined : lifetimes.accessToken }
}
