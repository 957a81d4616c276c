import createClient, { type Client } from 'openapi-fetch'
import type { components, paths } from '../../../generated/control/types.js'
import { RefusedError, unknown } from '../command.js'

/** The control API of a mock or a sandbox, for what a `RemoteMock` has no method for: what there is to drive. */
export type ControlApi = Client<paths>

export const controlApi = (url: string, token: string | undefined): ControlApi =>
  createClient<paths>({
    baseUrl: `${url}/_mock`,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  })

/** A control with the JSON Schemas of its input and output. */
export type ControlInfo = components['schemas']['Control']

/** The names of the providers that are served. */
export const listProviders = async (api: ControlApi): Promise<readonly string[]> =>
  (await read(api.GET('/api/providers'))).providers.map(({ name }) => name)

/** The name of a provider that is served. Throws a `UsageError` for any other, with the nearest. */
export async function servedProvider(api: ControlApi, name: string): Promise<string> {
  const names = await listProviders(api)
  if (names.includes(name)) return name
  throw unknown('provider', name, names)
}

/** What can be done to a provider. */
export const listControls = async (api: ControlApi, provider: string): Promise<readonly ControlInfo[]> =>
  (await read(api.GET('/api/providers/{provider}/controls', { params: { path: { provider } } }))).controls

async function read<T>(
  call: Promise<{ readonly data?: T; readonly error?: unknown; readonly response: Response }>,
): Promise<T> {
  const { data, error, response } = await call
  if (response.ok) return data as T
  const { detail } = (error ?? {}) as { detail?: string }
  throw new RefusedError(detail ?? `The mock answers ${response.status}.`)
}
