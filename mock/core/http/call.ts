import type { MockOperation, Profile } from '../../../specs/profile.js'
import { decodeBody, decodePath, decodeQuery, type ZodSchema } from './decode.js'
import type { BodyOf, PathOf, QueryOf } from './operation-types.js'
import type { Write } from './reply.js'

/** What a handler is given: the request, decoded on demand, and room for notes. */
export class Call<Op = unknown, Context = unknown> {
  readonly id: string
  readonly operation: MockOperation
  readonly path: PathOf<Op>
  readonly request: Request
  /** Address of the caller, or `local` in process. */
  readonly address: string
  /** What the provider's `authorize` found out: the token's owner, the tenant. */
  context!: Context
  /** Headers of the reply, of a refusal too. */
  readonly headers: Record<string, string> = {}
  /** For the journal. */
  grantType: string | undefined
  account: string | undefined
  fields: readonly string[] | undefined
  /** The actions of the faults that answer the call. */
  fault: string | undefined
  /** What puts the reply on the wire if a fault breaks it on its way. */
  write: Write | undefined
  readonly #input: CallInput
  #search: URLSearchParams | undefined

  constructor(id: string, operation: MockOperation, path: Record<string, string>, request: Request, input: CallInput) {
    this.id = id
    this.operation = operation
    this.path = decodePath(operation, input.profile, path) as PathOf<Op>
    this.request = request
    this.address = input.address
    this.#input = input
  }

  header(name: string): string | null {
    return this.request.headers.get(name)
  }

  /** The query as sent; taken apart when first asked for, as most calls have none. */
  get search(): URLSearchParams {
    return (this.#search ??= new URLSearchParams(queryOf(this.request.url)))
  }

  /** The body as sent. */
  get text(): string {
    return this.#input.text
  }

  /** The decoded query. Throws `InvalidInputError`. */
  query(): QueryOf<Op> {
    return decodeQuery(this.operation, this.#input.profile, this.search, this.#input.schemas?.query) as QueryOf<Op>
  }

  /** The decoded body; `defaults` stand for fields that it lacks. Throws `InvalidInputError`. */
  body(defaults: Partial<BodyOf<Op>> = {}): BodyOf<Op> {
    const type = this.header('content-type') ?? ''
    const { profile, schemas } = this.#input
    return decodeBody(this.operation, profile, { type, text: this.text, defaults }, schemas?.body) as BodyOf<Op>
  }
}

export interface CallInput {
  readonly profile: Profile
  readonly text: string
  readonly address: string
  readonly schemas: InputSchemas | undefined
}

/** What the parts of an operation's input are checked with; a part that it has not has none. */
export interface InputSchemas {
  readonly query: ZodSchema | undefined
  readonly body: ZodSchema | undefined
}

/** What comes after the first `?`: a query may hold others (RFC 3986, 3.4). */
function queryOf(url: string): string {
  const mark = url.indexOf('?')
  return mark < 0 ? '' : url.slice(mark + 1)
}
