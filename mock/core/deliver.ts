/** A callback to send: an HTTP POST of a form. */
export interface Delivery {
  readonly url: string
  readonly form: Readonly<Record<string, string>>
  /** Milliseconds, of real time: they guard a real connection. */
  readonly connectTimeout: number
  readonly responseTimeout: number
}

/** What became of it: a status, or why there is none. */
export type Delivered = { readonly status: number } | { readonly error: 'connect' | 'timeout' | 'connection' }

export type Deliver = (delivery: Delivery) => Promise<Delivered>
