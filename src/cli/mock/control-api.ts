import { refuse, type ControlClient } from '../../../mock/control/client.js'
import type { components } from '../../../generated/control/types.js'
import { unknown } from '../command.js'

/** A control with the JSON Schemas of its input and output. */
export type ControlInfo = components['schemas']['Control']

/** The names of the providers that are served. */
export const listProviders = async (api: ControlClient): Promise<readonly string[]> =>
  (await refuse(api.GET('/api/providers'))).providers.map(({ name }) => name)

/** The name of a provider that is served. Throws a `UsageError` for any other, with the nearest. */
export async function servedProvider(api: ControlClient, name: string): Promise<string> {
  const names = await listProviders(api)
  if (names.includes(name)) return name
  throw unknown('provider', name, names)
}

/** The controls of a provider. */
export const listControls = async (api: ControlClient, provider: string): Promise<readonly ControlInfo[]> =>
  (await refuse(api.GET('/api/providers/{provider}/controls', { params: { path: { provider } } }))).controls
