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
  [S in keyof Responses<Op> & (number | '2XX')]: Sent<Content<Responses<Op>[S]>> extends infer Body
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

/** The type of a body in a reply: bytes are a `Uint8Array`. */
type Sent<T> = unknown extends T ? T : [Blob] extends [T] ? Exclude<T, Blob> | Uint8Array<ArrayBuffer> : T

type Bytes = Blob | ArrayBuffer | ArrayBufferView

/** The type of a part of a multipart form: bytes are a `File`. */
type PartOf<T> = unknown extends T ? T : [Extract<T, Blob>] extends [never] ? PartsOf<T> : File | Exclude<T, Bytes>

type PartsOf<T> = T extends readonly (infer Item)[] ? PartOf<Item>[] : T

type Fields = `application/${string}json${string}` | 'application/x-www-form-urlencoded'

type Read<Media, T> = [keyof Media & Fields] extends [never]
  ? Media extends { 'multipart/form-data': infer Parts }
    ? { [Name in keyof Parts]: PartOf<Parts[Name]> }
    : [Extract<T, Blob>] extends [never]
      ? T
      : Uint8Array<ArrayBuffer> | Exclude<T, Bytes>
  : T

export type BodyOf<Op> = Op extends { requestBody?: infer B }
  ? NonNullable<B> extends { content: infer Media }
    ? Read<Media, NonNullable<Content<NonNullable<B>>>>
    : undefined
  : undefined
