import type { Call } from './call.js'
import type { HeaderFields } from './headers.js'
import type { SentBody } from './raw-body.js'

/** The arguments with which openapi-fetch calls the `Request` class. */
interface Init {
  readonly method: string
  readonly fields: HeaderFields
  readonly body?: SentBody
  readonly secretQuery?: string
  readonly call: Call
}

/**
 * A request as plain fields. A `Request` of the platform costs as much as the rest of a client call, so only `fetch` creates one, in
 * the last layer. An attempt is repeated without cloning: a body that can be sent only once makes the call final.
 */
export class LightRequest {
  readonly url: string
  readonly method: string
  readonly fields: HeaderFields
  readonly body: SentBody | undefined
  /** API keys that the last layer adds to the query, so that no other one sees them. `''` if there are none. */
  readonly secretQuery: string
  readonly call: Call

  constructor(url: string, init: Init) {
    this.url = url
    this.method = init.method
    this.fields = init.fields
    this.body = init.body
    this.secretQuery = init.secretQuery ?? ''
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
    /** The body of a success that is not text. `body` is empty then. */
    readonly bytes?: Blob,
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
