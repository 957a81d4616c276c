import type { OAuthProfile, TokenResponseField } from '../../specs/profile.js'
import { type AuthError, DecodeError, ReauthorizationRequiredError, TokenEndpointError } from '../errors/index.js'
import { describeBody, safeText } from '../errors/safe-text.js'
import { messageOf } from '../errors/message-of.js'
import { at } from '../http/paginate.js'
import { jwtExpiry, LATEST } from './jwt.js'
import type { SigningProfile } from './exchange.js'
import { isSendable, type TokenRecord } from './token.js'

/** A request to the token endpoint, and its answer. */
export interface TokenResponse {
  readonly grant: string
  readonly status: number
  readonly text: string
  /** Milliseconds to wait, if the answer stated them. */
  readonly retryAfter?: number
  /** Epoch milliseconds before the request was sent. */
  readonly issuedAt: number
}

/**
 * A successful answer as a record. The profile says where its fields are (`answerAt`) and what they are called (`answerFields`). Fields
 * that are null, empty or of the wrong type are left out: an error here would end the session, because the old tokens may be used up.
 * `token_type` is ignored: the profile's `authorizationScheme` decides how the token is sent.
 *
 * The expiry is the lifetime (`expires_in`), else the time in the field that the profile names (`expiry`), else the token's own `exp` if
 * it is a JWT. A time in the past, such as the year 1 of an unset time, is ignored, because the token is new.
 *
 * Throws for every other answer:
 *
 * - `ReauthorizationRequiredError` if a refresh is refused in a way that the profile lists for a dead grant;
 * - `TokenEndpointError` for any other refusal (wrong client, wrong code, limits, faults): stored tokens are kept;
 * - `DecodeError` for a success that is not JSON or has no usable access token.
 *
 * `secrets` are the values that were sent. They are redacted in quotes from the answer.
 */
export function readTokenResponse(
  profile: SigningProfile,
  answer: TokenResponse,
  secrets: readonly string[],
): TokenRecord {
  const { status, text, issuedAt } = answer
  const { expiry, expiryForm, scopeSeparator, answerAt = '', answerFields } = profile.oauth
  const body = parse(text)
  const error = nonEmpty(body?.error)
  if (status < 200 || status > 299 || error !== undefined) throw readRefusal(profile, answer, secrets)
  const where = `${profile.title}'s token endpoint answered ${status}`
  // The text is withheld: a truncated answer may hold whole tokens.
  if (!body) throw new DecodeError(`${where}, but not with JSON. Is the base URL right?`, { raw: '', status })
  const tokens = at(body, answerAt)
  const nameOf = (field: TokenResponseField) => (answerFields ? answerFields[field] : field)
  const read = (name: string | undefined) => (name !== undefined && isObject(tokens) ? tokens[name] : undefined)
  const accessToken = nonEmpty(read(nameOf('access_token')))
  if (!accessToken || !isSendable(accessToken)) {
    const path = [answerAt, nameOf('access_token')].filter(Boolean).join('.')
    throw new DecodeError(`${where} without a usable access token in ${path}.`, { raw: '', status, path })
  }
  const lifetime = seconds(read(nameOf('expires_in')))
  const ends =
    lifetime === undefined ? [moment(read(expiry), expiryForm), jwtExpiry(accessToken)] : [issuedAt + lifetime * 1000]
  const given = read(nameOf('scope'))
  const scope = nonEmpty(Array.isArray(given) ? texts(given).join(scopeSeparator) : given)
  return {
    accessToken,
    refreshToken: nonEmpty(read(nameOf('refresh_token'))),
    issuedAt,
    // A new token that seems expired means that the clocks differ. A time that `Date` cannot express counts as unknown.
    expiresAt: ends.find((end) => end !== undefined && end > issuedAt && end <= LATEST),
    scopes: scope?.split(scopeSeparator).filter(Boolean),
  }
}

/**
 * The error for an answer that is a refusal: `ReauthorizationRequiredError` for a dead grant, else `TokenEndpointError`. `secrets` are
 * redacted in quotes from the answer.
 */
export function readRefusal(profile: SigningProfile, answer: TokenResponse, secrets: readonly string[]): AuthError {
  const { grant, status, retryAfter } = answer
  const body = parse(answer.text)
  const error = nonEmpty(body?.error)
  const said = describeBody(body, secrets)
  const what = `${profile.title}'s token endpoint answered ${status} to a ${grant} grant${said && ` (${said})`}`
  if (grant === 'refresh_token' && isDead(profile, answer, error))
    return new ReauthorizationRequiredError(`${what}. The user has to sign in again.`)
  const isKey = profile.oauth.clientAuthentication === 'api_key'
  const wait = retryAfter === undefined ? 'later' : `in ${Math.ceil(retryAfter / 1000)} s`
  const advice =
    error === 'invalid_client'
      ? `Check ${isKey ? 'apiKey' : 'clientId and clientSecret'}.`
      : status === 429 || status > 499
        ? `Stored tokens are kept; try again ${wait}.`
        : status > 299 && status < 400
          ? 'It must not redirect: check the base URL.'
          : grant === 'authorization_code'
            ? 'Start a new sign-in with begin().'
            : `Stored tokens are kept; check ${isKey ? 'apiKey' : 'the client and its scopes'}.`
  const quoted = error === undefined ? undefined : safeText(error, secrets)
  return new TokenEndpointError(`${what}. ${advice}`, { status, error: quoted, retryAfter })
}

/** Refusals that concern the client, its request or the server, and not the grant (RFC 6749, sections 5.2 and 4.1.2.1). */
const NOT_OF_THE_GRANT = new Set([
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'server_error',
  'temporarily_unavailable',
])

/**
 * Whether this refusal means the end of the grant, by the profile. If the profile lists a status alone, a body that is neither empty nor
 * a JSON object does not count: it is probably a proxy's page.
 */
function isDead(profile: SigningProfile, { status, text }: TokenResponse, error: string | undefined): boolean {
  const speaks = text.trim() === '' || parse(text) !== undefined
  return profile.oauth.rejectedGrants.some((rejected) => {
    if (rejected.status !== status) return false
    if (rejected.message !== undefined && !messageOf(parse(text)).includes(rejected.message)) return false
    if (rejected.error !== undefined) return rejected.error === error
    return rejected.message !== undefined || (speaks && !NOT_OF_THE_GRANT.has(error ?? ''))
  })
}

/** The JSON object in `text`. Undefined for anything else. */
export function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return isObject(body) ? body : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function texts(list: readonly unknown[]): string[] {
  return list.filter((item) => typeof item === 'string')
}

/** A time in epoch milliseconds. Undefined if it does not have the form of the profile (`expiryForm`). */
function moment(value: unknown, form: OAuthProfile['expiryForm']): number | undefined {
  if (form !== undefined) {
    const time = seconds(value)
    return time === undefined ? undefined : form === 'epoch-seconds' ? time * 1000 : time
  }
  const isMoment = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(value)
  return isMoment ? Date.parse(value) || undefined : undefined
}

/** A positive number, such as a lifetime in seconds, as a number or as text. Undefined for zero, null and invalid values. */
export function seconds(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : undefined
}
