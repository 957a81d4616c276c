/** What a handler gives back; the router makes the one `Response` of it. */
export interface Reply<Status extends number = number, Body = unknown> {
  readonly status: Status
  readonly body?: Body
  readonly headers?: Readonly<Record<string, string>>
  /** For the journal: why this is a refusal. */
  readonly reason?: string
}

/** A refusal thrown from inside a step (authentication, limit, validation). It carries the provider's own reply. */
export class RefusalError extends Error {
  readonly reply: Reply

  constructor(reply: Reply) {
    super(reply.reason ?? `refused with ${reply.status}`)
    this.reply = reply
  }
}

/** Puts a reply on the wire, and gives what stands for it. */
export type Write = (status: number, headers: Record<string, string>, body: string | null) => Response

/** The same for a body that comes in parts. If the parts end with an error, the connection is cut there. */
export type WriteParts = (status: number, headers: Record<string, string>, parts: AsyncIterable<Uint8Array>) => Response

/** What a server tells the mock of the connection that a request came by. In process there is none. */
export interface ServerConnection {
  /** Address of the caller. */
  readonly address?: string | undefined
  /** The request's headers as they came, names and values by turns. */
  readonly rawHeaders?: readonly string[]
  /** What the control API and the dashboard want, where other machines reach the server. */
  readonly controlToken?: string | undefined
  /** Instead of the platform's `Response`, which costs as much as all the rest of a request. */
  readonly write?: Write
  readonly writeParts?: WriteParts
  /** Resets the connection (RFC 9293, 3.5.2) instead of an answer. */
  readonly reset?: () => Response
}

/**
 * The one place where a reply becomes a `Response`: JSON unless the reply names another content type. `headers` are those it has
 * besides its own; they are this reply's to add to.
 */
export function toResponse(reply: Reply, headers: Record<string, string> = {}, write: Write = respond): Response {
  return write(reply.status, headers, serializeBody(reply, headers))
}

/** The body of a reply as it goes out, or null. Adds the reply's own headers to `headers`. */
export function serializeBody(reply: Reply, headers: Record<string, string>): string | null {
  if (reply.headers) Object.assign(headers, reply.headers)
  if (reply.body === undefined) return null
  headers['content-type'] ??= 'application/json'
  const isJson = /^application\/([^;]+\+)?json\b/.test(headers['content-type'])
  return isJson ? JSON.stringify(reply.body) : (reply.body as string)
}

/** In process, and over a connection that writes nothing itself. */
export const respond: Write = (status, headers, body) => new Response(body, { status, headers })
