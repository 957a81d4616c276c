import type { Call } from './call.js'
import type { HeaderFields } from './headers.js'

/** The arguments with which openapi-fetch calls the `Request` class. */
interface Init {
  readonly method: string
  readonly fields: HeaderFields
  readonly body?: string
  readonly call: Call
}

/**
 * A request as plain fields. A `Request` of the platform costs as much as the rest of a client call, so only `fetch` creates one, in
 * the last layer. The body is text, so that an attempt can be repeated without cloning.
 */
export class LightRequest {
  readonly url: string
  readonly method: string
  readonly fields: HeaderFields
  readonly body: string | undefined
  readonly call: Call

  constructor(url: string, init: Init) {
    this.url = url
    this.method = init.method
    this.fields = init.fields
    this.body = init.body
    this.call = init.call
  }
}

/**
 * A response with its body read. Each attempt reads the body: if the body stalls or breaks off, the attempt times out and is retried
 * like any other fault. A layer that discards an answer leaves no connection open.
 */
export class BufferedResponse {
  readonly status: number
  readonly ok: boolean

  constructor(
    readonly response: Response,
    readonly body: string,
  ) {
    this.status = response.status
    this.ok = response.ok
  }

  get headers(): Headers {
    return this.response.headers
  }
}

/** Sends a request. Rejects with a `NetworkError`, a `TimeoutError`, an `AuthError` or the signal's reason. */
export type Send = (request: LightRequest) => Promise<BufferedResponse>

/** One layer of the pipeline, around the next one. */
export type Layer = (next: Send) => Send

/** `layers` around `send`, the first outermost. */
export function compose(send: Send, layers: readonly Layer[]): Send {
  return layers.reduceRight((next, layer) => layer(next), send)
}
