import { checkOptions, isList, isText, must, type Rules } from '../validate.js'
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

const clientRules: Rules<SeedClient> = {
  name: isText,
  redirectUris: isList,
  account: isText,
  clientId: isText,
  clientSecret: isText,
}

/** Puts the seed into a world that holds nothing. Gives the credentials. Throws a `RangeError` for a seed that is wrong. */
export function plant(parts: Parts, world: AnyWorld, overrides: object | undefined): Readonly<Record<string, string>> {
  const { provider } = world.profile
  const all = { ...defaults, ...parts.seed.defaults }
  const rules = Object.fromEntries(Object.keys(all).map((name) => [name, isList]))
  checkOptions(`part of the seed of ${provider}`, overrides, { ...rules, ...parts.seed.rules } as Rules<object>)
  const seed = { ...all, ...overrides }
  for (const entry of seed.accounts) {
    const { account, password } = typeof entry === 'string' ? { account: entry } : { password: undefined, ...entry }
    must(isText.holds(account) && account !== '', `An account in the seed of ${provider} needs a name`)
    world.users.add(account, password)
  }
  const credentials = world.oauth ? registerClients(seed.clients, world) : {}
  const more = parts.seed.run(seed as never, world as never) ?? {}
  return world.oauth
    ? { ...credentials, ...more }
    : { accessToken: more['accessToken'] ?? world.random.secret(40), ...more }
}

function registerClients(clients: readonly SeedClient[], { oauth, users }: AnyWorld): Readonly<Record<string, string>> {
  const [first] = clients.map((entry) => {
    checkOptions('field of a client', entry, clientRules)
    const { name, redirectUris, account, clientId: id, clientSecret: secret } = entry
    const owner = account === undefined ? users.first() : users.require(account)
    return oauth!.clients.add({
      name,
      redirectUris,
      ownerId: owner.id,
      ...(id !== undefined && { id }),
      ...(secret !== undefined && { secret }),
    })
  })
  return first ? { clientId: first.id, clientSecret: first.secret, redirectUri: first.redirectUris[0] ?? '' } : {}
}
