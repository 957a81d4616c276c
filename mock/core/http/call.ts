import type { MockOperation, Profile } from '../../../specs/profile.js'
import { decodeBody, decodePath, decodeQuery, type ZodSchema } from './decode.js'
import type { BodyOf, PathOf, QueryOf } from './operation-types.js'
import type { Input } from './read-input.js'
import type { Write } from './reply.js'

/** A call of an operation: the request, decoded on demand, and notes for the journal. */
export class Call<Op = unknown, Context = unknown> {
  readonly id: string
  readonly operation: MockOperation
  readonly path: PathOf<Op>
  readonly request: Request
  /** Address of the caller, or `local` in process. */
  readonly address: string
  /** The result of the provider's `authorize`: the caller. */
  context!: Context
  /** Headers of the reply, also of a refusal. */
  readonly headers: Record<string, string> = {}
  /** For the journal. */
  grantType: string | undefined
  account: string | undefined
  fields: readonly string[] | undefined
  /** The actions of the faults that acted on the call. */
  fault: string | undefined
  /** Sends the reply if a fault breaks it. */
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

  /** The query as sent. Parsed on first use, because most calls have none. */
  get search(): URLSearchParams {
    return (this.#search ??= new URLSearchParams(queryOf(this.request.url)))
  }

  /** A cookie, decoded (RFC 6265, section 5.4). Null if the request has none with this name. */
  cookie(name: string): string | null {
    const pairs = (this.header('cookie') ?? '').split(';').map((pair) => pair.trim())
    const found = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
    try {
      return found === undefined ? null : decodeURIComponent(found)
    } catch {
      return found!
    }
  }

  /** The body as sent, or what the journal shows of it if it is not text. */
  get text(): string {
    return this.#input.text
  }

  /** The decoded query. Throws `InvalidInputError`. */
  query(): QueryOf<Op> {
    return decodeQuery(this.operation, this.#input.profile, this.search, this.#input.schemas?.query) as QueryOf<Op>
  }

  /** The decoded body: fields, a text, or bytes (`Uint8Array`; a `File` in a multipart form). `defaults` fill in missing fields. Throws `InvalidInputError`. */
  body(defaults: Partial<BodyOf<Op>> = {}): BodyOf<Op> {
    const type = this.header('content-type') ?? ''
    const { profile, schemas, text, parts, bytes } = this.#input
    return decodeBody(this.operation, profile, { type, text, parts, bytes, defaults }, schemas?.body) as BodyOf<Op>
  }
}

export interface CallInput extends Input {
  readonly profile: Profile
  readonly address: string
  readonly schemas: InputSchemas | undefined
}

/** The validators of an operation's query and body. Undefined for a part that the operation does not have. */
export interface InputSchemas {
  readonly query: ZodSchema | undefined
  readonly body: ZodSchema | undefined
}

/** The text after the first `?`. A query may contain further ones (RFC 3986, section 3.4). */
function queryOf(url: string): string {
  const mark = url.indexOf('?')
  return mark < 0 ? '' : url.slice(mark + 1)
}
