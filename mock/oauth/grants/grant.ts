import type { RegisteredClient } from '../clients.js'
import { OAuthError } from '../failure.js'
import type { Families, Issued } from '../families.js'
import { splitScopes, type RequestRules } from '../authorize.js'

/** What a grant works with. */
export interface GrantRequest {
  readonly client: RegisteredClient
  readonly parameters: URLSearchParams
  readonly families: Families
  readonly rules: RequestRules
  readonly now: number
  /** The code verifier with its SHA-256, base64url; worked out beforehand, so that a grant needs no await. */
  readonly verifier: { readonly value: string; readonly hash: string } | null
}

/** Turns a token request into tokens, or throws `OAuthError`. Synchronous: a grant is consumed in one step. */
export type GrantHandler = (request: GrantRequest) => Issued

/** A parameter that must be there. Throws `OAuthError`. */
export function required(parameters: URLSearchParams, parameter: string): string {
  const value = parameters.get(parameter)
  if (!value) throw new OAuthError({ kind: 'missing_parameter', parameter })
  return value
}

/** The scopes asked for, all of them known. Throws `OAuthError`. */
export function askedScopes({ parameters, rules }: GrantRequest): string[] {
  const asked = splitScopes(parameters.get('scope') ?? '', rules.policy.scopeSeparator)
  const unknown = asked.find((scope) => !rules.scopes.includes(scope))
  if (unknown !== undefined) throw new OAuthError({ kind: 'invalid_scope', scope: unknown })
  return asked
}
