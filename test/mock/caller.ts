import type { Mock, MockOptions } from '../../mock/index.js'
import { testMock } from '../support/mock.js'

/** A reply with its body, parsed if it is JSON. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

/** A form, or any other value as JSON. */
type Body = Readonly<Record<string, string>> | URLSearchParams | { readonly json: unknown }

export type Call = (method: string, path: string, body?: Body, headers?: Record<string, string>) => Promise<Answer>

const api = 'kollus-live/api'

/** Reads a reply. */
export async function read(response: Response): Promise<Answer> {
  const { status, headers } = response
  const text = await response.text()
  const isJson = /^application\/([^;]+\+)?json\b/.test(headers.get('content-type') ?? '')
  return { status, headers, body: isJson && text ? JSON.parse(text) : text }
}

/** Calls the API with a token. Paths are relative to the service account. */
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

/** Calls the API as an account. Default: `alice` with all scopes. */
export async function as(mock: Mock, account = 'alice', scopes?: readonly string[]): Promise<Call> {
  const { accessToken } = await mock.grant('kollus-live', { account, ...(scopes && { scopes }) })
  return bearer(mock, accessToken)
}

/** Keys of the seed's first two channels, which were never on air. The first one records in segments and manually. */
export const mainStage = 'abcd1234efgh5678'
export const secondStage = 'ijkl1234mnop5678'

/** A mock of Kollus Live only, with three channels that were never on air. */
export const kollusLiveMock = (options: MockOptions = {}, liberties?: Parameters<typeof testMock>[1]): Promise<Mock> =>
  testMock({ providers: ['kollus-live'], seed, ...options }, liberties)

const seed: MockOptions['seed'] = {
  'kollus-live': {
    channels: [
      { key: mainStage, title: 'Main stage', settings: { recording_file_policy: 3 } },
      { key: secondStage, title: 'Second stage' },
      { title: 'Rehearsal', settings: { is_shared: 0 } },
    ],
    syndications: [],
    broadcasts: [],
  },
}
