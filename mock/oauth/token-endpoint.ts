import { base64url } from '../core/signing/base64url.js'
import type { OAuthProfile } from '../../specs/profile.js'
import { requireEachOnce, type RequestRules } from './authorize.js'
import type { RegisteredClient, ClientRegistry } from './clients.js'
import { OAuthError } from './failure.js'
import type { Families, Issued } from './families.js'
import { authorizationCode } from './grants/authorization-code.js'
import { clientCredentials } from './grants/client-credentials.js'
import type { GrantHandler } from './grants/grant.js'
import { refreshToken } from './grants/refresh-token.js'
import type { OAuthPolicy } from './policy.js'

export type GrantType = OAuthProfile['grants'][number]

const grants: Readonly<Record<GrantType, GrantHandler>> = {
  authorization_code: authorizationCode,
  client_credentials: clientCredentials,
  refresh_token: refreshToken,
}

export interface TokenEndpoint {
  readonly grants: OAuthProfile['grants']
  readonly clients: ClientRegistry
  readonly families: Families
  readonly rules: RequestRules
}

/** Handles a token request (RFC 6749, section 3.2). Checks repeated parameters, the grant type, the client, the grant. Throws an `OAuthError`. */
export async function exchange(
  endpoint: TokenEndpoint,
  parameters: URLSearchParams,
  authorization: string | null,
  now: () => number,
): Promise<Issued & { readonly grant: GrantType }> {
  requireEachOnce(parameters)
  const asked = parameters.get('grant_type') ?? ''
  const type = endpoint.grants.find((grant) => grant === (endpoint.rules.policy.grantAliases[asked] ?? asked))
  if (!type) throw new OAuthError({ kind: 'unsupported_grant_type' })
  const client = authenticateClient(endpoint, parameters, authorization)
  const value = endpoint.rules.pkce && parameters.get('code_verifier')
  const verifier = value ? { value, hash: await sha256(value) } : null
  return { ...grants[type]({ ...endpoint, client, parameters, verifier, now: now() }), grant: type }
}

/** RFC 6749, section 2.3.1: a Basic header or credentials in the body, as the policy allows. Ignores a Basic header if not allowed. */
function authenticateClient(
  { clients, rules }: TokenEndpoint,
  parameters: URLSearchParams,
  authorization: string | null,
): RegisteredClient {
  const taken = rules.policy.clientAuthentication
  const basic = taken.includes('client_secret_basic') && authorization !== null && /^basic /i.test(authorization)
  const invalid = () => new OAuthError({ kind: 'invalid_client', basic })
  if (!basic && !taken.includes('client_secret_post')) throw invalid()
  const [id, secret] = basic
    ? readBasic(authorization, rules.policy.basicCredentials)
    : [parameters.get('client_id'), parameters.get('client_secret')]
  // The parameter is missing only if the policy allows credentials in the body.
  if (!id && taken.includes('client_secret_post')) {
    throw new OAuthError({ kind: 'missing_parameter', parameter: 'client_id' })
  }
  const client = clients.get(id ?? '')
  if (!client || secret !== client.secret) throw invalid()
  return client
}

/** The id and secret in a Basic header (RFC 7617). Both null if it cannot be parsed. */
function readBasic(authorization: string, form: OAuthPolicy['basicCredentials']): [string | null, string | null] {
  try {
    const bytes = Uint8Array.from(atob(authorization.slice(6).trim()), (byte) => byte.charCodeAt(0))
    const [id, ...secret] = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).split(':')
    const decode = (text: string) => (form === 'raw' ? text : decodeURIComponent(text.replaceAll('+', ' ')))
    return [decode(id!), decode(secret.join(':'))]
  } catch {
    return [null, null]
  }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return base64url(new Uint8Array(digest))
}
