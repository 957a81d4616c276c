import { addressesOf, type Addresses } from '../../../mock/control/addresses.js'
import type { Mock, ProviderName } from '../../../mock/index.js'
import type { Served } from './providers.js'

/** What a user needs to connect their own application to a provider. */
export interface ConnectionDetails extends Addresses {
  readonly provider: string
  readonly credentials: Readonly<Record<string, string>>
}

/** How to reach a provider of a mock that listens at a URL. */
export async function connectionTo(
  { name, provider, definition }: Served,
  mock: Mock,
  url: string,
): Promise<ConnectionDetails> {
  const { parts } = await definition()
  const credentials: Readonly<Record<string, string>> = mock.credentials(provider as ProviderName)
  const world = { profile: parts.spec.profile, prefix: '', consolePath: `/${name}/console`, credentials }
  return { provider: name, ...addressesOf(parts, world, url), credentials }
}
