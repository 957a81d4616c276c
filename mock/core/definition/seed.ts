import { checkOptions, isList, isListOf, isObject, isText, type Rule } from '../validate.js'
import type { Parts } from './define-provider.js'
import type { AnyWorld } from './world.js'

/** An account: its name, or more of it. The password defaults to the name. */
export type SeedAccount = string | { readonly account: string; readonly password?: string }

/** An application of an account. Left out, its id and secret are made. */
export interface SeedClient {
  readonly name: string
  readonly redirectUris: readonly string[]
  /** Who registered it. Default: the first account. */
  readonly account?: string
  readonly clientId?: string
  readonly clientSecret?: string
  /** An authorization code for all scopes that the account has allowed at the start, for the first redirect URI. */
  readonly code?: string
  /** What the code was asked with, by the method S256 (RFC 7636). */
  readonly codeChallenge?: string
  /** A refresh token of the same grant. */
  readonly refreshToken?: string
}

/** What every provider can be given at the start. */
export interface BaseSeed {
  readonly accounts: readonly SeedAccount[]
  /** Of a provider with OAuth. */
  readonly clients: readonly SeedClient[]
}

/** What an application needs to sign in: the first client of the seed. */
export interface OAuthCredentials extends Readonly<Record<string, string>> {
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
}

/** What an application needs where there is no OAuth. */
export interface TokenCredentials extends Readonly<Record<string, string>> {
  readonly accessToken: string
}

const defaults: BaseSeed = {
  accounts: ['alice'],
  clients: [{ name: 'Demo app', redirectUris: ['http://localhost:3000/callback'] }],
}

/** The clients that a definition has if its user names no others. */
export const demoClients = ({ seed }: Pick<Parts, 'seed'>): readonly SeedClient[] =>
  (seed.defaults as Partial<BaseSeed>).clients ?? defaults.clients

/** What an account's name must be. */
export const isName: Rule = { must: 'be a name', holds: (value) => isText.holds(value) && value !== '' }

const isAccounts = isListOf<Exclude<SeedAccount, string>>({ account: isName, password: isText }, ['account'], isName)

/** What a list of clients must be. */
export const isClients = isListOf<SeedClient>(
  {
    name: isText,
    redirectUris: isList,
    account: isText,
    clientId: isText,
    clientSecret: isText,
    code: isText,
    codeChallenge: isText,
    refreshToken: isText,
  },
  ['name', 'redirectUris'],
)

/** Accounts of a definition that gives them further fields. */
const areNamed: Rule = {
  must: 'be a list of names, or of objects with account',
  holds: (value) =>
    Array.isArray(value) &&
    value.every((entry: unknown) =>
      isName.holds(isObject.holds(entry) ? (entry as { account?: unknown }).account : entry),
    ),
}

/** What each part of a definition's seed must be. */
export function seedRulesOf({ seed }: Pick<Parts, 'seed'>): Readonly<Record<string, Rule | true>> {
  const lists = Object.fromEntries(Object.keys(seed.defaults).map((name) => [name, isList]))
  const accounts = Object.hasOwn(seed.defaults, 'accounts') ? areNamed : isAccounts
  return { ...lists, accounts, clients: isClients, ...seed.rules }
}

/** Puts the seed into a world that holds nothing. Gives the credentials. Throws a `RangeError` for a seed that is wrong. */
export function plant(parts: Parts, world: AnyWorld, overrides: object | undefined): Readonly<Record<string, string>> {
  const { provider } = world.profile
  const rules = seedRulesOf(parts)
  const seed = { ...defaults, ...parts.seed.defaults, ...overrides }
  for (const given of [overrides, seed]) checkOptions(`part of the seed of ${provider}`, given, rules)
  for (const entry of seed.accounts) {
    const { account, password } = typeof entry === 'string' ? { account: entry, password: undefined } : entry
    world.users.add(account, password)
  }
  const credentials = world.oauth ? registerClients(seed.clients, world) : {}
  const more = parts.seed.run(seed as never, world as never) ?? {}
  return world.oauth
    ? { ...credentials, ...more }
    : { accessToken: more['accessToken'] ?? world.random.secret(40), ...more }
}

function registerClients(
  clients: readonly SeedClient[],
  { oauth, users, ...world }: AnyWorld,
): Readonly<Record<string, string>> {
  const now = world.clock.now()
  const scopes = world.profile.scopes
  const [first] = clients.map((entry) => {
    const { name, redirectUris, account, clientId: id, clientSecret: secret, code, codeChallenge, refreshToken } = entry
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
  return first ? { clientId: first.id, clientSecret: first.secret, redirectUri: first.redirectUris[0] ?? '' } : {}
}
