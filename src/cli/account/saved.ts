import { homedir } from 'node:os'
import { join } from 'node:path'
import { isOnAirError } from '../../errors/on-air-error.js'
import { fileStore } from '../../store/file.js'
import type { StoreRecord, TokenStore } from '../../store/store.js'
import { parseOptions, RefusedError, type Options } from '../command.js'
import type { Terminal } from '../terminal.js'
import { signInProvider, type SignInProvider } from './providers.js'

/** The options that all commands for accounts have in common. */
export const accountOptions = {
  account: { type: 'string', default: 'default' },
  store: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const satisfies Options

export const accountHelp = `  --account <name>         A name of your choice for the user. Default: default
  --store <file>           The file for tokens. Default: $ONAIR_STORE, or onair/tokens.json in the folder of your settings
  --json                   Print JSON
  --help                   Show this help
`

/** The arguments of a command for one account: its provider, its options, and the store. */
export async function readAccountWords(command: string, words: readonly string[], terminal: Terminal) {
  const positionals = { least: 1, most: 1, usage: '<provider> [options]' }
  const { values, words: named } = parseOptions(command, words, accountOptions, positionals)
  const provider = await signInProvider(named[0]!)
  return { provider, account: values.account, json: values.json, store: openStore(values.store, terminal) }
}

/** The application's registration. It is stored with the tokens, which cannot be renewed without it. */
export interface SavedClient extends StoreRecord {
  readonly clientId: string
  readonly clientSecret: string
  readonly baseUrl?: string
}

/** The token file: readable by its owner only. */
export function openStore(given: string | undefined, { env }: Terminal): TokenStore {
  const settings = env['XDG_CONFIG_HOME'] || env['APPDATA'] || join(homedir(), '.config')
  return fileStore(given ?? (env['ONAIR_STORE'] || join(settings, 'onair', 'tokens.json')))
}

export const clientKey = (provider: string, account: string): string => `cli/${provider}/${encodeURIComponent(account)}`

/** The registration with which `onair login` has signed an account in. Throws a `RefusedError` if it has not. */
export async function savedClient(store: TokenStore, provider: string, account: string): Promise<SavedClient> {
  const saved = await store.get(clientKey(provider, account))
  if (saved) return saved.record as SavedClient
  const which = account === 'default' ? '' : ` --account ${account}`
  throw new RefusedError(`No one is signed in. Run: onair login ${provider}${which}`)
}

/**
 * The same, for calls to `baseUrl`, or to where it was signed in. Throws a `RefusedError` for another address: the tokens of an account go
 * only to the address that `onair login` has got them from.
 */
export async function savedClientAt(
  store: TokenStore,
  provider: string,
  account: string,
  baseUrl: string | undefined,
): Promise<SavedClient> {
  const client = await savedClient(store, provider, account)
  if (baseUrl === undefined || withoutSlash(baseUrl) === withoutSlash(client.baseUrl ?? '')) return client
  throw new RefusedError(
    `The account '${account}' was signed in at ${client.baseUrl ?? 'the provider itself'}, so its token is not sent elsewhere. Run: onair login ${provider} --base-url ${baseUrl} --account <name>`,
  )
}

const withoutSlash = (address: string): string => address.replace(/\/+$/, '')

/** The sign-in of an account that `onair login` has signed in. Throws a `RefusedError` if it has not. */
export async function savedAuth(store: TokenStore, provider: SignInProvider, account: string) {
  return provider.createAuth({ ...(await savedClient(store, provider.name, account)), store })
}

/** Turns an error of the package into one that is printed without a stack. */
export async function plainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw isOnAirError(error) && error.code !== 'usage' ? new RefusedError(error.message) : error
  }
}
