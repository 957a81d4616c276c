import { demoClients } from '../../../mock/core/definition/seed.js'
import type { Served } from './providers.js'
import type { Seed } from './seed-file.js'

/** The seed with these redirect URIs for the clients of every provider that has OAuth. */
export async function withRedirectUris(
  seed: Seed,
  redirectUris: readonly string[],
  served: readonly Served[],
): Promise<Seed> {
  const changed: Record<string, Seed[string]> = { ...seed }
  for (const { name, definition } of served) {
    const { parts } = await definition()
    if (!parts.spec.profile.oauth) continue
    const clients = (seed[name]?.['clients'] ?? demoClients(parts)) as readonly object[]
    changed[name] = { ...seed[name], clients: clients.map((client) => ({ ...client, redirectUris })) }
  }
  return changed
}
