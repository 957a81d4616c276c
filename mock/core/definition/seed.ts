import type { Profile } from '../../../specs/profile.js'
import { checkOptions, isList, isListOf, isObject, isText, type Rule } from '../validate.js'
import { isPublic } from '../../oauth/clients.js'
import { isBasic } from './api-keys.js'
import type { Parts } from './define-provider.js'
import type { AnyWorld } from './world.js'

/** An account: a name, or a name and a password. Default password: the name. */
export type SeedAccount = string | { readonly account: string; readonly password?: string }

/** An application that an account has registered. */
export interface SeedClient {
  readonly name: string
  readonly redirectUris: readonly string[]
  /** The account that registered it. Default: the first account. */
  readonly account?: string
  /** Default: generated. */
  readonly clientId?: string
  /** Default: generated, or none if the profile says that clients are public. */
  readonly clientSecret?: string
  /** In place of a secret, for a provider whose clients have an API key. Default: generated. */
  readonly apiKey?: string
  /** A valid authorization code of the account, for all scopes and the first redirect URI. */
  readonly code?: string
  /** The code challenge of the code, with the method S256 (RFC 7636). */
  readonly codeChallenge?: string
  /** A valid refresh token of the account, for all scopes. */
  readonly refreshToken?: string
}

/** The lists that every provider's seed has. */
export interface BaseSeed {
  readonly accounts: readonly SeedAccount[]
  /** Used only for providers with OAuth. */
  readonly clients: readonly SeedClient[]
}

/** The credentials of the seed's first client. */
export interface OAuthCredentials extends Readonly<Record<string, string>> {
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
}

/** The same for a provider whose clients are public. */
export interface PublicCredentials extends Readonly<Record<string, string>> {
  readonly clientId: string
  readonly redirectUri: string
}

/** The same for a provider whose clients have an API key. */
export interface ApiKeyCredentials extends Readonly<Record<string, string>> {
  readonly apiKey: string
}

/** The credentials for a provider without OAuth. */
export interface TokenCredentials extends Readonly<Record<string, string>> {
  readonly accessToken: string
}

/** The credentials of a provider: those of its client, and its API keys by client option. */
export type CredentialsOf<P extends Profile> = ClientCredentials<P> &
  (P extends { readonly keys: infer Keys } ? { readonly [Option in keyof Keys & string]: string } : unknown)

type ClientCredentials<P extends Profile> = P extends { readonly auth: 'none' }
  ? Readonly<Record<string, string>>
  : P['oauth'] extends null
    ? TokenCredentials
    : P['oauth'] extends { readonly clientAuthentication: 'none' }
      ? PublicCredentials
      : P['oauth'] extends { readonly clientAuthentication: 'api_key' }
        ? ApiKeyCredentials
        : OAuthCredentials

const defaults: BaseSeed = {
  accounts: ['alice'],
  clients: [{ name: 'Demo app', redirectUris: ['http://localhost:3000/callback'] }],
}

/** The default clients of a definition. */
export const demoClients = ({ seed }: Pick<Parts, 'seed'>): readonly SeedClient[] =>
  (seed.defaults as Partial<BaseSeed>).clients ?? defaults.clients

/** The rule for the name of an account. */
export const isName: Rule = { must: 'be a name', holds: (value) => isText.holds(value) && value !== '' }

const isAccounts = isListOf<Exclude<SeedAccount, string>>({ account: isName, password: isText }, ['account'], isName)

/** The rule for a list of clients. */
export const isClients = isListOf<SeedClient>(
  {
    name: isText,
    redirectUris: isList,
    account: isText,
    clientId: isText,
    clientSecret: isText,
    apiKey: isText,
    code: isText,
    codeChallenge: isText,
    refreshToken: isText,
  },
  ['name', 'redirectUris'],
)

/** The rule for accounts with further fields of the definition. */
const areNamed: Rule = {
  must: 'be a list of names, or of objects with account',
  holds: (value) =>
    Array.isArray(value) &&
    value.every((entry: unknown) =>
      isName.holds(isObject.holds(entry) ? (entry as { account?: unknown }).account : entry),
    ),
}

/** The rules for the parts of a definition's seed. */
export function seedRulesOf({ seed }: Pick<Parts, 'seed'>): Readonly<Record<string, Rule | true>> {
  const lists = Object.fromEntries(Object.keys(seed.defaults).map((name) => [name, isList]))
  const accounts = Object.hasOwn(seed.defaults, 'accounts') ? areNamed : isAccounts
  return { ...lists, accounts, clients: isClients, ...seed.rules }
}

/** Puts the seed into an empty world. Returns the credentials. Throws a `RangeError` for a seed that breaks a rule. */
export function plant(parts: Parts, world: AnyWorld, overrides: object | undefined): Readonly<Record<string, string>> {
  const { provider } = world.profile
  const rules = seedRulesOf(parts)
  const seed = { ...defaults, ...parts.seed.defaults, ...overrides }
  for (const part of [overrides, seed]) checkOptions(`part of the seed of ${provider}`, part, rules)
  for (const entry of seed.accounts) {
    const { account, password } = typeof entry === 'string' ? { account: entry, password: undefined } : entry
    world.users.add(account, password)
  }
  const credentials = world.oauth ? registerClients(seed.clients, world) : {}
  const more = parts.seed.run(seed as never, world as never) ?? {}
  const needsToken = !world.oauth && world.profile.auth !== 'none' && more['accessToken'] === undefined
  return {
    ...credentials,
    ...(needsToken && { accessToken: world.random.secret(40) }),
    ...createKeys(parts, world),
    ...more,
  }
}

/** The API keys of the spec by client option, and a user name and a password if an operation takes them. */
function createKeys({ spec: { operations, profile } }: Parts, { random, users }: AnyWorld): Record<string, string> {
  const keys = Object.keys(profile.keys ?? {}).map((option) => [option, random.secret(32)] as const)
  const takesPassword = Object.values(operations).some((operation) => isBasic(operation, profile))
  return {
    ...Object.fromEntries(keys),
    ...(takesPassword && { username: users.first().account, password: random.secret(24) }),
  }
}

function registerClients(
  clients: readonly SeedClient[],
  { oauth, users, ...world }: AnyWorld,
): Readonly<Record<string, string>> {
  const now = world.clock.now()
  const scopes = [...world.profile.scopes]
  const [first] = clients.map((entry) => {
    const { name, redirectUris, account, clientId: id, code, codeChallenge, refreshToken } = entry
    const secret = entry.apiKey ?? entry.clientSecret
    const { id: userId } = account === undefined ? users.first() : users.require(account)
    const client = oauth!.clients.add({ name, redirectUris, ownerId: userId, id, secret })
    const { families } = oauth!
    if (code !== undefined) {
      const redirectUri = redirectUris[0] ?? ''
      const challenge = codeChallenge === undefined ? null : { value: codeChallenge, method: 'S256' as const }
      families.issueCode({ clientId: client.id, userId, scopes, redirectUri, challenge }, now, code)
    }
    if (refreshToken !== undefined) {
      families.issue(families.family(client.id, userId, scopes), scopes, now, { refreshToken })
    }
    return client
  })
  if (!first) return {}
  const { id: clientId, secret: clientSecret } = first
  if (world.profile.oauth?.clientAuthentication === 'api_key') return { apiKey: clientSecret }
  return { clientId, ...(!isPublic(first) && { clientSecret }), redirectUri: first.redirectUris[0] ?? '' }
}
