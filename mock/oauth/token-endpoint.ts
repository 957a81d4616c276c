import { base64url } from '../core/signing/base64url.js'
import type { OAuthProfile, TokenRequestField } from '../../specs/profile.js'
import { requireEachOnce } from './authorize.js'
import { authenticateClient, type ClientAuthentication } from './authenticate-client.js'
import type { RegisteredClient } from './clients.js'
import type { DeviceCodes } from './device/device-codes.js'
import { OAuthError } from './failure.js'
import type { Families, Issued } from './families.js'
import { authorizationCode } from './grants/authorization-code.js'
import { deviceCode } from './grants/device-code.js'
import { clientCredentials } from './grants/client-credentials.js'
import { required, type GrantHandler } from './grants/grant.js'
import { refreshToken } from './grants/refresh-token.js'
import { grantsAt, type TokenRequest } from './token-request.js'

/** The grant type of RFC 8628, section 3.4. */
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'

export type GrantType = OAuthProfile['grants'][number] | typeof DEVICE_CODE

const grants: Readonly<Record<GrantType, GrantHandler>> = {
  authorization_code: authorizationCode,
  client_credentials: clientCredentials,
  refresh_token: refreshToken,
  [DEVICE_CODE]: deviceCode,
}

/** The grant types that an operation takes. */
export const grantTypesAt = (id: string, oauth: OAuthProfile): readonly GrantType[] =>
  oauth.deviceAuthorization === undefined || id !== oauth.token
    ? grantsAt(id, oauth)
    : [...grantsAt(id, oauth), DEVICE_CODE]

export interface TokenEndpoint extends ClientAuthentication {
  readonly grants: readonly GrantType[]
  readonly families: Families
  readonly devices: DeviceCodes
}

/**
 * Handles a token request (RFC 6749, section 3.2). Checks repeated parameters, the grant type, the client, the grant. Throws an `OAuthError`
 * that names parameters as the provider does.
 */
export async function exchange(
  endpoint: TokenEndpoint,
  request: TokenRequest,
  authorization: string | null,
  now: () => number,
): Promise<Issued & { readonly grant: GrantType }> {
  try {
    return await exchangeGrant(endpoint, request, authorization, now)
  } catch (error) {
    if (!(error instanceof OAuthError) || !('parameter' in error.failure)) throw error
    const { parameter } = error.failure
    throw new OAuthError({ ...error.failure, parameter: request.names?.[parameter as TokenRequestField] ?? parameter })
  }
}

async function exchangeGrant(
  endpoint: TokenEndpoint,
  { parameters, names, isAnonymous }: TokenRequest,
  authorization: string | null,
  now: () => number,
): Promise<Issued & { readonly grant: GrantType }> {
  requireEachOnce(parameters)
  const asked = parameters.get('grant_type') ?? ''
  const type = endpoint.grants.find((grant) => grant === (endpoint.rules.policy.grantAliases[asked] ?? asked))
  if (!type) throw new OAuthError({ kind: 'unsupported_grant_type' })
  const client = isAnonymous
    ? ownerOf(endpoint, required(parameters, 'refresh_token'), now())
    : authenticateClient(endpoint, parameters, authorization)
  const value = endpoint.rules.pkce && parameters.get('code_verifier')
  const verifier = value ? { value, hash: await sha256(value) } : null
  const takesScopes = names === undefined || names.scope !== undefined
  return { ...grants[type]({ ...endpoint, client, parameters, takesScopes, verifier, now: now() }), grant: type }
}

/** The client of a refresh token. Throws an `OAuthError` if the token is unknown. */
function ownerOf({ clients, families }: TokenEndpoint, refreshToken: string, now: number): RegisteredClient {
  const client = clients.get(families.clientIdOf(refreshToken, now) ?? '')
  if (!client) throw new OAuthError({ kind: 'refresh_token', problem: 'unknown' })
  return client
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return base64url(new Uint8Array(digest))
}
