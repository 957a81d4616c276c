import type { AccessToken } from '../auth/token.js'
import type { BufferedResponse } from '../http/light-request.js'

/**
 * The `errors` entry of a guarded field for a token that is missing, expired or not a user's. In no document of DLive, but in three
 * clients.
 */
const TEXT = 'Require login'

/** Whether an entry of `errors` says that a user has to be signed in. */
export function isLoginRequired(message: string): boolean {
  return message.includes(TEXT)
}

/**
 * A token refusal of DLive: 401, which one client has seen, or 200 with the text above in `errors`. The client's own tokens get the same
 * entry for every field about the viewer, and a new token would not change that: for them only an entry without a field counts (inferred).
 */
export function isTokenRefused(
  { status, body }: BufferedResponse,
  _operation: unknown,
  { subject }: AccessToken,
): boolean {
  if (status !== 200 || !body.includes(TEXT)) return status === 401
  return errorsIn(body).some(
    (entry) => isLoginRequired(String(entry?.message)) && (subject !== 'client' || !entry?.path?.length),
  )
}

function errorsIn(body: string): ({ message?: unknown; path?: unknown[] | null } | null)[] {
  try {
    const { errors } = JSON.parse(body) as { errors?: unknown }
    return Array.isArray(errors) ? (errors as []) : []
  } catch {
    return []
  }
}
