import { createProviderAuth, type ProviderAuth, type ProviderAuthOptions } from '../auth/provider.js'
import { UsageError } from '../errors/index.js'
import { checkOptions, isBoolean } from '../options.js'
import { dlive, type Scope } from '../../generated/dlive/index.js'

/** What signing in to DLive is begun with. */
export interface DLiveLoginRequest {
  /** A name of your own choosing for the user who signs in. */
  readonly account: string
  /** One at least: `identity` where nothing else is needed. */
  readonly scopes: readonly Scope[]
  /**
   * DLive has marked the account as a bot's: its tokens never expire, and are renewed only when refused. Marking kills the
   * tokens from before, so sign in after it. https://docs.dlive.tv/api/bot/bot-account
   */
  readonly bot?: boolean | undefined
}

/** Signs users in to DLive and keeps them signed in. */
export interface DLiveAuth extends Omit<ProviderAuth<Scope>, 'begin'> {
  /** Gives the address to send the user to. Throws `UsageError` without a scope. */
  begin(request: DLiveLoginRequest): Promise<{ url: string; state: string }>
}

const createAuth = createProviderAuth(dlive)

/**
 * Signs users in to DLive. Refresh tokens are single-use: keep them in a store that survives the process, and share one auth
 * (or one store with a lock) among all that call for an account. `narrow` takes scopes from the whole grant, access tokens
 * given out before included. `app()` asks for no scopes: DLive's app tokens have none.
 */
export function dliveAuth(options: ProviderAuthOptions): DLiveAuth {
  const auth = createAuth(options)
  return {
    ...auth,
    async begin(request) {
      checkOptions('begin()', request, { account: true, scopes: true, bot: isBoolean })
      const { account, scopes, bot } = { ...request }
      if (scopes?.length === 0)
        throw new UsageError("DLive wants one scope at least: 'identity' where nothing else is needed.")
      return auth.begin({ account, scopes, neverExpires: bot })
    },
    app: (options) => auth.app({ scopes: [], ...options }),
  }
}
