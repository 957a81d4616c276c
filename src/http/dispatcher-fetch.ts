import type { Fetch } from './send.js'

/** The part of an undici `Dispatcher` (an `Agent`, a `Pool`, a `ProxyAgent`) that is used here. */
export interface RequestDispatcher {
  request(options: {
    readonly origin: string
    readonly path: string
    readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
    readonly headers: Record<string, string>
    readonly body?: string
    readonly signal?: AbortSignal
  }): Promise<{
    readonly statusCode: number
    readonly headers: Readonly<Record<string, string | string[] | undefined>>
    readonly body: Body
  }>
}

/** A `Readable` of Node.js. */
type Body = AsyncIterable<Uint8Array> & { resume(): unknown; destroy(): unknown }

/**
 * A `fetch` for clients and sign-in that sends requests through your undici dispatcher. It takes less than half of the CPU time of
 * the built-in `fetch`. The dispatcher controls the connections, the proxy, and so on.
 *
 *     import { Agent } from 'undici'
 *     createLivepush({ auth, fetch: dispatcherFetch(new Agent({ connections: 32 })) })
 *
 * - It does not request compressed answers, because undici would not decompress them.
 * - `response` of a result has status and headers. Its body has been read.
 */
export function dispatcherFetch(dispatcher: RequestDispatcher): Fetch {
  return async (url, { method, headers, body, signal }) => {
    const { origin, pathname, search } = new URL(url)
    const answer = await dispatcher.request({
      origin,
      path: pathname + search,
      method: (method ?? 'GET') as 'GET',
      headers: { 'accept-encoding': 'identity', ...(headers as Record<string, string>) },
      body: body as string | undefined,
      signal: signal ?? undefined,
    })
    const response = new Response(null, { status: answer.statusCode, headers: fieldsOf(answer.headers) })
    // The platform's streams are slow, so the body is read from the socket.
    return Object.defineProperty(response, 'body', { value: streamOf(answer.body) })
  }
}

const fieldsOf = (headers: Readonly<Record<string, string | string[] | undefined>>): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]) => [value ?? []].flat().map((one): [string, string] => [name, one]))

/** The methods of a `ReadableStream` that a client calls. */
function streamOf(body: Body) {
  return {
    getReader() {
      const chunks = body[Symbol.asyncIterator]()
      return { read: () => chunks.next(), cancel: async () => void body.destroy() }
    },
    // The rest of a redirect is read, so that its connection can be used again.
    cancel: async () => void body.resume(),
  }
}
