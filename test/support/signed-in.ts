import { kollusLive, type Scope } from '../../generated/kollus-live/index.js'
import { createProviderAuth, type ProviderAuthOptions } from '../../src/auth/provider.js'
import type { SigningProfile } from '../../src/auth/exchange.js'
import { memoryStore } from '../../src/store/memory.js'
import type { TokenStore } from '../../src/store/store.js'
import { manualClock } from './manual-clock.js'
import { oauthServer } from './oauth-server.js'

/** One day, in milliseconds. */
export const DAY = 86_400_000
export const redirectUri = 'https://app.example/callback'
export const key = 'kollus-live/accounts/alice'

/** A server, a clock, a store, and any number of "processes" over them, created with `another`. */
export function world(
  options: Parameters<typeof oauthServer>[1] & {
    oauth?: Partial<SigningProfile['oauth']>
    store?: TokenStore
    /** The method of the token endpoint: a form, or a query. */
    method?: 'POST' | 'GET'
  } = {},
) {
  const clock = manualClock()
  const server = oauthServer(clock, options)
  const store = options.store ?? memoryStore()
  const profile = { ...kollusLive.profile, oauth: { ...kollusLive.profile.oauth, ...options.oauth } }
  const exchangeToken = { ...kollusLive.operations.exchangeToken, method: options.method ?? 'POST' }
  const operations = { ...kollusLive.operations, exchangeToken }
  const another = (more: Partial<ProviderAuthOptions> = {}) =>
    createProviderAuth({ profile, operations })({
      clientId: server.clientId,
      clientSecret: server.clientSecret,
      redirectUri,
      store,
      fetch: server.fetch,
      clock,
      ...more,
    })
  const auth = another()
  return {
    clock,
    server,
    store,
    another,
    auth,
    alice: auth.account('alice'),
    async signIn(account = 'alice', more: { scopes?: readonly Scope[]; neverExpires?: boolean } = {}) {
      const { url } = await auth.begin({ account, scopes: ['live:control'], ...more })
      return auth.complete(server.approve(url))
    },
    /** The stored record of alice. */
    stored: async () =>
      (await store.get(key))?.record as
        | { accessToken: string; refreshToken?: string; expiresAt?: number; scopes?: readonly string[] }
        | undefined,
  }
}

/** The error that `run` rejects with. Fails if it does not reject. */
export async function failure(run: () => Promise<unknown>): Promise<unknown> {
  const outcome = await run().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if ('value' in outcome) throw new Error('It did not fail.')
  return outcome.error
}
