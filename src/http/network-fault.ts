import { isOnAirError, NetworkError } from '../errors/index.js'
import type { OnAirError } from '../errors/index.js'
import { safeText } from '../errors/safe-text.js'

/** Faults before the first byte of the request: resolving, connecting, and the TLS handshake. */
const BEFORE_SENDING =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+)$/

/** Deno's message for these faults, after the address. It has no code. */
const DENO_BEFORE_SENDING = /\): client error \(Connect\): /

/** The messages of browsers (Chromium, WebKit, Gecko) when they withhold an answer from a page, and also when there is no answer. */
const BROWSERS = /^(Failed to fetch|Load failed|NetworkError when attempting to fetch resource)/

/** Names below `.localhost` are this machine (RFC 6761, section 6.3). The address of an in-process mock is one: no server listens there. */
const IN_PROCESS =
  "A host that ends in .localhost is this machine, or a mock in this process: pass that mock's fetch, or the url of a server that listens"

/**
 * The `NetworkError` for an error of `fetch`. The built-in `fetch` rejects with `fetch failed` and has the system's error in `cause`.
 * Only its code is kept, because the error may contain the request. A custom `fetch` may quote the request in its error, so `secrets`
 * are redacted.
 */
export function networkFault(error: unknown, url: string, secrets: readonly string[]): OnAirError {
  if (isOnAirError(error)) return error
  // A custom fetch may reject with any value.
  const { cause } = Object(error) as { cause?: unknown }
  const source = Object(cause ?? error) as { code?: unknown; syscall?: unknown; message?: unknown }
  const reason = typeof source.code === 'string' ? safeText(source.code, secrets) : undefined
  const connecting =
    source.syscall === 'connect' ||
    source.syscall === 'getaddrinfo' ||
    (reason === undefined ? DENO_BEFORE_SENDING.test(String(source.message)) : BEFORE_SENDING.test(reason))
  const { origin, hostname } = new URL(url)
  const why = reason ?? (safeText(error instanceof Error ? error.message : String(error), secrets) || 'no reason given')
  if (connecting) {
    const check = hostname.endsWith('.localhost') ? IN_PROCESS : 'Check the address and the network'
    return new NetworkError(`${origin} could not be reached (${why}). ${check}; nothing was sent.`, {
      phase: 'connect',
      reason,
    })
  }
  const page = globalThis.location?.origin
  const isWithheld =
    reason === undefined && page !== undefined && page !== origin && BROWSERS.test(String(source.message))
  const likely = isWithheld
    ? ` Probably the server does not allow pages of ${page} to call it (CORS): call it from your own server, or set baseUrl to a proxy on the page's origin.`
    : ''
  return new NetworkError(
    `The connection to ${origin} failed before its answer was complete (${why}).${likely} The request may have taken effect: check before you repeat it.`,
    { phase: 'sent', reason },
  )
}
