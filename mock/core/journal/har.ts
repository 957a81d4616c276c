import type { Message, RecordedExchange } from './entry.js'

/** An HTTP archive (HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/). */
export interface Har {
  readonly log: {
    readonly version: '1.2'
    readonly creator: { readonly name: string; readonly version: string }
    readonly entries: readonly object[]
  }
}

/** Requests as an HTTP archive. Times are the mock's. `origin` is prepended to the paths. */
export const toHar = (exchanges: readonly RecordedExchange[], origin: string, version: string): Har => ({
  log: { version: '1.2', creator: { name: 'onair', version }, entries: exchanges.map((one) => entryOf(one, origin)) },
})

/** The value for an unknown size. Redaction changes the size of a body. */
const unknown = -1

function entryOf(exchange: RecordedExchange, origin: string): object {
  const { at, method, path, query, status, reason, request, response } = exchange
  const requestType = headerOf(request, 'content-type')
  return {
    startedDateTime: new Date(at).toISOString(),
    time: 0,
    request: {
      method,
      url: `${origin}${path}${query === '' ? '' : `?${query}`}`,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headersOf(request),
      queryString: [...new URLSearchParams(query)].map(([name, value]) => ({ name, value })),
      ...(request.body !== null && { postData: { mimeType: requestType, text: request.body } }),
      headersSize: unknown,
      bodySize: request.body === null ? 0 : unknown,
    },
    response: {
      status,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headersOf(response),
      content: {
        size: new TextEncoder().encode(response.body ?? '').length,
        mimeType: headerOf(response, 'content-type'),
        ...(response.body !== null && { text: response.body }),
      },
      redirectURL: headerOf(response, 'location'),
      headersSize: unknown,
      bodySize: response.body === null ? 0 : unknown,
    },
    cache: {},
    timings: { send: 0, wait: 0, receive: 0 },
    ...(reason !== undefined && { comment: reason }),
  }
}

const headersOf = ({ headers }: Message) => headers.map(([name, value]) => ({ name, value }))

const headerOf = ({ headers }: Message, wanted: string): string =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? ''
