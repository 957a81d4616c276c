import type { OAuthProfile } from '../../../specs/profile.js'
import type { Definition, Parts } from '../../core/definition/define-provider.js'
import type { AnyWorld } from '../../core/definition/world.js'
import type { Instance } from '../../core/instance.js'
import { isBasic } from '../../core/definition/api-keys.js'
import { pathsOf } from '../../core/http/mounts.js'
import { withQuery } from '../../core/http/paths.js'
import { noteOf } from '../../core/http/read-input.js'
import { SecretNames } from '../../core/journal/secrets.js'
import type { Sandbox } from '../../types.js'
import { authorizeQuery } from '../addresses.js'
import type { OpenApiDocument } from './document.js'
import type { DescribedOperation } from './operations.js'
import type { FilledForm } from './pairs.js'
import { basic, bearer, buildRequest, password, type AuthorizationHeader, type BuiltRequest } from './request.js'
import { ruleOf, type ResponseRule } from './rule-of.js'

/** What the user entered into the form of an operation. */
export interface TryInput {
  readonly filled: FilledForm
  /** The account whose token, code or refresh token the call uses. `credentials` for a provider without OAuth. Null for a call without a token. */
  readonly account: string | null
  readonly scopes: readonly string[]
}

/** A call with its response. */
export interface SentCall {
  readonly request: BuiltRequest
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Bytes are a note of their number. */
  readonly body: string
  readonly evidence: string | null
  /** The spec's description of this response. */
  readonly rule: ResponseRule | undefined
  /** Epoch milliseconds of the mock's clock. */
  readonly at: number
}

interface AttemptOptions {
  readonly sandbox: Sandbox
  readonly instance: Instance
  readonly parts: Parts
  readonly world: AnyWorld
  readonly document: OpenApiDocument
  readonly operation: DescribedOperation
  readonly base: string
  readonly asked: TryInput
}

/**
 * Makes a call like any other client, so that limits, faults and the journal apply. Rejects if no token can be issued, and if a fault cuts
 * the connection.
 */
export async function attempt(options: AttemptOptions): Promise<SentCall> {
  const { instance, world, document, operation } = options
  const request = await requestOf(options)
  const { url, method, headers, body } = request
  // Not `sandbox.fetch`: it accepts the mock's own addresses only, and the browser may use another.
  const answered = instance.generation.fetch(new Request(url, { method, headers, body }))
  const response = await instance.clock.answering(answered)
  const { status } = response
  return {
    request,
    status,
    headers: [...response.headers],
    body: await textOf(response),
    evidence: response.headers.get('x-onair-evidence'),
    rule: ruleOf(document, operation.id, status),
    at: world.clock.now(),
  }
}

async function textOf(response: Response): Promise<string> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return noteOf(bytes)
  }
}

/** The request that the form describes, with a token of the chosen account. */
export async function requestOf(options: AttemptOptions): Promise<BuiltRequest> {
  const { parts, document, operation, base, asked } = options
  const { spec } = parts
  const isExchange = operation.id === spec.profile.oauth?.token
  const filled = isExchange ? await withGrant(options) : asked.filled
  const authorization = await authorizationOf(options)
  return buildRequest({ spec, operation, base, filled, authorization, secrets: new SecretNames(document) })
}

async function authorizationOf(options: AttemptOptions): Promise<AuthorizationHeader | null> {
  const { parts, world, operation, asked } = options
  const { profile } = parts.spec
  const { oauth } = profile
  const { account, scopes } = asked
  if (operation.id === oauth?.token) return clientAuthorization(oauth, world)
  if (isBasic(operation.row, profile)) return password(asked.filled.credentials)
  if (operation.row.scopes === null || account === null) return null
  return bearer(profile, operation.row, await tokenFor({ ...options, account, scopes }))
}

/** The `Authorization` header of the seed's client at the token endpoint. Null if the credentials are form fields. */
export const clientAuthorization = (oauth: OAuthProfile, { credentials }: AnyWorld): AuthorizationHeader | null =>
  oauth.clientAuthentication === 'client_secret_basic'
    ? basic(oauth, credentials['clientId'] ?? '', credentials['clientSecret'] ?? '')
    : null

interface TokenOptions extends Pick<AttemptOptions, 'sandbox' | 'parts' | 'world'> {
  readonly account: string
  readonly scopes: readonly string[]
}

/** A new token of an account. For a provider without OAuth, the token of its credentials. */
export async function tokenFor({ sandbox, parts, world, account, scopes }: TokenOptions): Promise<string> {
  if (!world.oauth) return world.credentials['accessToken'] ?? ''
  return (await sandbox.grant(definitionOf(parts), { account, scopes })).accessToken
}

const definitionOf = (parts: Parts): Definition => ({ name: parts.spec.profile.provider, parts })

/** The fields of a token request. Fills in a code or a refresh token that is required and was left empty. */
async function withGrant({ sandbox, parts, world, base, asked }: AttemptOptions): Promise<FilledForm> {
  const { profile, operations } = parts.spec
  const { filled, account, scopes } = asked
  if (account === null) return filled
  const { fields } = filled
  const wants = (name: string, grant: string) => fields[name] === '' && fields['grant_type'] === grant
  const fill = (name: string, value: string | null): FilledForm => ({
    ...filled,
    fields: { ...fields, [name]: value ?? '' },
  })
  if (wants('refresh_token', 'refresh_token')) {
    const { refreshToken } = await sandbox.grant(definitionOf(parts), { account, scopes })
    return fill('refresh_token', refreshToken)
  }
  if (!wants('code', 'authorization_code')) return filled
  const oauth = profile.oauth!
  if (oauth.authorize === null) return filled
  const [path] = pathsOf(profile, operations[oauth.authorize]!)
  const asking = withQuery(`${base}${path}`, authorizeQuery(oauth, world.credentials, scopes))
  const back = await sandbox.approve(asking, { account })
  return fill('code', new URL(back).searchParams.get('code'))
}
