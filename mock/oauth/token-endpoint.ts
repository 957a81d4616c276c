import { base64url } from '../core/signing/base64url.js'
import type { OAuthProfile } from '../../specs/profile.js'
import { requireEachOnce } from './authorize.js'
import { authenticateClient, type ClientAuthentication } from './authenticate-client.js'
import type { DeviceCodes } from './device/device-codes.js'
import { OAuthError } from './failure.js'
import type { Families, Issued } from './families.js'
import { authorizationCode } from './grants/authorization-code.js'
import { deviceCode } from './grants/device-code.js'
import { clientCredentials } from './grants/client-credentials.js'
import type { GrantHandler } from './grants/grant.js'
import { refreshToken } from './grants/refresh-token.js'

/** The grant type of RFC 8628, section 3.4. */
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'

export type GrantType = OAuthProfile['grants'][number] | typeof DEVICE_CODE

const grants: Readonly<Record<GrantType, GrantHandler>> = {
  authorization_code: authorizationCode,
  client_credentials: clientCredentials,
  refresh_token: refreshToken,
  [DEVICE_CODE]: deviceCode,
}

/** The grant types of a provider. */
export const grantTypesOf = ({ grants, deviceAuthorization }: OAuthProfile): readonly GrantType[] =>
  deviceAuthorization === undefined ? grants : [...grants, DEVICE_CODE]

export interface TokenEndpoint extends ClientAuthentication {
  readonly grants: readonly GrantType[]
  readonly families: Families
  readonly devices: DeviceCodes
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

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return base64url(new Uint8Array(digest))
}
