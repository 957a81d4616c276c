import type { RegisteredClient } from '../clients.js'
import type { DeviceCodes } from '../device/device-codes.js'
import { OAuthError } from '../failure.js'
import type { Families, Issued } from '../families.js'
import { splitScopes, type RequestRules } from '../authorize.js'

/** A token request for a grant handler. */
export interface GrantRequest {
  readonly client: RegisteredClient
  readonly parameters: URLSearchParams
  readonly families: Families
  readonly devices: DeviceCodes
  readonly rules: RequestRules
  readonly now: number
  /** Whether the provider's requests have a field for scopes. */
  readonly takesScopes: boolean
  /** The code verifier with its SHA-256 in base64url. It is computed before, so that the grant handler is synchronous. */
  readonly verifier: { readonly value: string; readonly hash: string } | null
}

/** Issues tokens for a token request, or throws an `OAuthError`. Synchronous, so that consuming a grant is atomic. */
export type GrantHandler = (request: GrantRequest) => Issued

/** A required parameter. Throws an `OAuthError` if it is missing. */
export function required(parameters: URLSearchParams, parameter: string): string {
  const value = parameters.get(parameter)
  if (!value) throw new OAuthError({ kind: 'missing_parameter', parameter })
  return value
}

/** The requested scopes. Throws an `OAuthError` for an unknown one. */
export function requestedScopes({ parameters, rules }: Pick<GrantRequest, 'parameters' | 'rules'>): string[] {
  const asked = splitScopes(parameters.get('scope') ?? '', rules.policy.scopeSeparator)
  const unknown = asked.find((scope) => !rules.scopes.includes(scope))
  if (unknown !== undefined) throw new OAuthError({ kind: 'invalid_scope', scope: unknown })
  return asked
}
