import type { OAuthProfile, Operation } from '../../specs/profile.js'
import { toBase64 } from '../base64.js'
import { UsageError } from '../errors/index.js'
import type { SigningProfile } from './exchange.js'

/** An OAuth endpoint. */
export interface Endpoint {
  readonly url: string
  /** POST sends a body (RFC 6749, section 3.2). GET sends everything in the query, for a provider that requires it. */
  readonly method: Operation['method']
  /** JSON, for a provider that requires it. Default: a form (RFC 6749, section 4.1.3). */
  readonly body?: Operation['body']
}

/** A client: a public one has no secret. Some providers give an API key in place of both. */
export interface ClientCredentials {
  readonly clientId?: string
  readonly clientSecret?: string
  readonly apiKey?: string
}

/** Makes the requests of a client to OAuth endpoints. */
export interface TokenRequests {
  /** Values that no error may quote. */
  readonly secrets: readonly string[]
  create(endpoint: Endpoint, fields: Readonly<Record<string, string>>): [target: string, init: RequestInit]
}

/**
 * The requests of RFC 6749, section 4.1.3, with the client's authentication and the names of fields as the profile says. If an endpoint
 * takes only GET, all fields are in the query: the address then holds the client's secret and must not be cached. (Not the `cache` of
 * `fetch`: older Workers throw on it.) Throws `UsageError` for an id that a raw Basic header cannot have.
 */
export function tokenRequests(profile: SigningProfile, client: ClientCredentials): TokenRequests {
  const { clientAuthentication, requestFields = {} } = profile.oauth
  const { clientId = '', clientSecret = '', apiKey = '' } = client
  const basic = clientAuthentication === 'client_secret_basic' ? basicCredentials(profile, clientId, clientSecret) : ''
  const identity: Record<string, string> =
    clientAuthentication === 'api_key'
      ? { api_key: apiKey }
      : {
          ...(basic === '' && { client_id: clientId }),
          ...(clientAuthentication === 'client_secret_post' && { client_secret: clientSecret }),
        }
  const authentication = { accept: 'application/json', ...(basic !== '' && { authorization: `Basic ${basic}` }) }
  const redirect = 'manual'
  return {
    secrets: [clientSecret, basic, apiKey],
    create({ url, method, body }, fields) {
      const names = requestFields[fields.grant_type as OAuthProfile['grants'][number]]
      const all = withNames({ ...fields, ...identity }, names)
      const form = new URLSearchParams(all).toString()
      if (method === 'GET') {
        const headers = { ...authentication, 'cache-control': 'no-cache, no-store' }
        return [`${url}?${form}`, { method, redirect, headers }]
      }
      const isJson = body === 'json'
      const type = isJson ? 'application/json' : 'application/x-www-form-urlencoded;charset=UTF-8'
      const headers = { ...authentication, 'content-type': type }
      return [url, { method, redirect, headers, body: isJson ? JSON.stringify(all) : form }]
    },
  }
}

/** `fields` under the provider's names. Only the named ones are sent. */
function withNames(
  fields: Readonly<Record<string, string>>,
  names: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  if (!names) return fields
  const sent = Object.entries(names).flatMap(([name, own]) => (name in fields ? [[own, fields[name]!] as const] : []))
  return Object.fromEntries(sent)
}

/**
 * The client's id and secret for a Basic header, as the profile says: encoded as `application/x-www-form-urlencoded` (RFC 6749,
 * appendix B) or raw. Throws `UsageError` for an id with a colon, which cannot be sent raw (RFC 7617, section 2).
 */
function basicCredentials(profile: SigningProfile, clientId: string, clientSecret: string): string {
  const isRaw = profile.oauth.basicCredentials === 'raw'
  const encode = isRaw ? String : (text: string) => new URLSearchParams({ '': text }).toString().slice(1)
  if (isRaw && clientId.includes(':'))
    throw new UsageError(
      `${profile.title} takes no clientId with a colon in it: copy it again from the provider's console.`,
    )
  return toBase64(new TextEncoder().encode(`${encode(clientId)}:${encode(clientSecret)}`))
}
