import type { RequestRules } from './authorize.js'
import type { ClientRegistry, RegisteredClient } from './clients.js'
import { OAuthError } from './failure.js'
import { required } from './grants/grant.js'
import type { OAuthPolicy } from './policy.js'

/** What authenticates a client: the registered clients, and the rules of the server. */
export interface ClientAuthentication {
  readonly clients: ClientRegistry
  readonly rules: RequestRules
}

/**
 * RFC 6749, section 2.3.1: a Basic header or credentials in the body, as the policy allows. Ignores a Basic header if not allowed. A public
 * client sends its id alone (section 3.2.1): it is refused with a secret, and a confidential client without one. If the policy allows API
 * keys, a client sends its key alone. Throws an `OAuthError`.
 */
export function authenticateClient(
  { clients, rules }: ClientAuthentication,
  parameters: URLSearchParams,
  authorization: string | null,
): RegisteredClient {
  const taken = rules.policy.clientAuthentication
  if (taken.includes('api_key')) return clientOfKey(clients, required(parameters, 'api_key'))
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
  if (!client || (secret ?? '') !== client.secret) throw invalid()
  return client
}

function clientOfKey(clients: ClientRegistry, key: string): RegisteredClient {
  const client = clients.all().find(({ secret }) => secret === key)
  if (!client) throw new OAuthError({ kind: 'invalid_client', basic: false })
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
