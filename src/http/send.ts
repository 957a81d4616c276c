import { DecodeError, NetworkError } from '../errors/index.js'
import { BufferedResponse } from './light-request.js'
import type { LightRequest, Send } from './light-request.js'
import { networkFault } from './network-fault.js'
import { readBody } from './read-body.js'

/** The part of the platform's `fetch` this package uses: an address as text, and only plain fields beside it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Redirects followed in a row. */
const MOST_HOPS = 3

/**
 * The last layer: calls `fetch` and reads the body, of `maxBytes` at most.
 *
 * - Redirects are followed for GET within one origin only: what is signed for the provider goes nowhere else. Any other
 *   redirect is the answer.
 * - The global `fetch` is looked up at call time: touching it while loading costs 25 ms on Node 20, and tests replace it.
 */
export function createSend(fetch?: Fetch, maxBytes = 64 * 1024 * 1024): Send {
  return async (request) => {
    const { call } = request
    call.attempts++
    let url = request.url
    try {
      for (let hop = 0; ; hop++) {
        const response = await (fetch ?? globalThis.fetch)(url, init(request))
        if (response.type === 'opaqueredirect') throw hiddenRedirect(url)
        const target = hop < MOST_HOPS && request.method === 'GET' ? redirectWithin(url, response) : undefined
        if (!target)
          return new BufferedResponse(response, await readBody(response, maxBytes, () => tooLong(call.id, maxBytes)))
        response.body?.cancel().catch(() => undefined)
        url = target
      }
    } catch (error) {
      // For any error that fetch makes of the abort, the caller gets the signal's reason.
      call.throwIfStopped()
      throw networkFault(error, url, call.secrets())
    }
  }
}

function init(request: LightRequest): RequestInit {
  return {
    method: request.method,
    // Plain, because wrappers of fetch spread the headers that they are given, and a spread `Headers` is empty.
    headers: Object.fromEntries(request.headers),
    body: request.body,
    redirect: 'manual',
    // Made when it is read, and a copy of these fields reads it.
    get signal() {
      return request.call.signal
    },
  }
}

function tooLong(operation: string, maxBytes: number): DecodeError {
  const message = `${operation} was answered with more than ${maxBytes} bytes, and the rest was not read. Check baseUrl, ask for less at once, or raise maxResponseBytes.`
  return new DecodeError(message, { raw: '' })
}

/** Where a redirect leads, if that is on the same origin. */
function redirectWithin(url: string, response: Response): string | undefined {
  if (response.status < 300 || response.status > 399) return undefined
  const location = response.headers.get('location')
  if (!location || !URL.canParse(location, url)) return undefined
  const target = new URL(location, url)
  return target.origin === new URL(url).origin ? target.href : undefined
}

/** Browsers do not tell where a redirect leads, so it cannot be followed safely. */
function hiddenRedirect(url: string): NetworkError {
  const message = `${new URL(url).origin} answered with a redirect, which a browser hides. Check baseUrl: it should need none.`
  return new NetworkError(message, { phase: 'sent', reason: 'redirect' })
}
