import { DecodeError, NetworkError } from '../errors/index.js'
import type { Call } from './call.js'
import { BufferedResponse } from './light-request.js'
import type { LightRequest, Send } from './light-request.js'
import { networkFault } from './network-fault.js'
import { answerKind } from './answer-kind.js'
import { isStream } from './raw-body.js'
import { readBody, readBytes } from './read-body.js'

/** The part of the platform's `fetch` that this package uses: an address as text, and plain fields. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Maximum number of redirects in a row. */
const MOST_HOPS = 3

/**
 * The last layer: calls `fetch` and reads the body, up to `maxBytes`.
 *
 * - It follows redirects of GET within one origin only, so that the token goes to the provider only. It returns any other redirect as
 *   the answer.
 * - It adds the API keys of the query, which no other layer, error or response shows.
 * - It looks up the global `fetch` at each call: access at load time costs 25 ms on Node 20, and tests replace it.
 */
export function createSend(fetch?: Fetch, maxBytes = 64 * 1024 * 1024): Send {
  return async (request) => {
    const { call } = request
    call.attempts++
    const { secretQuery } = request
    let url = secretQuery === '' ? request.url : withQuery(request.url, secretQuery)
    try {
      for (let hop = 0; ; hop++) {
        const response = await (fetch ?? globalThis.fetch)(url, init(request))
        // Printing a response shows its address.
        if (secretQuery !== '') Object.defineProperty(response, 'url', { value: request.url })
        if (response.type === 'opaqueredirect') throw hiddenRedirect(url)
        const target = hop < MOST_HOPS && request.method === 'GET' ? redirectWithin(url, response) : undefined
        if (!target) return await buffered(response, call, maxBytes)
        response.body?.cancel().catch(() => undefined)
        url = target
      }
    } catch (error) {
      // After an abort the caller gets the signal's reason, not the error of `fetch`.
      call.throwIfStopped()
      throw networkFault(error, url, call.secrets())
    }
  }
}

async function buffered(response: Response, { id, operation }: Call, maxBytes: number): Promise<BufferedResponse> {
  const fault = () => tooLong(id, maxBytes)
  // Headers are read only where they decide: the ones of a dispatcher are made when they are read.
  if (response.ok && operation.answers?.includes('bytes')) {
    const type = response.headers.get('content-type') ?? ''
    if (answerKind(operation, type) === 'bytes')
      return new BufferedResponse(response, '', new Blob([await readBytes(response, maxBytes, fault)], { type }))
  }
  return new BufferedResponse(response, await readBody(response, maxBytes, fault))
}

function withQuery(url: string, query: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${query}`
}

function init(request: LightRequest): RequestInit {
  return {
    method: request.method,
    headers: { ...request.fields },
    body: request.body,
    // The platform requires it for a stream: the request ends before its answer begins.
    ...(isStream(request.body) && { duplex: 'half' }),
    redirect: 'manual',
    // Created when it is read. A copy of these fields reads it.
    get signal() {
      return request.call.signal
    },
  }
}

function tooLong(operation: string, maxBytes: number): DecodeError {
  const message = `${operation} was answered with more than ${maxBytes} bytes, and the rest was not read. Check baseUrl, request fewer items at once, or raise maxResponseBytes.`
  return new DecodeError(message, { raw: '' })
}

/** The target of a redirect within the same origin. Undefined for any other response. */
function redirectWithin(url: string, response: Response): string | undefined {
  if (response.status < 300 || response.status > 399) return undefined
  const location = response.headers.get('location')
  if (!location || !URL.canParse(location, url)) return undefined
  const target = new URL(location, url)
  return target.origin === new URL(url).origin ? target.href : undefined
}

/** Browsers hide the target of a redirect, so it cannot be followed safely. */
function hiddenRedirect(url: string): NetworkError {
  const message = `${new URL(url).origin} answered with a redirect, which a browser hides. Check baseUrl: it must not redirect.`
  return new NetworkError(message, { phase: 'sent', reason: 'redirect' })
}
