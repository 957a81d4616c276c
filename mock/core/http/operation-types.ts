/** Types derived from the `operations` that openapi-typescript writes. */

type Content<C> = C extends { content: infer Media }
  ? [Media] extends [never]
    ? undefined
    : Media extends undefined
      ? undefined
      : Media[keyof Media & `${string}/${string}`]
  : undefined

type Responses<Op> = Op extends { responses: infer R } ? R : never

/** The statuses of a key of `responses`. Error classes are left out, because refusals are thrown as a `RefusalError`. */
type StatusesOf<S> = S extends '2XX' ? 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 : S & number

/** A reply that the spec allows for an operation: one of its statuses with the body of that status. */
export type ReplyOf<Op> = {
  [S in keyof Responses<Op> & (number | '2XX')]: Content<Responses<Op>[S]> extends infer Body
    ? {
        readonly status: StatusesOf<S>
        readonly body?: Body
        readonly headers?: Readonly<Record<string, string>>
        readonly reason?: string
      } & (undefined extends Body ? unknown : { readonly body: Body })
    : never
}[keyof Responses<Op> & (number | '2XX')]

export type PathOf<Op> = Op extends { parameters: { path: infer P } } ? P : Readonly<Record<string, never>>

export type QueryOf<Op> = Op extends { parameters: { query?: infer Q } }
  ? NonNullable<Q>
  : Readonly<Record<string, never>>

export type BodyOf<Op> = Op extends { requestBody?: infer B } ? NonNullable<Content<NonNullable<B>>> : undefined
