/** What a handler gives back; the router makes the one `Response` of it. */
export interface Reply<Status extends number = number, Body = unknown> {
  readonly status: Status
  readonly body?: Body
  readonly headers?: Readonly<Record<string, string>>
  /** For the journal: why this is a refusal. */
  readonly reason?: string
}

/** A refusal thrown from inside a step (authentication, limit, validation). It carries the provider's own reply. */
export class Refusal extends Error {
  readonly reply: Reply

  constructor(reply: Reply) {
    super(reply.reason ?? `refused with ${reply.status}`)
    this.reply = reply
  }
}

/** The one place where a reply becomes a `Response`: JSON unless the reply names another content type. */
export function toResponse(reply: Reply, extra?: Readonly<Record<string, string>>): Response {
  const headers: Record<string, string> = { ...extra, ...reply.headers }
  if (reply.body === undefined) return new Response(null, { status: reply.status, headers })
  headers['content-type'] ??= 'application/json'
  const isJson = headers['content-type'].startsWith('application/json')
  return new Response(isJson ? JSON.stringify(reply.body) : (reply.body as string), { status: reply.status, headers })
}
