import type { MockSpec } from '../../../specs/profile.js'
import { systemClock, type Clock } from '../../clock.js'
import { isBasic } from '../../../mock/core/definition/api-keys.js'
import { basicCredentials } from '../../auth/basic-credentials.js'
import { staticToken } from '../../auth/static.js'
import type { AccessToken, TokenSource } from '../../auth/token.js'
import { UsageError } from '../../errors/on-air-error.js'
import { createProvider } from '../../http/client.js'
import type { AnyResult } from '../../http/result.js'
import type { Fetch } from '../../http/send.js'
import type { TokenStore } from '../../store/store.js'
import { signInProvider, signInProviders } from '../account/providers.js'
import { savedClientAt } from '../account/saved.js'
import type { CallableProvider } from '../call/providers.js'
import { RefusedError, unknown } from '../command.js'
import type { Terminal } from '../terminal.js'
import { variableOf } from '../variable.js'

/** The provider to verify. `isOwn`: by a document of the user. */
type Target = Pick<CallableProvider, 'spec' | 'isOwn'>

type AnySpec = MockSpec<unknown, unknown>

/** Whose account to verify with, and where. */
interface Access {
  readonly account: string
  readonly store: TokenStore
  readonly env: Terminal['env']
  readonly baseUrl: string | undefined
  readonly servers: Readonly<Record<string, string>>
}

/**
 * Where tokens come from: `$LIVEPUSH_ACCESS_TOKEN`, or the account that `onair login` has signed in, whose tokens go only to the address
 * where it was signed in. Throws a `RefusedError` for any other address. A document of the user takes no account's tokens.
 */
export async function accessTo({ spec, isOwn = false }: Target, { account, store, env, baseUrl, servers }: Access) {
  const { provider, title, auth } = spec.profile
  if (auth === 'none') return { auth: undefined, baseUrl, secrets: [] }
  const variable = variableOf(provider, 'accessToken')
  const token = env[variable]
  if (token) return { auth: staticToken(token), baseUrl, secrets: [token] }
  const [user, secret] = [variableOf(provider, 'username'), variableOf(provider, 'password')]
  const [username, password] = [env[user], env[secret]]
  if (username && password) return { auth: basicCredentials(username, password), baseUrl, secrets: [password] }
  if (isOwn && auth === 'optional') return { auth: undefined, baseUrl, secrets: [] }
  const isPassword = Object.values(spec.operations).some((one) => isBasic(one, spec.profile))
  if (isPassword) throw new RefusedError(`Set $${user} and $${secret} to a user name and a password of ${title}.`)
  if (isOwn) throw new RefusedError(`Set $${variable} to a token of ${title}.`)
  if (!signInProviders.includes(provider)) throw new RefusedError(`Set $${variable} to a token of ${title}.`)
  if (Object.keys(servers).length > 0)
    throw new RefusedError(`--server takes no token of an account: set $${variable} to the token to send there.`)
  const client = await savedClientAt(store, provider, account, baseUrl)
  const { createAuth } = await signInProvider(provider)
  return {
    auth: createAuth({ ...client, store }).account(account),
    baseUrl: client.baseUrl,
    secrets: [client.clientSecret],
  }
}

/** The values of the client's own options, by parameter: from `$KOLLUS_LIVE_SERVICE_ACCOUNT`, or from `--param`. API keys are no parameters. */
export function clientOptionsOf(
  { profile }: AnySpec,
  { env, given }: Pick<Access, 'env'> & { readonly given: ReadonlyMap<string, string> },
) {
  const { keys = {}, clientOptions, provider, title } = profile
  const parameters = Object.entries(clientOptions).filter(([, option]) => !(option in keys))
  return parameters.map(([parameter, option]) => {
    const variable = variableOf(provider, option)
    const value = given.get(parameter) ?? env[variable]
    if (value) return { parameter, option, value }
    throw new UsageError(`${title} needs ${parameter}: set $${variable}, or give --param ${parameter}=…`)
  })
}

/** The API keys of a provider by client option, from `$ACME_API_KEY`. Throws a `UsageError` if one is missing that an operation needs. */
export function keysOf({ profile }: AnySpec, env: Terminal['env']): Readonly<Record<string, string>> {
  const keys = Object.entries(profile.keys ?? {}).flatMap(([option, { optional }]) => {
    const variable = variableOf(profile.provider, option)
    if (env[variable]) return [[option, env[variable]] as const]
    if (optional) return []
    throw new UsageError(`${profile.title} needs an API key: set $${variable}.`)
  })
  return Object.fromEntries(keys)
}

interface ClientSetting {
  /** Undefined if no operation takes a token. */
  readonly auth: TokenSource | undefined
  readonly baseUrl: string | undefined
  readonly servers: Readonly<Record<string, string>>
  readonly options: ReturnType<typeof clientOptionsOf>
  readonly keys: Readonly<Record<string, string>>
  readonly fetch: Fetch
  readonly clock?: Clock | undefined
}

/** A client that calls operations by their names, and keeps to the provider's limits. */
export interface AnyClient {
  call(id: string, init: object): Promise<AnyResult>
}

/** The client of a provider. Throws a `UsageError` for an address that is missing or wrong. */
export function clientOf(
  spec: AnySpec,
  { auth, baseUrl, servers, options, keys, fetch, clock }: ClientSetting,
): AnyClient {
  const { profile } = spec
  const names = Object.keys(profile.servers)
  const wrong = Object.keys(servers).find((name) => !names.includes(name))
  if (wrong !== undefined) throw unknown(`server of ${profile.title}`, wrong, names)
  const shape = { ...profile, servers: { ...profile.servers, ...servers } }
  return createProvider({ ...spec, profile: shape })({
    ...(auth && { auth }),
    ...keys,
    baseUrl,
    fetch,
    clock: clock ?? systemClock,
    ...Object.fromEntries(options.map(({ option, value }) => [option, value])),
  } as never)
}

/** A token source whose tokens are kept, so that no report shows them. */
export function watched(source: TokenSource, secrets: Set<string>): TokenSource {
  return {
    async token(options): Promise<AccessToken> {
      const token = await source.token(options)
      secrets.add(token.value)
      return token
    },
  }
}

/** Throws a `UsageError` if each customer has its own server and the address was not given. */
export async function requireServers(spec: AnySpec, servers: Readonly<Record<string, string>>): Promise<void> {
  const document = (await spec.document!()) as {
    readonly servers?: readonly { readonly variables?: object; readonly 'x-onair'?: { readonly name?: string } }[]
  }
  const called = new Set(Object.values(spec.operations).map(({ server }) => server))
  const missing = (document.servers ?? [])
    .flatMap(({ variables, 'x-onair': own }) => (variables && own?.name ? [own.name] : []))
    .find((name) => called.has(name) && !(name in servers))
  if (missing === undefined) return
  throw new UsageError(
    `Each customer of ${spec.profile.title} has its own server. Give its address: --server ${missing}=https://…`,
  )
}
