/**
 * What `npm run generate` makes of a spec besides types and validators: the operation table, the provider's profile and
 * examples, and the values that hold them together. All are plain data, so that client and mock are driven by the same facts
 * without sharing any code.
 */

/** How sure we are of a fact. `seed`: the page the project started from; the rest as the word says. */
export type Evidence = 'seed' | 'documented' | 'community' | 'inferred'

/** How a list is paged. Paths into the body are dotted; `items: ''` is a bare array. */
export type Page =
  | {
      readonly style: 'number'
      readonly param: string
      readonly items: string
      readonly current: string
      readonly last: string
    }
  | { readonly style: 'cursor'; readonly param: string; readonly items: string; readonly next: string }

/** One row of the operation table: what a client needs to know of an operation. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** The path template as the spec has it, without the server's base path. */
  readonly path: string
  /** Name of the server it lives on (`x-onair.name` of the server object). */
  readonly server: string
  /** Scopes the access token must have; `null` where no access token is taken (token endpoint, pages). */
  readonly scopes: readonly string[] | null
  /** Scheme before the token, where it is not the profile's; `''` for a bare token. */
  readonly authorizationScheme?: string
  /** Encoding of the request body, where there is one. */
  readonly body: 'form' | 'json' | null
  /** Content type of a JSON body. Default: `application/json`. */
  readonly contentType?: string
  /** A success may be plain text (`text/plain` in the spec), so one that is not JSON is no fault. */
  readonly text?: true
  /** The fields that are not written as plain `name=value`, or whose values are limited. */
  readonly fields?: Readonly<Record<string, SentField>>
  /** True when sending it twice does what sending it once does (RFC 9110, section 9.2.2, or `x-onair.idempotent`). */
  readonly idempotent: boolean
  readonly page: Page | null
  /** The successes that have no content in the spec; `true`: none of them has. 204 and 205 never have (RFC 9110). */
  readonly empty?: readonly number[] | true
  /** A success may come without the body that the spec has (`x-onair.bodyOptional`). */
  readonly bodyOptional?: true
}

/** The same row with what only a mock and its pages need. */
export interface MockOperation extends Operation {
  /** All fields that travel as text. */
  readonly fields: Readonly<Record<string, Field>>
  readonly evidence: Evidence
  /** The declared statuses and classes of statuses, each with how sure we are of that response. */
  readonly statuses: Readonly<Partial<Record<number | StatusClass, Evidence>>>
}

/** All statuses with the same first digit, as OpenAPI writes them. */
export type StatusClass = `${1 | 2 | 3 | 4 | 5}XX`

/** How a client writes a parameter or a form field. */
export interface SentField {
  readonly in: 'path' | 'query' | 'header' | 'form'
  /**
   * How several values are written (OpenAPI, "Style Values"): a list as one text with a delimiter between its items, or an object
   * as `name[property]=value`. Default: the name of a list stands once for each item.
   */
  readonly style?: 'commaDelimited' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject'
  /** Values that are literal segments of other paths in the same place: no value of this parameter may be one of them. */
  readonly reserved?: readonly string[]
}

/** A parameter or form field that travels as text, and as what a server reads it. */
export interface Field extends SentField {
  readonly type: 'string' | 'integer' | 'number' | 'boolean'
  /** An array of that type. */
  readonly list?: true
  /** Property → type, of a `deepObject`. Other properties are texts. */
  readonly properties?: Readonly<Record<string, Field['type']>>
  /** A query is not complete without it. Only of query parameters. */
  readonly required?: true
  /** A query without it is read as if it had the default of the spec. Only of query parameters. */
  readonly default?: true
}

export type OperationTable = Readonly<Record<string, Operation>>

export type MockOperationTable = Readonly<Record<string, MockOperation>>

/** A limit on calls: at most `requests` in any `window` seconds. */
export interface RateLimit {
  readonly name: string
  /** `api`: calls with an access token. `token`: the token endpoint, which has a bucket of its own. */
  readonly bucket: 'api' | 'token'
  readonly requests: number
  /** Seconds. */
  readonly window: number
  /** Whom the window belongs to: the user behind the token, the client address, or everyone. */
  readonly per: 'user' | 'address' | 'all'
  /** Whether the provider is thought to refuse what goes over it, or only asks callers to keep to it. */
  readonly enforced: boolean
  readonly evidence: Evidence
}

/**
 * What the token endpoint says when a grant is dead: `status` and the body's `error`. Without `error`, any refusal of that
 * status counts that does not blame the client or the request's form; for providers whose error bodies are unknown.
 */
export interface RejectedGrant {
  readonly status: number
  readonly error?: string
}

/** The OAuth shape of a provider: RFC 6749 with its departures. Durations in seconds. */
export interface OAuthProfile {
  readonly authorize: string
  readonly token: string
  readonly grants: readonly ('authorization_code' | 'client_credentials' | 'refresh_token')[]
  readonly clientAuthentication: 'client_secret_post' | 'client_secret_basic'
  /**
   * How the client's id and secret stand in a Basic header: form-urlencoded before they are joined (RFC 6749, section 2.3.1; the
   * default), or as they are (RFC 7617).
   */
  readonly basicCredentials?: 'form-urlencoded' | 'raw'
  readonly scopeSeparator: string
  readonly pkce: 'S256' | null
  readonly rejectedGrants: readonly RejectedGrant[]
  readonly lifetimes: {
    readonly authorizationCode: number
    readonly accessToken: number
    /** Null: no expiry is known. */
    readonly refreshToken: number | null
    readonly personalAccessToken?: number
  }
  /** Refresh this long before expiry, where waiting for the usual margin would be too late. */
  readonly refreshEarly?: number
  /** When a refresh token is given: at each consent (the default), or at a user's first one only. */
  readonly refreshTokenAt?: 'first-consent'
  /** What a refresh does to the tokens before it. */
  readonly refresh: 'keep' | 'rotate' | 'rotate-and-revoke-family' | 'grace'
  /** A `rotate` leaves the access tokens before it alive. */
  readonly keepsAccessTokens?: boolean
  /**
   * What a refresh that asks for fewer scopes takes the others from: the tokens it gives (`token`, as when not given), or
   * the whole grant, so that access tokens given before it lose them too.
   */
  readonly narrowing?: 'token' | 'grant'
  /** Field of the token answer that says, as an RFC 3339 time, when the access token ends; stands in for `expires_in`. */
  readonly expiry?: string
}

/** Everything a client or a mock needs to know of a provider that is not an operation. */
export interface Profile {
  /** Name in paths, ids and on the command line. */
  readonly provider: string
  readonly title: string
  /** Server name → base URL. The first is the default. */
  readonly servers: Readonly<Record<string, string>>
  /** Path or header parameter → name of the client option that fills it. */
  readonly clientOptions: Readonly<Record<string, string>>
  /** How booleans travel in queries and forms: `true`/`false` or `1`/`0`. */
  readonly booleans: 'text' | 'numeric'
  /** Headers sent on every call. */
  readonly headers: Readonly<Record<string, string>>
  /** Scheme before the token in `authorization`; `''` for a bare token. */
  readonly authorizationScheme: string
  readonly scopes: readonly string[]
  readonly limits: readonly RateLimit[]
  readonly oauth: OAuthProfile | null
}

/**
 * A spec as one value that carries its types: what `onair generate` writes into `index.ts`. `~types` exists for the compiler only
 * (the convention of Standard Schema).
 */
export interface Spec<Paths, Operations, P extends Profile = Profile, Table extends OperationTable = OperationTable> {
  readonly profile: P
  readonly operations: Table
  readonly '~types'?: { readonly paths: Paths; readonly operations: Operations }
}

/** A success of an operation as its spec shows it: an example, or a value made from the schema. */
export interface Example {
  readonly status: number
  /** Left out where the success has no content. */
  readonly body?: unknown
  /** Of the body. Default: `application/json`. */
  readonly contentType?: string
}

/** The same with what a mock needs besides: `mock.ts`. No client's bundle should hold it. */
export interface MockSpec<
  Paths,
  Operations,
  P extends Profile = Profile,
  Table extends MockOperationTable = MockOperationTable,
> extends Spec<Paths, Operations, P, Table> {
  /** Scope → what it allows. Pages show it beside the scope. */
  readonly scopeDescriptions?: Readonly<Record<string, string>>
  /** The zod schemas by name; those of an operation's input are `<OperationId>Query` and `<OperationId>Body`. */
  readonly schemas: () => Promise<Readonly<Record<string, unknown>>>
  /** By operationId. */
  readonly examples: () => Promise<Readonly<Record<string, Example>>>
  /** The OpenAPI document. Pages that describe the provider need it. */
  readonly document?: () => Promise<Readonly<Record<string, unknown>>>
  /** The GraphQL schema as it was written, with descriptions and marks, where the provider has one. For the same pages. */
  readonly sdl?: () => Promise<string>
}
