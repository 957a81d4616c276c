/** A callback with a JSON body and its own headers, such as a signature. */
export interface JsonCallback {
  readonly json: string
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** A callback that the provider waits for. */
export interface AskedCallback extends JsonCallback {
  /** Milliseconds, for the connection and for the reply. */
  readonly timeout: number
  /** Whether a request to the mock waits for the reply: without this, time would wait for the request, and a delay for time. */
  readonly answering: boolean
}

/** The content of a callback. */
export type CallbackContent = { readonly form: Readonly<Record<string, string>> } | JsonCallback

/** A callback to send: an HTTP POST. */
export type Delivery = CallbackContent & {
  readonly url: string
  /** Milliseconds of real time, because the connection is real. So is `responseTimeout`. */
  readonly connectTimeout: number
  readonly responseTimeout: number
  /** Reads the reply up to this many bytes. Default: the reply is ignored, and its status counts at once. */
  readonly readReply?: number | undefined
}

/** The reply to a callback whose reply matters. Not kept, because it can be secret. */
export interface CallbackReply {
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The result of a delivery: a status, or the reason why there is none. */
export type Delivered =
  | { readonly status: number; readonly reply?: CallbackReply | undefined }
  | { readonly error: 'connect' | 'timeout' | 'connection' }

export type Deliver = (delivery: Delivery) => Promise<Delivered>
