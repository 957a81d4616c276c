import type { Mock } from '../../mock/index.js'

/** A reply with its body read: as JSON where it is JSON. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

/** A form, or anything else as JSON. */
type Body = Readonly<Record<string, string>> | URLSearchParams | { readonly json: unknown }

export type Call = (method: string, path: string, body?: Body, headers?: Record<string, string>) => Promise<Answer>

const api = 'kollus-live/api'

/** Reads a reply. */
export async function read(response: Response): Promise<Answer> {
  const { status, headers } = response
  const text = await response.text()
  const isJson = headers.get('content-type')?.startsWith('application/json')
  return { status, headers, body: isJson && text ? JSON.parse(text) : text }
}

/** Calls the API with a token; paths begin below the service account. */
export function bearer(mock: Mock, token: string | null, base = `${api}/service-accounts/demo`): Call {
  return async (method, path, body, headers = {}) => {
    const json = body !== undefined && 'json' in body && !(body instanceof URLSearchParams) ? body.json : undefined
    const init: RequestInit = {
      method,
      headers: {
        accept: 'application/json',
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
    }
    if (json !== undefined) init.body = JSON.stringify(json)
    else if (body !== undefined) init.body = new URLSearchParams(body as Record<string, string>)
    return read(await mock.fetch(`${mock.url}/${base}${path}`, init))
  }
}

/** Calls the API as an account, `alice` with all scopes by default. */
export async function as(mock: Mock, account = 'alice', scopes?: readonly string[]): Promise<Call> {
  const { accessToken } = await mock.grant('kollus-live', { account, ...(scopes && { scopes }) })
  return bearer(mock, accessToken)
}

/** The seed's channels by their place: the first records in segments and by hand. */
export function channelKey(mock: Mock, place = 0): string {
  return mock.kollusLive.channels()[place]!.key
}
