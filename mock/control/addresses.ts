import type { OAuthProfile } from '../../specs/profile.js'
import type { Parts } from '../core/definition/define-provider.js'
import type { AnyWorld } from '../core/definition/world.js'
import { withQuery } from '../core/http/paths.js'

/** The addresses of a provider in the mock, for the configuration of an application. */
export interface Addresses {
  /** By the name of the server. */
  readonly servers: Readonly<Record<string, string>>
  readonly console: string
  /** The consent page of the seed's client, with every scope. Absent for a provider without OAuth. */
  readonly consentPage?: string
}

/** The addresses of a provider below an origin, such as `http://127.0.0.1:4010`. */
export function addressesOf(
  { spec: { operations } }: Parts,
  world: Pick<AnyWorld, 'profile' | 'prefix' | 'consolePath' | 'credentials'>,
  origin: string,
): Addresses {
  const { profile, prefix, consolePath, credentials } = world
  const { provider, oauth, scopes } = profile
  const servers = Object.fromEntries(
    Object.entries(profile.servers).map(([name, own]) => {
      const address = `${origin}${prefix}/${provider}/${name}`
      return [name, own.startsWith('ws') ? address.replace(/^http/, 'ws') : address]
    }),
  )
  const found = { servers, console: origin + consolePath }
  if (!oauth || oauth.authorize === null) return found
  const { server, path } = operations[oauth.authorize]!
  const query = authorizeQuery(oauth, credentials, scopes)
  return { ...found, consentPage: withQuery(`${servers[server]}${path}`, query) }
}

/** The parameters of an authorization request by the seed's client (RFC 6749, section 4.1.1). */
export const authorizeQuery = (
  { scopeSeparator }: Pick<OAuthProfile, 'scopeSeparator'>,
  credentials: AnyWorld['credentials'],
  scopes: readonly string[],
): Record<string, string> => ({
  response_type: 'code',
  client_id: credentials['clientId'] ?? '',
  redirect_uri: credentials['redirectUri'] ?? '',
  scope: scopes.join(scopeSeparator),
  state: 'example',
})
