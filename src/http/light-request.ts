import type { Call } from './call.js'

/** What openapi-fetch hands to the `Request` it is given. */
interface Init {
  readonly method: string
  readonly headers: Headers
  readonly body?: string
  readonly call: Call
}

/**
 * A request as plain fields. Building the platform's `Request` costs as much as the rest of a client call, so the real
 * thing is made by `fetch` alone, at the last layer. The body is text: an attempt can be repeated without cloning.
 */
export class LightRequest {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly body: string | undefined
  readonly call: Call

  constructor(url: string, init: Init) {
    this.url = url
    this.method = init.method
    this.headers = init.headers
    this.body = init.body
    this.call = init.call
  }
}

/**
 * A response with its body read. Reading belongs to the attempt: then a body that stalls or breaks off is timed out and
 * retried like any other fault, and a layer that discards an answer leaves nothing open.
 */
export class BufferedResponse {
  readonly status: number
  readonly ok: boolean
  readonly headers: Headers

  constructor(
    readonly response: Response,
    readonly body: string,
  ) {
    this.status = response.status
    this.ok = response.ok
    this.headers = response.headers
  }

  text(): string {
    return this.body
  }
}

/** Takes a request to its answer. Rejects with a `NetworkError`, a `TimeoutError`, an `AuthError` or the caller's reason. */
export type Send = (request: LightRequest) => Promise<BufferedResponse>

/** One concern of the pipeline around the next. */
export type Layer = (next: Send) => Send

/** `layers` around `send`, the first outermost. */
export function compose(send: Send, layers: readonly Layer[]): Send {
  return layers.reduceRight((next, layer) => layer(next), send)
}
