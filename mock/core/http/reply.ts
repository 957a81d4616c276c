/** The result of a handler. The router turns it into a `Response`. */
export interface Reply<Status extends number = number, Body = unknown> {
  readonly status: Status
  readonly body?: Body
  readonly headers?: Readonly<Record<string, string>>
  /** The reason of a refusal, for the journal. */
  readonly reason?: string
}

/** A refusal by authentication, a limit or validation, with the provider's own reply. */
export class RefusalError extends Error {
  readonly reply: Reply

  constructor(reply: Reply) {
    super(reply.reason ?? `refused with ${reply.status}`)
    this.reply = reply
  }
}

/** A body as it is sent. */
export type Payload = string | Uint8Array<ArrayBuffer>

/** Sends a reply. Returns a `Response` that represents it. */
export type Write = (status: number, headers: Record<string, string>, body: Payload | null) => Response

/** The same for a body in parts. If `parts` throws, the connection is cut. */
export type WriteParts = (status: number, headers: Record<string, string>, parts: AsyncIterable<Uint8Array>) => Response

/** The connection of a request to a listening server. In process there is none. */
export interface ServerConnection {
  /** Address of the caller. */
  readonly address?: string | undefined
  /** Port of the caller. */
  readonly port?: number | undefined
  /** The request's headers as received: alternating names and values. */
  readonly rawHeaders?: readonly string[]
  /** The token for the control API and the dashboard, if other machines can reach the server. */
  readonly controlToken?: string | undefined
  /** Writes without a platform `Response`, which would double the cost of a request. */
  readonly write?: Write
  readonly writeParts?: WriteParts
  /** Resets the connection instead of responding (RFC 9293, section 3.5.2). */
  readonly reset?: () => Response
}

/**
 * Turns a reply into a `Response`. Default content type: JSON, or `application/octet-stream` for bytes. `headers` are additional headers; the reply's own headers are added to that
 * object.
 */
export function toResponse(reply: Reply, headers: Record<string, string> = {}, write: Write = respond): Response {
  return write(reply.status, headers, serializeBody(reply, headers))
}

/** The serialized body of a reply, or null. Adds the reply's headers to `headers`. */
export function serializeBody(reply: Reply, headers: Record<string, string>): Payload | null {
  if (reply.headers) Object.assign(headers, reply.headers)
  if (reply.body === undefined) return null
  const isBytes = reply.body instanceof Uint8Array
  headers['content-type'] ??= isBytes ? 'application/octet-stream' : 'application/json'
  const isJson = /^application\/([^;]+\+)?json\b/.test(headers['content-type'])
  return isJson && !isBytes ? JSON.stringify(reply.body) : (reply.body as Payload)
}

/** The default way to send a reply: a platform `Response`. */
export const respond: Write = (status, headers, body) => new Response(body, { status, headers })
