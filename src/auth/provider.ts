import type { Operation, OperationTable, Spec } from '../../specs/profile.js'
import { systemClock, type Clock } from '../clock.js'
import { UsageError } from '../errors/index.js'
import { checkOptions, isBoolean, isClock, isFunction, isLimiter, isText, type OptionRules } from '../options.js'
import type { Limiter } from '../http/limiter.js'
import { withClientOptions, type SocketOption } from '../http/options.js'
import type { Fetch } from '../http/send.js'
import { serverUrls } from '../http/server-urls.js'
import { guardStore } from '../store/guard.js'
import { memoryStore } from '../store/memory.js'
import type { TokenStore } from '../store/store.js'
import { accountTokens } from './account.js'
import { appTokens } from './app.js'
import { createExchange, type SigningProfile } from './exchange.js'
import { checkScopes, createLogin, type Grant, type LoginRequest } from './login.js'
import { Recent } from './recent.js'
import { refreshDue, type RefreshDueOptions, type RefreshDueReport } from './refresh-due.js'
import type { StoredTokens } from './source.js'
import type { TokenSource } from './token.js'

/** The options of a provider's auth. */
export interface ProviderAuthOptions {
  readonly clientId: string
  readonly clientSecret: string
  /** Exactly as registered with the provider. Needed to sign users in, not for `app()`. */
  readonly redirectUri?: string | undefined
  /** The store for tokens. Default: in memory, until the process ends. */
  readonly store?: TokenStore | undefined
  /** The address of a mock or a proxy, in place of the provider's servers: `{baseUrl}/{provider}/{server}/…`. */
  readonly baseUrl?: string | undefined
  /** The separator of scopes. Default: the profile's. */
  readonly scopeSeparator?: string | undefined
  readonly fetch?: Fetch | undefined
  readonly clock?: Clock | undefined
  /** Limits the rate of calls to the token endpoint. Default: a limiter of this process for the `token` bucket. */
  readonly limit?: Limiter | undefined
}

/** Maximum number of token sources in memory. */
const MOST_SOURCES = 100_000

const RULES: OptionRules<ProviderAuthOptions & SocketOption> = {
  clientId: true,
  clientSecret: true,
  redirectUri: true,
  store: {
    must: 'be memoryStore(), fileStore(path) or another TokenStore',
    holds: (value) => typeof (value as TokenStore | null)?.lock === 'function',
  },
  baseUrl: isText,
  scopeSeparator: true,
  fetch: isFunction,
  clock: isClock,
  limit: isLimiter,
  webSocket: true,
}

/** Signs users in and keeps them signed in. */
export interface ProviderAuth<Scope extends string> {
  /** Returns the address to send the user to. `complete` checks `state`: keep it only to distinguish callbacks. */
  begin(request: LoginRequest<Scope>): Promise<{ url: string; state: string }>
  /** Exchanges the code in a callback (the address that the user came back to, or its path and query) for tokens, and stores them. */
  complete(callback: string | URL): Promise<Grant<Scope>>
  /** The tokens of an account, which can sign in later. The same id returns the same source, until 100,000 others were requested. */
  account(id: string): TokenSource
  /** The client's own tokens (client credentials), for `scopes` (default: all). The same scopes return the same source. */
  app(options?: { readonly scopes?: readonly Scope[] | undefined }): TokenSource
  /**
   * Reduces the scopes of an account to `scopes`, by a refresh for these alone (RFC 6749, section 6). All its later tokens have no more
   * than the scopes in the answer. It depends on the provider whether earlier tokens lose the others too. Only a new sign-in restores
   * them. A refusal, such as a `TokenEndpointError` with `invalid_scope`, changes nothing.
   */
  narrow(account: string, scopes: readonly Scope[]): Promise<Grant<Scope>>
  /** The ids of the accounts that are signed in. */
  accounts(): Promise<string[]>
  /**
   * Renews the tokens of all accounts that expire soon, within the limits of the token endpoint. Run it in a periodic job. Several
   * machines can run it at the same time. Tokens without a known end are not renewed.
   *
   * @example
   * const auth = livepushAuth({ clientId, clientSecret, store })
   * const { refreshed, failed } = await auth.refreshDue({ before: Date.now() + 86_400_000 })
   */
  refreshDue(options: RefreshDueOptions): Promise<RefreshDueReport>
  /** Deletes an account's tokens from the store. Returns whether there were any. It does not inform the provider. */
  forget(id: string): Promise<boolean>
}

/**
 * Makes a function that creates sign-ins for the provider that `spec` describes: the authorization code grant and refresh tokens (RFC
 * 6749, sections 4.1 and 6); PKCE (RFC 7636) and client credentials (section 4.4) if the provider has them.
 *
 * A spec without OAuth does not compile. The function throws a `UsageError` for an option that is missing or wrong. `complete` rejects
 * with an `AuthError`, such as `StateMismatchError`. A token source rejects with a `ReauthorizationRequiredError` when the user must sign
 * in again.
 *
 * @example
 * import { beacon } from './generated/beacon/index.js'
 * const beaconAuth = createProviderAuth(beacon)
 * const auth = beaconAuth({ clientId, clientSecret, redirectUri, store })
 * const { url } = await auth.begin({ account: 'alice', scopes: ['streams.read'] }) // send the user there
 * const grant = await auth.complete(callbackUrl) // the address that the user came back to
 * const client = createProvider(beacon)({ auth: auth.account(grant.account) })
 */
export function createProviderAuth<P extends SigningProfile>(
  spec: Spec<unknown, unknown, P>,
): (options: ProviderAuthOptions) => ProviderAuth<P['scopes'][number]> {
  const { operations, profile: generated } = spec
  return (options) => {
    check(generated, options)
    const { clientId, clientSecret, redirectUri, clock = systemClock } = options
    const { scopeSeparator = generated.oauth.scopeSeparator } = options
    const profile: SigningProfile = { ...generated, oauth: { ...generated.oauth, scopeSeparator } }
    const store = guardStore(options.store ?? memoryStore())
    const find = (operationId: string) => endpoint(profile, operations, operationId, options.baseUrl)
    const exchange = createExchange({
      profile,
      ...find(profile.oauth.token),
      clientId,
      clientSecret,
      clock,
      fetch: options.fetch,
      limit: options.limit,
    })
    const shared = { profile, store, clock, exchange }
    const sources = new Recent<StoredTokens>(MOST_SOURCES, (one) => one.isBusy)
    const prefix = `${profile.provider}/accounts/`
    const keyOf = (id: string) => prefix + encode(id)
    const tokensOf = (id: string) => accountTokens(shared, keyOf(id), id)
    const account = (id: string) => sources.get(keyOf(id), () => tokensOf(id))
    const accounts = async () => (await store.keys(prefix)).flatMap((key) => decode(key.slice(prefix.length)))
    const renewBefore = (id: string, before: number) => (sources.peek(keyOf(id)) ?? tokensOf(id)).renewBefore(before)
    const login = createLogin({
      profile,
      url: find(profile.oauth.authorize).url,
      clientId,
      redirectUri,
      store,
      prefix: `${profile.provider}/logins/`,
      clock,
      exchange,
      signIn: (id, issue) => account(id).signIn(issue),
    })

    return {
      async begin(request) {
        checkOptions('begin()', request, { account: true, scopes: true, neverExpires: isBoolean })
        encode(request?.account)
        return login.begin(request)
      },
      complete: (callback) => login.complete(callback),
      account,
      app(options) {
        checkOptions('app()', options, { scopes: true })
        const scopes = options?.scopes && checkScopes(profile, options.scopes)
        if (!profile.oauth.grants.includes('client_credentials')) {
          throw new UsageError(
            `${profile.title} has no tokens for the client itself: sign a user in, or use staticToken().`,
          )
        }
        const key = `${profile.provider}/app${scopes ? `/${encodeURIComponent([...scopes].sort().join(' '))}` : ''}`
        return sources.get(key, () => appTokens(shared, key, scopes ?? profile.scopes))
      },
      async narrow(id, scopes) {
        const granted = await account(id).narrow(checkScopes(profile, scopes))
        return { account: id, ...granted }
      },
      accounts,
      refreshDue: (options) => refreshDue(accounts, renewBefore, options),
      forget: (id) => account(id).forget(),
    }
  }
}

/** An account's id as part of a key. Throws `UsageError` if it is not an id. */
function encode(id: string): string {
  const refusal = () =>
    new UsageError("An account needs a name of your own choosing, for example { account: 'alice' }.")
  if (typeof id !== 'string' || id.trim() === '') throw refusal()
  try {
    return encodeURIComponent(id)
  } catch {
    // Half a surrogate pair.
    throw refusal()
  }
}

/** The id in a key. Undefined for a key of another program. */
function decode(key: string): string[] {
  try {
    return [decodeURIComponent(key)]
  } catch {
    return []
  }
}

/** Checks the options. Errors quote no values, because one is the secret. */
function check(profile: SigningProfile, options: ProviderAuthOptions): void {
  const { title, scopes } = profile
  // The options of the client are allowed too, so that one object can configure both.
  checkOptions(`${title}'s auth`, options, withClientOptions(profile, RULES))
  const { clientId, clientSecret, redirectUri, scopeSeparator } = { ...options }
  for (const [name, value] of Object.entries({ clientId, clientSecret })) {
    if (typeof value === 'string' && value !== '' && value === value.trim()) continue
    throw new UsageError(`${title} needs ${name}: a text without spaces around it, as its console shows it.`)
  }
  const splits = (scope: string) => scope.includes(scopeSeparator as string)
  if (scopeSeparator !== undefined && (typeof scopeSeparator !== 'string' || scopes.some(splits))) {
    throw new UsageError(
      `${title} needs scopeSeparator to be a text that is in none of its scopes, such as ' ' or ','.`,
    )
  }
  if (redirectUri === undefined) return
  if (typeof redirectUri !== 'string' || !URL.canParse(redirectUri) || redirectUri.includes('#')) {
    throw new UsageError(`${title} needs redirectUri to be a whole address without a fragment, exactly as registered.`)
  }
}

/** The address and the method of an OAuth operation. */
function endpoint(
  profile: SigningProfile,
  operations: OperationTable,
  id: string,
  baseUrl: string | undefined,
): { readonly url: string; readonly method: Operation['method'] } {
  const operation = operations[id]
  const server = operation && serverUrls(profile, baseUrl)[operation.server]
  if (!operation || !server)
    throw new UsageError(`The profile of ${profile.title} names an operation or a server that it does not have: ${id}.`)
  return { url: server + operation.path, method: operation.method }
}
