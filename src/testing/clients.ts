import { dlive as dliveSpec } from '../../generated/dlive/index.js'
import { kollusLive as kollusLiveSpec } from '../../generated/kollus-live/index.js'
import { livepush as livepushSpec } from '../../generated/livepush/index.js'
import {
  providerNames,
  type MockOptions,
  type ProviderName,
  type ProviderOrName,
  type Sandbox,
} from '../../mock/index.js'
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

/** The factories of a test's clients. Each signs in when it is called, as the first account of the seed and with all scopes. */
export const clientFactories = (clients: ClientFactories | undefined): ClientFactories => ({
  ...ownClients,
  ...clients,
})

/** The same for the providers that a mock serves. */
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
} satisfies { readonly [Name in Camel<ProviderName>]: ClientFactories[string] }

type Camel<Name extends string> = Name extends `${infer Head}-${infer Rest}` ? `${Head}${Capitalize<Rest>}` : Name

const camelCase = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

/** A whole sign-in, so that the tokens are renewed as time passes. */
async function signIn<Scope extends string>(
  mock: Sandbox,
  auth: ProviderAuth<Scope>,
  { profile }: { readonly profile: { readonly scopes: Readonly<Record<Scope, string>> } },
) {
  const { url } = await auth.begin({ account: 'user', scopes: Object.keys(profile.scopes) as Scope[] })
  await auth.complete(await mock.approve(url))
  return auth.account('user')
}
