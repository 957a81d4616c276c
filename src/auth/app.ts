import { freshness, type SourceOptions } from './account.js'
import { StoredTokens } from './source.js'

/**
 * The client's own tokens (client credentials, RFC 6749, section 4.4) under `key`, for `scopes`. They have no refresh token: the same
 * grant renews them. They are stored, so that other processes, and this one after a restart, can use them.
 */
export function appTokens(
  { profile, store, clock, exchange }: SourceOptions,
  key: string,
  scopes: readonly string[],
): StoredTokens {
  return new StoredTokens({
    store,
    key,
    clock,
    subject: 'client',
    ...freshness(profile, profile.oauth.lifetimes.appToken),
    async renew() {
      const record = await exchange.clientCredentials(scopes)
      // An answer without scopes grants the requested ones (RFC 6749, section 5.1).
      return { ...record, scopes: record.scopes ?? scopes }
    },
  })
}
