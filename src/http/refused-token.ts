import type { InsufficientScope } from '../../specs/profile.js'
import { messageOf } from '../errors/message-of.js'
import type { IsRefused } from './authorize.js'
import type { BufferedResponse } from './light-request.js'

/**
 * Whether a 401 refuses the token (RFC 6750, section 3.1; 403 is a valid token without the permission). Some providers also answer 401 if a
 * valid token lacks a scope. `lacksScope` says how that answer looks. It is not a refused token: a refresh would bring a token with the
 * same scopes.
 */
export function refusedToken(lacksScope?: InsufficientScope): IsRefused {
  return (answer) => answer.status === 401 && !(lacksScope && matches(answer, lacksScope))
}

function matches({ headers, body: text }: BufferedResponse, { error, message }: InsufficientScope): boolean {
  const body = parse(text)
  const challenge = /\berror="?([\w-]+)/.exec(headers.get('www-authenticate') ?? '')?.[1]
  const isError = error === undefined || [body?.error, challenge].includes(error)
  const isMessage = message === undefined || messageOf(body).includes(message)
  return isError && isMessage && (error ?? message) !== undefined
}

/** The JSON value in `text`. Undefined for null and for anything that is not JSON. */
function parse(text: string): { readonly error?: unknown } | undefined {
  try {
    return (JSON.parse(text) ?? undefined) as { readonly error?: unknown } | undefined
  } catch {
    return undefined
  }
}
