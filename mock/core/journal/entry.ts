/** One request as the mock saw it. No secret is in it: no query, no body, no header. */
export interface JournalEntry {
  /** Counts up from 1. */
  readonly id: number
  /** Epoch milliseconds of the mock's clock. */
  readonly at: number
  readonly provider: string
  /** `<provider>.<operationId>`, or null for pages and for what no operation answers. */
  readonly operation: string | null
  readonly method: string
  /** Path without query. */
  readonly path: string
  /** 0 if a fault cut the connection and no work was done; else as the server answered, whether or not that arrived. */
  readonly status: number
  /** Why it was refused, in a word or two. */
  readonly reason?: string
  readonly grantType?: string
  /** The account behind the token, where there is one. */
  readonly account?: string
  /** Of a GraphQL request, the root fields that it asked for; without their arguments. */
  readonly fields?: readonly string[]
}

/** Headers and body of a request or a response. */
export interface Message {
  /** Names and values, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Null if there is none. Of one with more than 16,384 characters the beginning, and of a page nothing; with the length in both cases. */
  readonly body: string | null
}

/** A request with all that was sent and answered. Secrets are redacted, unless the mock was made with `showSecrets`. */
export interface RecordedExchange extends JournalEntry {
  /** How sure we are of the response: the header `x-onair-evidence`. */
  readonly evidence: string
  /** What came after the `?`. */
  readonly query: string
  readonly request: Message
  readonly response: Message
  /** For a path that no operation has: those that are near it, as `GET /livepush/octopus/streams`. */
  readonly nearest?: readonly string[]
}

/** What went over the wire, by reference: it is copied and redacted when read. */
export interface Traffic {
  readonly url: string
  /** Names and values by turns, as Node.js has them, or the platform's own. */
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
  /** How the path begins. */
  readonly path?: string | undefined
  /** Only requests after the one with this id. */
  readonly after?: number | undefined
  /** Only so many, the newest. */
  readonly limit?: number | undefined
}

/** Whether a request matches every field of a filter. Its `limit` is not looked at. */
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
