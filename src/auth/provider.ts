import type { OperationTable, Spec } from '../../specs/profile.js'
import { systemClock, type Clock } from '../clock.js'
import { UsageError } from '../errors/index.js'
import {
  checkOptions,
  isBoolean,
  isClock,
  isFunction,
  isLimiter,
  isRecord,
  isSignal,
  isText,
  type OptionRules,
} from '../options.js'
import type { Limiter } from '../http/limiter.js'
import { withClientOptions, type SocketOption } from '../http/options.js'
import type { Fetch } from '../http/send.js'
import { serverUrls, type Addresses, type ServerAddresses } from '../http/server-urls.js'
import { guardStore } from '../store/guard.js'
import { memoryStore } from '../store/memory.js'
import type { TokenStore } from '../store/store.js'
import { accountTokens } from './account.js'
import { appTokens } from './app.js'
import { createExchange, type SigningProfile } from './exchange.js'
import { authorizeDevice, type DeviceAuthorization, type DeviceRequest } from './device.js'
import { checkScopes, createLogin, type CompleteOptions, type Grant, type LoginRequest, type SignIn } from './login.js'
import type { Endpoint } from './token-request.js'
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
  /** The addresses of servers by name, in place of those in the spec. A `baseUrl` comes before them. */
  readonly servers?: ServerAddresses | undefined
  /** The separator of scopes. Default: the profile's. */
  readonly scopeSeparator?: string | undefined
  readonly fetch?: Fetch | undefined
  readonly clock?: Clock | undefined
  /** Limits the rate of calls to the token endpoint. Default: a limiter of this process for the `token` bucket. */
  readonly limit?: Limiter | undefined
}

/**
 * The options of the auth of `P`. A provider whose clients are public has no `clientSecret`. One whose clients have an API key has
 * `apiKey` in place of the options of a client that signs users in.
 */
export type AuthOptions<P extends SigningProfile> = P['oauth']['clientAuthentication'] extends 'none'
  ? Omit<ProviderAuthOptions, 'clientSecret'> & { readonly clientSecret?: never }
  : P['oauth']['clientAuthentication'] extends 'api_key'
    ? Omit<ProviderAuthOptions, ClientOption> & { readonly [Name in ClientOption]?: never } & ApiKeyOption
    : ProviderAuthOptions

/** The options of a client that signs users in. */
type ClientOption = 'clientId' | 'clientSecret' | 'redirectUri'

interface ApiKeyOption {
  readonly apiKey: string
}

/** The options of `forget`. */
export interface ForgetOptions {
  /** Deletes the tokens even if the provider could not be told to revoke them. Default: false. */
  readonly force?: boolean | undefined
}

/** Maximum number of token sources in memory. */
const MOST_SOURCES = 100_000

const RULES: OptionRules<Omit<ProviderAuthOptions, ClientOption> & SocketOption> = {
  store: {
    must: 'be memoryStore(), fileStore(path) or another TokenStore',
    holds: (value) => typeof (value as TokenStore | null)?.lock === 'function',
  },
  baseUrl: isText,
  servers: isRecord,
  scopeSeparator: true,
  fetch: isFunction,
  clock: isClock,
  limit: isLimiter,
  webSocket: true,
}

/** The options of a client, by what authenticates it. */
const CLIENT_RULES = { clientId: true, clientSecret: true, redirectUri: true } as const
const API_KEY_RULES = { apiKey: true } as const

/** Signs users in and keeps them signed in. */
export interface ProviderAuth<Scope extends string> {
  /** Returns the address to send the user to, and the `state` for `complete`: keep it in the user's session. */
  begin(request: LoginRequest<Scope>): Promise<{ url: string; state: string }>
  /**
   * Starts a sign-in on a device without a browser, such as a television (RFC 8628). Show its `userCode` and `verificationUri`. It throws a
   * `UsageError` if the provider does not have this grant.
   *
   * @example
   * import { beacon } from './generated/beacon/index.js'
   * const auth = createProviderAuth(beacon)({ clientId, clientSecret, store })
   * const { userCode, verificationUri, complete } = await auth.device({ account: 'alice', scopes: ['streams.read'] })
   * console.log(`Open ${verificationUri} and type ${userCode}.`)
   * const grant = await complete()
   */
  device(request: DeviceRequest<Scope>): Promise<DeviceAuthorization<Scope>>
  /** Exchanges the code in a callback (the address that the user came back to, or its path and query) for tokens, and stores them. */
  complete(callback: string | URL, options?: CompleteOptions): Promise<Grant<Scope>>
  /** The tokens of an account, which can sign in later. The same id returns the same source, until 100,000 others were requested. */
  account(id: string): TokenSource
  /** The client's own tokens (client credentials, or an API key), for `scopes` (default: all). The same scopes return the same source. */
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
  /**
   * Revokes an account's tokens, if the provider has a revocation endpoint (RFC 7009), and deletes them from the store. Returns whether there
   * were any. If the revocation fails, it rejects with the error of the endpoint and keeps the tokens: call it again later, or with
   * `{ force: true }`, which deletes them in any case. Other providers are not informed.
   */
  forget(id: string, options?: ForgetOptions): Promise<boolean>
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
 * const { url, state } = await auth.begin({ account: 'alice', scopes: ['streams.read'] }) // send the user there
 * const grant = await auth.complete(callbackUrl, { state }) // the address that the user came back to
 * const client = createProvider(beacon)({ auth: auth.account(grant.account) })
 */
export function createProviderAuth<P extends SigningProfile>(
  spec: Spec<unknown, unknown, P>,
): (options: AuthOptions<P>) => ProviderAuth<P['scopes'][number]> {
  const { operations, profile: generated } = spec
  return (given) => {
    const options = given as ProviderAuthOptions & Partial<ApiKeyOption>
    check(generated, options)
    const { clientId, clientSecret, apiKey, redirectUri, clock = systemClock } = options
    const { scopeSeparator = generated.oauth.scopeSeparator } = options
    const profile: SigningProfile = { ...generated, oauth: { ...generated.oauth, scopeSeparator } }
    const store = guardStore(options.store ?? memoryStore())
    const find = (operationId: string) => endpoint(profile, operations, operationId, options)
    const findIf = (operationId: string | undefined) => (operationId === undefined ? undefined : find(operationId))
    const exchange = createExchange({
      profile,
      ...find(profile.oauth.token),
      refresh: findIf(profile.oauth.tokenRefresh),
      deviceAuthorization: findIf(profile.oauth.deviceAuthorization),
      revocation: findIf(profile.oauth.revoke),
      clientId,
      clientSecret,
      apiKey,
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
    const signIn: SignIn = (id, issue) => account(id).signIn(issue)
    const login = createLogin({
      profile,
      url: profile.oauth.authorize === null ? undefined : find(profile.oauth.authorize).url,
      clientId,
      redirectUri,
      store,
      prefix: `${profile.provider}/logins/`,
      clock,
      exchange,
      signIn,
    })

    return {
      async begin(request) {
        checkOptions('begin()', request, { account: true, scopes: true, neverExpires: isBoolean, parameters: true })
        encode(request?.account)
        return login.begin(request)
      },
      async device(request) {
        checkOptions('device()', request, { account: true, scopes: true, signal: isSignal })
        encode(request?.account)
        return authorizeDevice({ profile, clock, exchange, signIn }, request)
      },
      async complete(callback, options) {
        checkOptions('complete()', options, { state: true })
        return login.complete(callback, options)
      },
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
      async forget(id, options) {
        checkOptions('forget()', options, { force: isBoolean })
        return account(id).forget(options)
      },
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
function check(profile: SigningProfile, options: ProviderAuthOptions & Partial<ApiKeyOption>): void {
  const { title, scopes, oauth } = profile
  // The options of the client are allowed too, so that one object can configure both.
  const isKey = oauth.clientAuthentication === 'api_key'
  const rules = { ...(isKey ? API_KEY_RULES : CLIENT_RULES), ...RULES }
  checkOptions<object>(`${title}'s auth`, options, withClientOptions(profile, rules))
  const { clientId, clientSecret, apiKey, redirectUri, scopeSeparator } = { ...options }
  const isPublic = oauth.clientAuthentication === 'none'
  if (isPublic && clientSecret !== undefined)
    throw new UsageError(
      `${title}'s clients have no secret: leave clientSecret out, and never ship one in a public client.`,
    )
  const needed = isKey ? { apiKey } : { clientId, ...(!isPublic && { clientSecret }) }
  for (const [name, value] of Object.entries(needed)) {
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
function endpoint(profile: SigningProfile, operations: OperationTable, id: string, addresses: Addresses): Endpoint {
  const operation = operations[id]
  const server = operation && serverUrls(profile, addresses)[operation.server]
  if (!operation || !server)
    throw new UsageError(`The profile of ${profile.title} names an operation or a server that it does not have: ${id}.`)
  return { url: server + operation.path, method: operation.method, body: operation.body }
}
