import createClient, { type Client } from 'openapi-fetch'
import type { components, paths } from '../../generated/control/types.js'
import type { ConnectOptions } from './connect.js'
import { ConnectError } from './connect-error.js'

export type ControlClient = Client<paths>

/** The typed client of the control API of a mock or a sandbox. */
export const clientOf = (address: string, { token, fetch }: ConnectOptions): ControlClient => {
  const send: typeof globalThis.fetch = fetch ?? ((...parameters) => globalThis.fetch(...parameters))
  return createClient<paths>({
    baseUrl: `${address}/_mock`,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    fetch: (request) =>
      send(request).catch((cause: unknown) => {
        throw new ConnectError(`No mock answers at ${address}. Start one: npx onair mock`, { cause })
      }),
  })
}

/** The mock's state does not allow the call (409): the stream is already on air, for example. */
export class ControlConflictError extends Error {}

type Problem = components['schemas']['Problem']

export interface ControlResponse<T> {
  readonly data?: T
  readonly error?: unknown
  readonly response: Response
}

/** The data of a call. Throws the same classes as the mock in process, and a `ConnectError` for a wrong token. */
export async function refuse<T>(call: ControlResponse<T> | Promise<ControlResponse<T>>): Promise<T> {
  const { data, error, response } = await call
  if (response.ok) return data as T
  // The response for an unknown sandbox has `message` instead of `detail`.
  const { detail, message: refusal } = (error ?? {}) as Partial<Problem & { readonly message: string }>
  const message = detail ?? refusal ?? `The mock answers ${response.status}.`
  if (response.status === 401) throw new ConnectError(message)
  if (response.status === 409) throw new ControlConflictError(message)
  throw response.status === 400 || response.status === 404 ? new RangeError(message) : new Error(message)
}
