/** One request to the mock. It contains no secrets: no query, no headers and no bodies. */
export interface JournalEntry {
  /** The first is 1. */
  readonly id: number
  /** Epoch milliseconds of the mock's clock. */
  readonly at: number
  readonly provider: string
  /** `<provider>.<operationId>`, or null for pages and unknown paths. */
  readonly operation: string | null
  readonly method: string
  /** Path without query. */
  readonly path: string
  /** The status that the server sent, even if it did not arrive. 0 if a fault cut the connection before the call took effect. */
  readonly status: number
  /** The reason of a refusal, in a few words. */
  readonly reason?: string
  readonly grantType?: string
  /** The account of the token, if there is one. */
  readonly account?: string
  /** The root fields of a GraphQL request, without their arguments. */
  readonly fields?: readonly string[]
}

/** Headers and body of a request or a response. */
export interface Message {
  /** Names and values, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Null if there is none. Bodies of more than 16,384 characters are cut; pages are left out. Both have a note of the length. */
  readonly body: string | null
}

/** A request and its response, with headers and bodies. Secrets are redacted unless `showSecrets` is on. */
export interface RecordedExchange extends JournalEntry {
  /** The evidence of the response: the header `x-onair-evidence`. */
  readonly evidence: string
  /** The query, without the `?`. */
  readonly query: string
  readonly request: Message
  readonly response: Message
  /** For an unknown path: similar operations, as `GET /<provider>/<server>/streams`. */
  readonly nearest?: readonly string[]
}

/** Headers and bodies of a request and its response. Stored by reference; copied and redacted when read. */
export interface Traffic {
  readonly url: string
  /** Alternating names and values, as in Node.js, or platform `Headers`. */
  readonly requestHeaders: readonly string[] | Headers
  readonly requestBody: string
  readonly responseHeaders: Readonly<Record<string, string>>
  readonly responseBody: string | null
}

export interface JournalFilter {
  readonly provider?: string | undefined
  readonly operation?: string | undefined
  readonly status?: number | undefined
  readonly method?: string | undefined
  /** The beginning of the path. */
  readonly path?: string | undefined
  /** Only requests after this id. */
  readonly after?: number | undefined
  /** Only the newest requests, up to this number. */
  readonly limit?: number | undefined
}

/** Whether a request matches every field of a filter, except `limit`. */
export function matches(entry: JournalEntry, filter: JournalFilter): boolean {
  const { provider, operation, status, method, path = '', after = 0 } = filter
  return (
    entry.id > after &&
    entry.path.startsWith(path) &&
    (provider === undefined || entry.provider === provider) &&
    (operation === undefined || entry.operation === operation) &&
    (status === undefined || entry.status === status) &&
    (method === undefined || entry.method === method)
  )
}
