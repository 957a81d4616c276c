import { DecodeError, ReauthorizationRequiredError, TokenEndpointError } from '../errors/index.js'
import { describeBody, safeText } from '../errors/safe-text.js'
import type { Profile } from '../../specs/profile.js'
import { jwtExpiry, LATEST } from './jwt.js'
import { isSendable, type TokenRecord } from './token.js'

/** What was asked of the token endpoint, and what it said. */
export interface TokenAnswer {
  readonly grant: string
  readonly status: number
  readonly text: string
  /** Milliseconds to wait, where the answer said so. */
  readonly retryAfter?: number
  /** Epoch milliseconds before the request was sent. */
  readonly issuedAt: number
}

/** The fields of a token response that matter here (RFC 6749, section 5.1). */
export interface TokenFields {
  readonly access_token?: string
  readonly token_type: 'bearer'
  readonly expires_in?: number
  readonly refresh_token?: string
  readonly scope?: string
  /** The end as a moment, epoch milliseconds, from the field that the profile names for it. */
  readonly endsAt?: number
}

/**
 * The fields of a successful answer, tidied: what is null, empty or of the wrong type is left out, so that a formality does
 * not cost a session whose old tokens are gone by now. Throws for everything that is no success:
 *
 * - `ReauthorizationRequiredError` where a refresh is refused in a way the profile lists for a dead grant;
 * - `TokenEndpointError` for any other refusal (wrong client, wrong code, limits, faults): stored tokens are kept;
 * - `DecodeError` for a success that is not JSON or has no usable access token.
 *
 * `secrets` are the values that were sent: an answer that repeats one is quoted without it.
 */
export function readTokenAnswer(profile: Profile, answer: TokenAnswer, secrets: readonly string[]): TokenFields {
  const { status, text } = answer
  const body = parse(text)
  const error = nonEmpty(body?.error)
  if (status < 200 || status > 299 || error !== undefined) throw refusal(profile, answer, error, secrets)
  const where = `${profile.title}'s token endpoint answered ${status}`
  // The text is withheld: a truncated answer may hold whole tokens.
  if (!body) throw new DecodeError(`${where}, but not with JSON. Is the base URL right?`, { raw: '', status })
  const token = nonEmpty(body.access_token)
  if (!token || !isSendable(token)) {
    throw new DecodeError(`${where} without a usable access token.`, { raw: '', status, path: 'access_token' })
  }
  return {
    access_token: token,
    // Whatever it is called, it is sent as the profile's `authorizationScheme` says.
    token_type: 'bearer',
    expires_in: seconds(body.expires_in),
    refresh_token: nonEmpty(body.refresh_token),
    scope: nonEmpty(Array.isArray(body.scope) ? texts(body.scope).join(profile.oauth?.scopeSeparator) : body.scope),
    endsAt: profile.oauth?.expiry === undefined ? undefined : moment(body[profile.oauth.expiry]),
  }
}

/**
 * Tidied fields as a record. A lifetime goes first, then the end as a moment, then the token's own `exp`, if it is a JWT. An
 * end that is past (the year 1 of an unset time, say) is none: the token is new.
 */
export function toRecord(
  fields: {
    readonly access_token: string
    readonly expires_in?: number
    readonly refresh_token?: string
    readonly scope?: string
    readonly endsAt?: number
  },
  issuedAt: number,
  scopeSeparator: string,
): TokenRecord {
  const { access_token: accessToken, expires_in: lifetime, refresh_token: refreshToken, scope, endsAt } = fields
  // A token that is new and yet expired speaks of clocks that differ, and one for all time has no end worth a number.
  const isEnd = (end: number | undefined) => end !== undefined && end > issuedAt && end <= LATEST
  const ends = lifetime === undefined ? [endsAt, jwtExpiry(accessToken)] : [issuedAt + lifetime * 1000]
  return {
    accessToken,
    refreshToken,
    issuedAt,
    expiresAt: ends.find(isEnd),
    scopes: scope?.split(scopeSeparator).filter(Boolean),
  }
}

function refusal(profile: Profile, answer: TokenAnswer, error: string | undefined, secrets: readonly string[]): Error {
  const { grant, status, retryAfter } = answer
  const said = describeBody(parse(answer.text), secrets)
  const what = `${profile.title}'s token endpoint answered ${status} to a ${grant} grant${said && ` (${said})`}`
  if (grant === 'refresh_token' && isDead(profile, answer, error))
    return new ReauthorizationRequiredError(`${what}. The user has to sign in again.`)
  const wait = retryAfter === undefined ? 'later' : `in ${Math.ceil(retryAfter / 1000)} s`
  const advice =
    error === 'invalid_client'
      ? 'Check clientId and clientSecret.'
      : status === 429 || status > 499
        ? `Stored tokens are kept; try again ${wait}.`
        : status > 299 && status < 400
          ? 'It must not redirect: check the base URL.'
          : grant === 'authorization_code'
            ? 'Start the sign-in anew with begin().'
            : 'Stored tokens are kept; check the client and its scopes.'
  const quoted = error === undefined ? undefined : safeText(error, secrets)
  return new TokenEndpointError(`${what}. ${advice}`, { status, error: quoted, retryAfter })
}

/** Refusals that speak of the client, of how it asked, or of the server, and so not of the grant (RFC 6749, 5.2 and 4.1.2.1). */
const NOT_OF_THE_GRANT = new Set([
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'server_error',
  'temporarily_unavailable',
])

/**
 * Whether the profile takes this refusal for the end of a grant. Where it lists a status alone, a body that is neither empty
 * nor a JSON object does not count: a page is a proxy's.
 */
function isDead(profile: Profile, { status, text }: TokenAnswer, error: string | undefined): boolean {
  const speaks = text.trim() === '' || parse(text) !== undefined
  return (profile.oauth?.rejectedGrants ?? []).some((rejected) => {
    if (rejected.status !== status) return false
    return rejected.error === undefined ? speaks && !NOT_OF_THE_GRANT.has(error ?? '') : rejected.error === error
  })
}

/** The object that `text` is in JSON, if it is one. */
function parse(text: string): Readonly<Record<string, unknown>> | undefined {
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

function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function texts(list: readonly unknown[]): string[] {
  return list.filter((item) => typeof item === 'string')
}

/** A moment of RFC 3339 in epoch milliseconds; anything else is unknown. */
function moment(value: unknown): number | undefined {
  const isMoment = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(value)
  return isMoment ? Date.parse(value) || undefined : undefined
}

/** A lifetime in seconds; numbers as text are accepted. Zero, null and the like say nothing of use, so: unknown. */
function seconds(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : undefined
}
