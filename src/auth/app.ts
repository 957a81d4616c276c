import { freshness, type SourceOptions } from './account.js'
import { StoredTokens } from './source.js'

/**
 * The client's own tokens (client credentials, RFC 6749, section 4.4) under `key`, for `scopes`. There is no refresh token:
 * they are renewed by asking again. Stored like any other, so that a restart or another process does not ask anew.
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
    ...freshness(profile),
    async renew() {
      const record = await exchange.clientCredentials(scopes)
      // An answer that names no scopes grants those that were asked for (RFC 6749, section 5.1).
      return { ...record, scopes: record.scopes ?? scopes }
    },
  })
}
