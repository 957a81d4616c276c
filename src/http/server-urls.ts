import type { Profile } from '../../specs/profile.js'
import { UsageError } from '../errors/index.js'
import { nearest } from './nearest.js'

/** Server name → address, in place of those in the spec: `{ api: 'https://api.example.com/v2' }`. */
export type ServerAddresses = Readonly<Record<string, string>>

/** Where the calls of a client go, from its options. */
export interface Addresses {
  readonly baseUrl?: string | undefined
  readonly servers?: ServerAddresses | undefined
}

/**
 * Server name → address, without a slash at the end: `{baseUrl}/{provider}/{server}` with a `baseUrl`, otherwise that of `servers`, otherwise
 * the spec's. Throws a `UsageError`:
 *
 * - for a `baseUrl` or a server that is not an http(s) address, or that has a user or a password: `fetch` refuses such an address and
 *   quotes it in its error;
 * - for a server that the provider does not have;
 * - for a server whose address in the spec is relative or has an open variable, if the options do not give it.
 */
export function serverUrls(
  { provider, servers }: Pick<Profile, 'provider' | 'servers'>,
  { baseUrl, servers: own = {} }: Addresses = {},
): Record<string, string> {
  const names = Object.keys(servers)
  const given = Object.entries(own).filter(([, address]) => address !== undefined)
  for (const [name, address] of given) {
    if (!names.includes(name)) throw unknownServer(provider, name, names)
    const isSocket = /^wss?:/.test(servers[name]!)
    checkAddress(`servers.${name}`, address, isSocket ? ['ws', 'wss'] : ['http', 'https'])
  }
  if (baseUrl !== undefined) {
    const base = trimmed(checkAddress('baseUrl', baseUrl, ['http', 'https'], 'http://127.0.0.1:4010').href)
    return Object.fromEntries(names.map((name) => [name, `${base}/${provider}/${name}`]))
  }
  return Object.fromEntries(
    Object.entries({ ...servers, ...Object.fromEntries(given) }).map(([name, address]) => {
      if (/^\w+:/.test(address) && URL.canParse(address)) return [name, trimmed(address)]
      throw new UsageError(
        `The spec of ${provider} has no whole address for its server ${name}. Give it: servers: { ${name}: 'https://…' }, or give a baseUrl.`,
      )
    }),
  )
}

function checkAddress(option: string, address: unknown, schemes: readonly string[], example?: string): URL {
  const url = typeof address === 'string' && URL.canParse(address) ? new URL(address) : undefined
  const isScheme = schemes.includes(url?.protocol.slice(0, -1) ?? '')
  if (url && isScheme && !url.search && !url.hash && !url.username && !url.password) return url
  throw new UsageError(
    `${option} must be an ${schemes.join(' or ')} address without user, password, query or fragment, such as ${example ?? `${schemes[1]}://api.example.com/v2`}.`,
  )
}

function unknownServer(provider: string, name: string, names: readonly string[]): UsageError {
  const close = nearest(name, names)
  const hint = close === undefined ? `There are: ${names.join(', ')}.` : `Did you mean "${close}"?`
  return new UsageError(`${provider} has no server "${name}". ${hint}`)
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '')
}
