import { AuthError } from '../errors/index.js'
import { safeText } from '../errors/safe-text.js'

/** The parameters of a callback URL (RFC 6749, sections 4.1.2 and 4.1.2.1). */
export interface AuthorizationResponse {
  readonly code?: string
  readonly state?: string
  /** Safe to print, as is `description`. */
  readonly error?: string
  readonly description?: string
}

/**
 * Reads a callback: a full address, a path with its query, or the query alone. It ignores host and path, because a proxy may have
 * changed them; `state` identifies the sign-in. Throws `AuthError` if the URL is not an OAuth callback.
 */
export function readCallback(callback: string | URL, redirectUri = 'http://localhost'): AuthorizationResponse {
  const malformed = (what: string) => new AuthError(`complete() needs the callback URL, with its query. ${what}`)
  if (typeof callback !== 'string' && !(callback instanceof URL)) throw malformed('It got something else.')
  const text = String(callback).trim()
  if (!URL.canParse(text, redirectUri)) throw malformed('It got an invalid URL.')
  const { searchParams } = new URL(text, redirectUri)
  const one = (name: string) => {
    const [first, ...rest] = searchParams.getAll(name)
    // RFC 6749, section 3.1: parameters must not be repeated.
    if (rest.length > 0) throw malformed(`It has more than one ${name} parameter.`)
    return first || undefined
  }
  const [code, state, error] = [one('code'), one('state'), one('error')]
  if (!code && !state && !error) throw malformed('It has neither code nor state nor error.')
  const description = [one('error_description'), one('hint')].filter(Boolean).join('; ')
  const secrets = [code, state].filter((value) => value !== undefined)
  return {
    code,
    state,
    error: error && safeText(error, secrets),
    description: description ? safeText(description, secrets) : undefined,
  }
}
