import type { Client } from '../directory.js'
import type { Directory } from '../directory.js'
import { OAuthFailure } from '../failure.js'
import type { Families, Issued } from '../families.js'
import { splitScopes } from '../authorize.js'

/** What a grant works with. */
export interface GrantRequest {
  readonly client: Client
  readonly parameters: URLSearchParams
  readonly families: Families
  readonly directory: Directory
  readonly scopes: { readonly known: readonly string[]; readonly separator: string }
  readonly now: number
  /** SHA-256 of the code verifier, base64url; worked out beforehand, so that a grant needs no await. */
  readonly verifierHash: string | null
}

/** Turns a token request into tokens, or throws `OAuthFailure`. Synchronous: a grant is consumed in one step. */
export type Grant = (request: GrantRequest) => Issued

/** A parameter that must be there. Throws `OAuthFailure`. */
export function required(parameters: URLSearchParams, parameter: string): string {
  const value = parameters.get(parameter)
  if (!value) throw new OAuthFailure({ kind: 'missing_parameter', parameter })
  return value
}

/** The scopes asked for, all of them known. Throws `OAuthFailure`. */
export function askedScopes({ parameters, scopes }: GrantRequest): string[] {
  const asked = splitScopes(parameters.get('scope') ?? '', scopes.separator)
  const unknown = asked.find((scope) => !scopes.known.includes(scope))
  if (unknown !== undefined) throw new OAuthFailure({ kind: 'invalid_scope', scope: unknown })
  return asked
}
