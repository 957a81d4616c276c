/** A callback to send: an HTTP POST of a form. */
export interface Delivery {
  readonly url: string
  readonly form: Readonly<Record<string, string>>
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
