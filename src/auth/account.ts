import type { Clock } from '../clock.js'
import { ReauthorizationRequired } from '../errors/index.js'
import type { TokenStore } from '../store/store.js'
import type { Exchange, SigningProfile } from './exchange.js'
import { StoredTokens } from './source.js'

/** What all token sources of one client share. */
export interface SourceOptions {
  readonly profile: SigningProfile
  readonly store: TokenStore
  readonly clock: Clock
  readonly exchange: Exchange
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
    refreshEarly: profile.oauth.refreshEarly,
    async renew(current) {
      if (!current) throw new ReauthorizationRequired(`The store has no tokens for it. ${advice}`)
      if (!current.refreshToken) throw new ReauthorizationRequired(`It has no refresh token. ${advice}`)
      return exchange.refresh(current.refreshToken)
    },
  })
}
