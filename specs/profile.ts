/**
 * The types of the data that `npm run generate` makes from a spec, next to types and validators: the operation table, the
 * provider's profile, the examples, and the values that join them. All of it is plain data, so client and mock use the
 * same facts without shared code.
 */

/** How sure we are of a fact. `seed`: the page that the project started from states it. */
export type Evidence = 'seed' | 'documented' | 'community' | 'inferred'

/** How a list is paged. Paths into the body are dotted. `items: ''` means that the body is a bare array. */
export type Page =
  | {
      readonly style: 'number'
      readonly param: string
      readonly items: string
      readonly current: string
      readonly last: string
    }
  | { readonly style: 'cursor'; readonly param: string; readonly items: string; readonly next: string }

/** One way to authorize a call: a token or a password, API keys, both, or nothing. */
export interface Authorization {
  /** Scopes that the access token must have. `null`: the operation takes no access token (token endpoint, pages). */
  readonly scopes: readonly string[] | null
  /** Scheme before the token. `''` means a bare token. Default: the profile's scheme. */
  readonly authorizationScheme?: string
  /** The API keys that the operation requires, all of them: names in the profile's `keys`. */
  readonly keys?: readonly string[]
}

/** One row of the operation table: the facts about an operation that a client needs. */
export interface Operation extends Authorization {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** The path template of the spec, without the server's base path. */
  readonly path: string
  /** Name of its server (`x-onair.name` of the server object). */
  readonly server: string
  /** Other ways to authorize a call. A client uses the first way for which it has the options. */
  readonly alternatives?: readonly Authorization[]
  /** Encoding of the request body. `raw`: text or bytes, sent unchanged. `null`: the operation has no body. */
  readonly body: 'json' | 'form' | 'multipart' | 'raw' | null
  /** Content type of the body. Default: `application/json` for JSON, `application/octet-stream` for a raw body. */
  readonly contentType?: string
  /**
   * What a success may be. The content type of an answer decides between several kinds. Default: JSON only. `text`: any other text, such
   * as CSV or XML, but no HTML page. `bytes`: every other media type.
   */
  readonly answers?: readonly ('json' | 'text' | 'bytes')[]
  /** The fields that are not written as plain `name=value`, or that have reserved values. */
  readonly fields?: Readonly<Record<string, SentField>>
  /** True if sending it twice has the same effect as sending it once (RFC 9110, section 9.2.2, or `x-onair.idempotent`). */
  readonly idempotent: boolean
  /** What a call costs of each limit (`x-onair.points`). Default: 1. */
  readonly points?: number
  readonly page: Page | null
  /** The success statuses without content in the spec. `true`: all of them. 204 and 205 never have content (RFC 9110). */
  readonly empty?: readonly number[] | true
  /** A success may have no body although the spec has one (`x-onair.bodyOptional`). */
  readonly bodyOptional?: true
}

/** The same row, with the facts that only a mock and its pages need. */
export interface MockOperation extends Operation {
  /** All fields that are sent as text. */
  readonly fields: Readonly<Record<string, Field>>
  readonly evidence: Evidence
  /** The declared statuses and status classes. Each value says how sure we are of that response. */
  readonly statuses: Readonly<Partial<Record<number | StatusClass, Evidence>>>
}

/** All statuses with the same first digit, in OpenAPI's notation. */
export type StatusClass = `${1 | 2 | 3 | 4 | 5}XX`

/** How a client writes a parameter or a form field. */
export interface SentField {
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'form'
  /** Media type of a part of a multipart form, if the spec names one. */
  readonly contentType?: string
  /**
   * How several values are written (OpenAPI, "Style Values"). Default: a list is written as `name=value` once for each item.
   *
   * - `commaDelimited` and its siblings: as one text. A delimiter separates the items of a list, or the names and values of an object.
   * - `exploded`: each property of an object is a parameter of its own.
   * - `deepObject`: an object as `name[property]=value`, also with lists and objects in it (`items[0][id]=1`).
   * - `json`: any value as JSON (`content` in OpenAPI).
   */
  readonly style?: 'commaDelimited' | 'spaceDelimited' | 'pipeDelimited' | 'exploded' | 'deepObject' | 'json'
  /** Values that are literal segments of other paths in the same position. The parameter must not have them. */
  readonly reserved?: readonly string[]
}

/**
 * A parameter or form field, with the type that a server reads it as. The parts of a multipart form can also be files (`binary`) and
 * documents (`json`); everything else is sent as text.
 */
export interface Field extends SentField {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'binary' | 'json'
  /** An array of that type. */
  readonly list?: true
  /**
   * Property → type, of an object. For a `deepObject` by its path: `price.amount`, `items.*.id`. `*` is the type of all other properties.
   * Default: a `deepObject` has other properties, as strings. Other objects have none.
   */
  readonly properties?: Readonly<Record<string, Field['type']>>
  /** A query must have this parameter, or a multipart form this file. Query parameters and files only. */
  readonly required?: true
  /** If a query lacks this parameter, the server uses the default of the spec. Query parameters only. */
  readonly default?: true
}

export type OperationTable = Readonly<Record<string, Operation>>

export type MockOperationTable = Readonly<Record<string, MockOperation>>

/** A limit on calls: in any window of time, or as a token bucket. A call counts as the `points` of its operation. */
export type RateLimit = WindowLimit | TokenBucketLimit

/** At most `requests` in any `window` seconds. */
export interface WindowLimit extends LimitFacts {
  readonly requests: number
  /** Seconds. */
  readonly window: number
}

/** At most `capacity` at once. `refill` of them return each second, up to `capacity`. */
export interface TokenBucketLimit extends LimitFacts {
  readonly capacity: number
  /** Per second. */
  readonly refill: number
}

/** What all limits say. */
interface LimitFacts {
  readonly name: string
  /** `api`: calls with an access token. `token`: the token endpoint, which has its own bucket. */
  readonly bucket: 'api' | 'token'
  /** Whose calls are counted together: the token user's, the client address's, or all calls. */
  readonly per: 'user' | 'address' | 'all'
  /** True: we think that the provider refuses calls over the limit. False: it only asks callers to respect the limit. */
  readonly enforced: boolean
  readonly evidence: Evidence
}

/**
 * The token endpoint's response to a dead grant: `status`, and the body's `error` or a part of its message. Without `error`
 * and `message`, any refusal with that status counts, except if it blames the client or the form of the request. Leave both
 * out for providers whose error bodies are unknown.
 */
export interface RejectedGrant {
  readonly status: number
  readonly error?: string
  /** A text that the body's `message` or `error_description` contains. */
  readonly message?: string
}

/**
 * How a 401 says that the token lacks a scope, although it is valid: by `error` (in the body, or in `WWW-Authenticate` as in
 * RFC 6750, section 3), or by a text that the body's `message` or `error_description` contains. With both, both must match.
 */
export interface InsufficientScope {
  readonly error?: string
  readonly message?: string
}

/** The parameters of token requests (RFC 6749, RFC 7636), and the API key that a client may have in place of an id and a secret. */
export type TokenRequestField =
  | 'grant_type'
  | 'client_id'
  | 'client_secret'
  | 'api_key'
  | 'code'
  | 'redirect_uri'
  | 'code_verifier'
  | 'refresh_token'
  | 'scope'

/** The fields of a token response (RFC 6749, section 5.1) that have a meaning here. */
export type TokenResponseField = 'access_token' | 'refresh_token' | 'expires_in' | 'scope'

/** The OAuth profile of a provider: RFC 6749 and the provider's deviations from it. Durations are in seconds. */
export interface OAuthProfile {
  /** operationId of the authorization endpoint. `null`: there is none, because users do not sign in. */
  readonly authorize: string | null
  /** operationId of the token endpoint. */
  readonly token: string
  /** operationId of the endpoint that takes refresh tokens. Default: the token endpoint. */
  readonly tokenRefresh?: string
  readonly grants: readonly ('authorization_code' | 'client_credentials' | 'refresh_token')[]
  /**
   * How a client authenticates at the token endpoint (RFC 7591, section 2, `token_endpoint_auth_method`). `none`: clients are
   * public and have no secret (RFC 6749, section 2.1). They need `pkce`. `api_key`: clients have an API key in place of an id and
   * a secret. They get tokens of their own only, and `requestFields` names the field of the key.
   */
  readonly clientAuthentication: 'client_secret_post' | 'client_secret_basic' | 'none' | 'api_key'
  /**
   * Grant → the fields of its token request: parameter of RFC 6749 → the provider's name. No other field is sent. Default: the
   * fields of RFC 6749.
   */
  readonly requestFields?: Readonly<
    Partial<Record<OAuthProfile['grants'][number], Readonly<Partial<Record<TokenRequestField, string>>>>>
  >
  /** Field of a token response → the provider's name. No other field is read. Default: the fields of RFC 6749. */
  readonly answerFields?: Readonly<Partial<Record<TokenResponseField, string>>>
  /** Where in a token response the tokens are, as a dotted path. Default: at the top. */
  readonly answerAt?: string
  /**
   * How the client's id and secret are encoded in a Basic header: form-urlencoded before they are joined (RFC 6749, section
   * 2.3.1; the default), or unchanged (RFC 7617).
   */
  readonly basicCredentials?: 'form-urlencoded' | 'raw'
  readonly scopeSeparator: string
  /** How a token response writes its scopes. `list`: a JSON array of strings. Default: one text with the separator. */
  readonly scopeForm?: 'list'
  /** Parameters that every authorization request has beside those of RFC 6749, such as `access_type: offline`. */
  readonly authorizationParameters?: Readonly<Record<string, string>>
  /** OperationId of the device authorization endpoint (RFC 8628, section 3.1), if the provider has that grant. */
  readonly deviceAuthorization?: string
  /** OperationId of the revocation endpoint (RFC 7009). */
  readonly revoke?: string
  /** The header that has the client's id in every call with a token. The token must belong to that client. */
  readonly clientIdHeader?: string
  /** A 401 that means a missing scope. Default: a 401 always means that the token is not valid. */
  readonly insufficientScope?: InsufficientScope
  readonly pkce: 'S256' | null
  readonly rejectedGrants: readonly RejectedGrant[]
  readonly lifetimes: {
    readonly authorizationCode: number
    readonly accessToken: number
    /** The client's own tokens (client credentials). Default: `accessToken`. */
    readonly appToken?: number
    /** Null: no expiry is known. */
    readonly refreshToken: number | null
    readonly personalAccessToken?: number
  }
  /** Refresh this long before expiry. For providers where the usual margin would be too late. */
  readonly refreshEarly?: number
  /** When a refresh token is issued: at each consent (the default), or only at a user's first consent. */
  readonly refreshTokenAt?: 'first-consent'
  /** What a refresh does to the previous tokens. */
  readonly refresh: 'keep' | 'rotate' | 'rotate-and-revoke-family' | 'grace'
  /** With `rotate`, the previous access tokens stay valid. */
  readonly keepsAccessTokens?: boolean
  /**
   * What loses scopes if a refresh requests fewer of them: the new tokens (`token`, the default), or the whole grant (`grant`).
   * With `grant`, access tokens that were issued earlier lose those scopes too.
   */
  readonly narrowing?: 'token' | 'grant'
  /** Field of the token response with the time at which the access token expires. It replaces `expires_in`. */
  readonly expiry?: string
  /** How that time is written. Default: as in RFC 3339. */
  readonly expiryForm?: 'epoch-seconds' | 'epoch-milliseconds'
}

/** Where an API key is sent (OpenAPI, "Security Scheme Object", `type: apiKey`). */
export interface ApiKeyPlace {
  readonly in: 'header' | 'query' | 'cookie'
  /** Name of the header, parameter or cookie. */
  readonly name: string
  /** Each operation that takes the key can also be called without it. */
  readonly optional?: true
}

/** All facts about a provider that a client or a mock needs, except its operations. */
export interface Profile {
  /** The name in paths, in ids and on the command line. */
  readonly provider: string
  readonly title: string
  /** Server name → base URL. The first is the default. A relative one, or one with an open variable, needs the client option `servers`. */
  readonly servers: Readonly<Record<string, string>>
  /** Path or header parameter → name of the client option that fills it. */
  readonly clientOptions: Readonly<Record<string, string>>
  /** Client option → where its API key is sent. Only operations that list the option in their `keys` send it. */
  readonly keys?: Readonly<Record<string, ApiKeyPlace>>
  /**
   * `none`: no operation takes an access token, so clients have no option `auth`. `optional`: each operation that takes one can also be
   * called without it.
   */
  readonly auth?: 'none' | 'optional'
  /** How booleans are sent in queries and forms: `true`/`false` or `1`/`0`. */
  readonly booleans: 'text' | 'numeric'
  /** The headers of every call. */
  readonly headers: Readonly<Record<string, string>>
  /** Scheme before the token in `authorization`; `''` for a bare token. */
  readonly authorizationScheme: string
  readonly scopes: readonly string[]
  readonly limits: readonly RateLimit[]
  readonly oauth: OAuthProfile | null
}

/**
 * A spec as one value with its types. `onair generate` writes it into `index.ts`. `~types` exists for the compiler only (the
 * convention of Standard Schema).
 */
export interface Spec<Paths, Operations, P extends Profile = Profile, Table extends OperationTable = OperationTable> {
  readonly profile: P
  readonly operations: Table
  readonly '~types'?: { readonly paths: Paths; readonly operations: Operations }
}

/** An example of an operation's success: the spec's example, or a value made from the schema. */
export interface Example {
  readonly status: number
  /** Absent if the success has no content. */
  readonly body?: unknown
  /** Content type of the body. Default: `application/json`. */
  readonly contentType?: string
}

/** The same, with the additional data that a mock needs: `mock.ts`. A client's bundle should not contain it. */
export interface MockSpec<
  Paths,
  Operations,
  P extends Profile = Profile,
  Table extends MockOperationTable = MockOperationTable,
> extends Spec<Paths, Operations, P, Table> {
  /** Scope → its description. Pages show it next to the scope. */
  readonly scopeDescriptions?: Readonly<Record<string, string>>
  /** The zod schemas by name; those of an operation's input are `<OperationId>Query` and `<OperationId>Body`. */
  readonly schemas: () => Promise<Readonly<Record<string, unknown>>>
  /** By operationId. */
  readonly examples: () => Promise<Readonly<Record<string, Example>>>
  /** The OpenAPI document. Pages that describe the provider need it. */
  readonly document?: () => Promise<Readonly<Record<string, unknown>>>
  /** The provider's GraphQL schema in source form, with descriptions and marks. Only if it has one. For the same pages. */
  readonly sdl?: () => Promise<string>
}
