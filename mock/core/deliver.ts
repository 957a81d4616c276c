/** A callback to send: an HTTP POST of a form. */
export interface Delivery {
  readonly url: string
  readonly form: Readonly<Record<string, string>>
  /** Milliseconds of real time, because the connection is real. So is `responseTimeout`. */
  readonly connectTimeout: number
  readonly responseTimeout: number
}

/** The result of a delivery: a status, or the reason why there is none. */
export type Delivered = { readonly status: number } | { readonly error: 'connect' | 'timeout' | 'connection' }

export type Deliver = (delivery: Delivery) => Promise<Delivered>
