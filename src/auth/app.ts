import { ReauthorizationRequiredError, TokenEndpointError } from '../errors/index.js'
import { freshness, type SourceOptions } from './account.js'
import { StoredTokens } from './source.js'

/**
 * The client's own tokens (client credentials, RFC 6749, section 4.4) under `key`, for `scopes`. They are stored, so that other processes,
 * and this one after a restart, can use them. The same grant renews them. If the provider gave a refresh token with them, that is used
 * first, so that the credentials travel less often. If it is refused for any reason, the credentials are used: no session ends by that.
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
    async renew(current) {
      const refreshToken = profile.oauth.grants.includes('refresh_token') ? current?.refreshToken : undefined
      if (refreshToken !== undefined) {
        try {
          return await exchange.refresh(refreshToken)
        } catch (error) {
          if (!isRefusal(error)) throw error
        }
      }
      const record = await exchange.clientCredentials(scopes)
      // An answer without scopes grants the requested ones (RFC 6749, section 5.1).
      return { ...record, scopes: record.scopes ?? scopes }
    },
  })
}

/** Whether the provider refused the refresh token. An outage and a limit (429) refuse nothing. */
function isRefusal(error: unknown): boolean {
  if (error instanceof TokenEndpointError) return error.status < 500 && error.status !== 429
  return error instanceof ReauthorizationRequiredError
}
