/** The arguments of one call of a scripted fetch. */
export interface Sent {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly body: string | undefined
  readonly signal: AbortSignal | null | undefined
}

/** Its answer: a response, or a function of the request. */
export type Reply = Response | ((sent: Sent) => Response | Promise<Response>)

/** A `fetch` that answers from a list, repeats the last reply, and records its requests. */
export function scriptedFetch(...replies: Reply[]) {
  const sent: Sent[] = []
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const request: Sent = {
      url,
      method: init.method ?? 'GET',
      headers: new Headers(init.headers),
      body: init.body as string | undefined,
      signal: init.signal,
    }
    sent.push(request)
    const reply = replies[Math.min(sent.length, replies.length) - 1]
    if (!reply) throw new Error('The script has no reply.')
    return reply instanceof Response ? reply.clone() : reply(request)
  }
  return { fetch, sent }
}

/** A JSON response. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })
}

/** The error of the built-in `fetch` for the system error `code`. */
export function fetchFailure(code: string, syscall?: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code, syscall }) })
}

/** Rejects as the built-in `fetch` does when its signal aborts, and never otherwise. */
export function untilAborted({ signal }: Sent): Promise<Response> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason)
    signal?.addEventListener('abort', () => reject(signal.reason))
  })
}
