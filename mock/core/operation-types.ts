/** Types read off `operations` as openapi-typescript writes them. */

type Content<C> = C extends { content: infer Media }
  ? [Media] extends [never]
    ? undefined
    : Media extends undefined
      ? undefined
      : Media[keyof Media & `${string}/${string}`]
  : undefined

type Responses<Op> = Op extends { responses: infer R } ? R : never

/** A reply that the spec allows for the operation: one of its statuses, with that status's body. */
export type ReplyOf<Op> = {
  [S in keyof Responses<Op> & number]: Content<Responses<Op>[S]> extends infer Body
    ? {
        readonly status: S
        readonly body?: Body
        readonly headers?: Readonly<Record<string, string>>
        readonly reason?: string
      } & (undefined extends Body ? unknown : { readonly body: Body })
    : never
}[keyof Responses<Op> & number]

export type PathOf<Op> = Op extends { parameters: { path: infer P } } ? P : Readonly<Record<string, never>>

export type QueryOf<Op> = Op extends { parameters: { query?: infer Q } }
  ? NonNullable<Q>
  : Readonly<Record<string, never>>

export type BodyOf<Op> = Op extends { requestBody?: infer B } ? NonNullable<Content<NonNullable<B>>> : undefined
