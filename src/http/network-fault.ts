import { isOnAirError, NetworkError } from '../errors/index.js'
import type { OnAirError } from '../errors/index.js'
import { safeText } from '../errors/safe-text.js'

/** Faults before the first byte of the request: resolving, connecting, and the TLS handshake. */
const BEFORE_SENDING =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+)$/

/**
 * The `NetworkError` for what `fetch` rejected with. Built-in fetch says `fetch failed` and hides the system's error in
 * `cause`; that one is read for its code and then dropped, because it may hold the request. A custom
 * `fetch` may quote the request in its error, so `secrets` are redacted.
 */
export function networkFault(error: unknown, url: string, secrets: readonly string[]): OnAirError {
  if (isOnAirError(error)) return error
  // A custom fetch may reject with anything.
  const { cause } = Object(error) as { cause?: unknown }
  const source = Object(cause ?? error) as { code?: unknown; syscall?: unknown }
  const reason = typeof source.code === 'string' ? safeText(source.code, secrets) : undefined
  const connecting =
    source.syscall === 'connect' || source.syscall === 'getaddrinfo' || (reason && BEFORE_SENDING.test(reason))
  const { origin } = new URL(url)
  const why = reason ?? (safeText(error instanceof Error ? error.message : String(error), secrets) || 'no reason given')
  return connecting
    ? new NetworkError(
        `${origin} could not be reached (${why}). Check the address and the network; nothing was sent.`,
        {
          phase: 'connect',
          reason,
        },
      )
    : new NetworkError(
        `The connection to ${origin} failed before its answer was complete (${why}). What was asked may have taken effect: look before repeating.`,
        { phase: 'sent', reason },
      )
}
