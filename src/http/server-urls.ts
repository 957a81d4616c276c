import type { Profile } from '../../specs/profile.js'
import { UsageError } from '../errors/index.js'

/**
 * Server name → address, without a slash at the end: the spec's, or `{baseUrl}/{provider}/{server}` with a `baseUrl`. Throws a
 * `UsageError` for a `baseUrl` that is not an http(s) address, or that has a user or a password: `fetch` refuses such an address and
 * quotes it in its error.
 */
export function serverUrls(profile: Pick<Profile, 'provider' | 'servers'>, baseUrl?: string): Record<string, string> {
  const entries = Object.entries(profile.servers)
  if (baseUrl === undefined) return Object.fromEntries(entries.map(([name, url]) => [name, trimmed(url)]))
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password) {
    throw new UsageError(
      'baseUrl must be an http or https address without user, password, query or fragment, such as http://127.0.0.1:4010.',
    )
  }
  return Object.fromEntries(entries.map(([name]) => [name, `${trimmed(url.href)}/${profile.provider}/${name}`]))
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '')
}
