import { copyOf } from '../core/state/copy-of.js'
import { isPublic, type RegisteredClient, type ClientRegistry } from './clients.js'
import { OAuthError } from './failure.js'
import type { OAuthPolicy } from './policy.js'

/** A valid authorization request (RFC 6749, section 4.1.1; RFC 7636, section 4.3). */
export interface AuthorizationRequest {
  readonly client: RegisteredClient
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly state: string | null
  readonly challenge: { readonly value: string; readonly method: 'plain' | 'S256' } | null
}

/** The rules by which a server validates requests. */
export interface RequestRules {
  /** Every known scope. */
  readonly scopes: readonly string[]
  /** Whether it supports PKCE (RFC 7636). If not, it ignores the parameters (RFC 6749, section 3.1). */
  readonly pkce: boolean
  /** Whether the client's own tokens have refresh tokens. */
  readonly refreshesClientTokens: boolean
  readonly policy: OAuthPolicy
}

/** A failure that is sent to the client by a redirect, and not shown to the user. */
export class RedirectedOAuthError extends OAuthError {
  readonly redirectUri: string
  readonly state: string | null

  constructor(failure: OAuthError['failure'], redirectUri: string, state: string | null) {
    super(failure)
    this.redirectUri = redirectUri
    this.state = state
  }
}

/**
 * Validates an authorization request. Checks client and redirect URI first: until both are valid, nothing is redirected (RFC 6749, section
 * 4.1.2.1). Throws an `OAuthError` before that, and a `RedirectedOAuthError` after it.
 */
export function readAuthorizationRequest(
  query: URLSearchParams,
  clients: ClientRegistry,
  rules: RequestRules,
): AuthorizationRequest {
  const { requiredParameters, redirectsResponseType, scopeSeparator } = rules.policy
  requireEachOnce(query, ['client_id', 'redirect_uri'])
  const isForCode = query.get('response_type') === 'code'
  if (!isForCode && !redirectsResponseType) throw new OAuthError({ kind: 'unsupported_response_type' })
  const clientId = query.get('client_id')
  if (!clientId) throw new OAuthError({ kind: 'missing_parameter', parameter: 'client_id' })
  const client = clients.get(clientId)
  if (!client) throw new OAuthError({ kind: 'invalid_client', basic: false })
  const mayBeLeftOut = client.redirectUris.length === 1 && !requiredParameters.includes('redirect_uri')
  const redirectUri = query.get('redirect_uri') ?? (mayBeLeftOut ? client.redirectUris[0]! : '')
  if (!client.redirectUris.includes(redirectUri)) throw new OAuthError({ kind: 'invalid_redirect_uri' })

  const state = query.get('state')
  const repeated = repeatedParameter(query)
  if (repeated) throw new RedirectedOAuthError({ kind: 'repeated_parameter', parameter: repeated }, redirectUri, state)
  if (!isForCode) throw new RedirectedOAuthError({ kind: 'unsupported_response_type' }, redirectUri, state)
  const asked = splitScopes(query.get('scope') ?? '', scopeSeparator)
  const isNone = asked.length === 0 && requiredParameters.includes('scope')
  const wrong = isNone ? '' : asked.find((scope) => !rules.scopes.includes(scope))
  if (wrong !== undefined) throw new RedirectedOAuthError({ kind: 'invalid_scope', scope: wrong }, redirectUri, state)
  const challenge = rules.pkce ? readChallenge(query, redirectUri, state) : null
  if (!challenge && isPublic(client))
    throw new RedirectedOAuthError({ kind: 'missing_parameter', parameter: 'code_challenge' }, redirectUri, state)
  return { client, redirectUri, scopes: asked, state, challenge }
}

/** The parameters that a request may have only once (RFC 6749, sections 3.1 and 3.2; RFC 7636). Extensions may repeat theirs. */
const once = (
  'response_type client_id redirect_uri scope state code_challenge code_challenge_method ' +
  'grant_type code client_secret refresh_token code_verifier device_code token token_type_hint'
).split(' ')

/** The first parameter that a request has more than once. */
const repeatedParameter = (request: URLSearchParams, names = once) =>
  names.find((name) => request.getAll(name).length > 1)

/** Throws `OAuthError` if the request has one of these parameters more than once. */
export function requireEachOnce(request: URLSearchParams, names?: string[]): void {
  const parameter = repeatedParameter(request, names)
  if (parameter !== undefined) throw new OAuthError({ kind: 'repeated_parameter', parameter })
}

function readChallenge(query: URLSearchParams, redirectUri: string, state: string | null) {
  const value = query.get('code_challenge')
  if (value === null) return null
  const method = query.get('code_challenge_method') ?? 'plain'
  const wrong = (parameter: string) =>
    new RedirectedOAuthError({ kind: 'missing_parameter', parameter }, redirectUri, state)
  if (method !== 'plain' && method !== 'S256') throw wrong('code_challenge_method')
  // RFC 7636, section 4.2: 43 to 128 unreserved characters.
  if (!/^[\w.~-]{43,128}$/.test(value)) throw wrong('code_challenge')
  return { value: copyOf(value), method } as const
}

/** Splits a list of scopes. Ignores empty entries and surrounding spaces. */
export function splitScopes(text: string, separator: string | RegExp): string[] {
  return [...new Set(text.split(separator).map((scope) => scope.trim()))].filter((scope) => scope !== '')
}
