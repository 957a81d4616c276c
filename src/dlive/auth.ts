import { createProviderAuth, type ProviderAuth, type ProviderAuthOptions } from '../auth/provider.js'
import { UsageError } from '../errors/index.js'
import { checkOptions, isBoolean } from '../options.js'
import { dlive, type Scope } from '../../generated/dlive/index.js'

/** What `begin` takes for a sign-in to DLive. */
export interface DLiveLoginRequest {
  /** A name of your choice for the user who signs in. */
  readonly account: string
  /** At least one. `identity` is the smallest. */
  readonly scopes: readonly Scope[]
  /**
   * DLive has marked the account as a bot's: its tokens never expire, and are renewed only when refused. Marking invalidates earlier
   * tokens, so sign in after it. https://docs.dlive.tv/api/bot/bot-account
   */
  readonly bot?: boolean | undefined
}

/** Signs users in to DLive and keeps them signed in. */
export interface DLiveAuth extends Omit<ProviderAuth<Scope>, 'begin'> {
  /** Returns the address to send the user to. Throws `UsageError` without a scope. */
  begin(request: DLiveLoginRequest): Promise<{ url: string; state: string }>
}

const createAuth = /* @__PURE__ */ createProviderAuth(dlive)

/**
 * Signs users in to DLive. Refresh tokens are single-use: keep them in a store that survives the process, and share one auth (or one store
 * with a lock) among all processes that call for an account. `narrow` removes scopes from the whole grant, earlier access tokens included.
 * `app()` asks for no scopes: DLive's app tokens have none.
 *
 * @example
 * const auth = dliveAuth({ clientId, clientSecret, redirectUri, store })
 * const { url } = await auth.begin({ account: 'alice', scopes: ['identity'] }) // send the user there
 * await auth.complete(callbackUrl) // the address that the user came back to
 * const dlive = createDLive({ auth: auth.account('alice'), socketAuth: auth.app() })
 */
export function dliveAuth(options: ProviderAuthOptions): DLiveAuth {
  const auth = createAuth(options)
  return {
    ...auth,
    async begin(request) {
      checkOptions('begin()', request, { account: true, scopes: true, bot: isBoolean })
      const { account, scopes, bot } = { ...request }
      if (scopes?.length === 0) throw new UsageError("DLive needs at least one scope: 'identity' is the smallest.")
      return auth.begin({ account, scopes, neverExpires: bot })
    },
    app: (options) => auth.app({ scopes: [], ...options }),
  }
}
