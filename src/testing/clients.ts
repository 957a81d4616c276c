import { dlive as dliveSpec } from '../../generated/dlive/index.js'
import { kollusLive as kollusLiveSpec } from '../../generated/kollus-live/index.js'
import { livepush as livepushSpec } from '../../generated/livepush/index.js'
import { providerNames, type MockOptions, type ProviderOrName, type Sandbox } from '../../mock/index.js'
import { camelCase } from '../../mock/own-controls.js'
import type { OwnControls } from '../../mock/types.js'
import type { ProviderAuth } from '../auth/provider.js'
import { staticToken } from '../auth/static.js'
import { createDLive, dliveAuth } from '../dlive/index.js'
import { createKollusLive, kollusLiveAuth } from '../kollus-live/index.js'
import { createLivepush, livepushAuth } from '../livepush/index.js'
import { createOvenStudio } from '../ovenstudio/index.js'

/** Functions that make a client of a mock, by the names that the clients have in a test. */
export type ClientFactories = Readonly<Record<string, (mock: Sandbox) => unknown>>

type ClientsOf<C extends ClientFactories> = { readonly [Name in keyof C]: Awaited<ReturnType<C[Name]>> }

/** The factories of clients of the package's providers. */
export type OwnClients = typeof ownClients

/** The clients of a test: those of the package's providers, and its own. */
export type Clients<C extends ClientFactories> = Omit<ClientsOf<OwnClients>, keyof C> & ClientsOf<C>

/** The options of `createMock`, and how clients of further providers are made. */
export interface MockTestOptions<P extends ProviderOrName, C extends ClientFactories> extends MockOptions<P> {
  /**
   * Clients by name, beside those of the package's providers or in their place.
   *
   * @example
   * { twitch: async (mock) => createTwitch({ auth: staticToken((await mock.grant(twitch)).accessToken), ...mock.client }) }
   */
  readonly clients?: C | undefined
}

/** A fixture as Vitest and Playwright take it: it gives the test a client. */
type ClientFixture = (given: { readonly mock: Sandbox }, use: (client: unknown) => Promise<void>) => Promise<void>

/**
 * A fixture for each client. It signs in when a test asks for it, as the first account of the seed and with all scopes. The runners read
 * from the parameter which fixtures it needs, so that it must be destructured.
 */
export const clientFixtures = (clients: ClientFactories | undefined): Record<string, ClientFixture> =>
  Object.fromEntries(
    Object.entries({ ...ownClients, ...clients }).map(([name, create]) => [
      name,
      async ({ mock }, use) => use(await create(mock)),
    ]),
  )

/** The factories of the clients of the providers that a mock serves, and of the test's own. */
export function servedClients({
  providers = providerNames,
  clients,
}: MockTestOptions<ProviderOrName, ClientFactories>): ClientFactories {
  const names = new Set(providers.map((one) => typeof one === 'string' && camelCase(one)))
  const served = Object.entries(ownClients).filter(([name]) => names.has(name))
  return { ...Object.fromEntries(served), ...clients }
}

const ownClients = {
  async kollusLive(mock: Sandbox) {
    const { serviceAccount, ...app } = mock.credentials('kollus-live')
    const auth = kollusLiveAuth({ ...app, ...mock.client })
    return createKollusLive({ serviceAccount, auth: await signIn(mock, auth, kollusLiveSpec), ...mock.client })
  },
  async dlive(mock: Sandbox) {
    const auth = dliveAuth({ ...mock.credentials('dlive'), ...mock.client })
    return createDLive({ auth: await signIn(mock, auth, dliveSpec), socketAuth: auth.app(), ...mock.client })
  },
  async livepush(mock: Sandbox) {
    const auth = livepushAuth({ ...mock.credentials('livepush'), ...mock.client })
    return createLivepush({ auth: await signIn(mock, auth, livepushSpec), ...mock.client })
  },
  ovenstudio(mock: Sandbox) {
    const { accessToken } = mock.credentials('ovenstudio')
    return createOvenStudio({ host: 'ovenstudio.example.test', auth: staticToken(accessToken), ...mock.client })
  },
} satisfies { readonly [Name in keyof OwnControls]: ClientFactories[string] }

/** A whole sign-in, so that the tokens are renewed as time passes. */
async function signIn<Scope extends string>(
  mock: Sandbox,
  auth: ProviderAuth<Scope>,
  { profile }: { readonly profile: { readonly scopes: readonly Scope[] } },
) {
  const { url } = await auth.begin({ account: 'user', scopes: profile.scopes })
  await auth.complete(await mock.approve(url))
  return auth.account('user')
}
