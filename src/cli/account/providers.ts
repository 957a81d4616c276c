import type { ProviderAuth, ProviderAuthOptions } from '../../auth/provider.js'
import { unknown } from '../command.js'

/** A provider that users can sign in to. */
export interface SignInProvider {
  readonly name: string
  /** All scopes that it has. */
  readonly scopes: readonly string[]
  createAuth(options: ProviderAuthOptions): Pick<ProviderAuth<string>, 'account' | 'begin' | 'complete' | 'forget'>
}

const providers: Readonly<Record<string, () => Promise<Omit<SignInProvider, 'name'>>>> = {
  'kollus-live': async () => {
    const [{ kollusLiveAuth }, { kollusLive }] = await Promise.all([
      import('../../kollus-live/index.js'),
      import('../../../generated/kollus-live/index.js'),
    ])
    return { scopes: kollusLive.profile.scopes, createAuth: kollusLiveAuth }
  },
  dlive: async () => {
    const [{ dliveAuth }, { dlive }] = await Promise.all([
      import('../../dlive/index.js'),
      import('../../../generated/dlive/index.js'),
    ])
    return { scopes: dlive.profile.scopes, createAuth: dliveAuth }
  },
  livepush: async () => {
    const [{ livepushAuth }, { livepush }] = await Promise.all([
      import('../../livepush/index.js'),
      import('../../../generated/livepush/index.js'),
    ])
    return { scopes: livepush.profile.scopes, createAuth: livepushAuth }
  },
}

/** The names of all providers that users can sign in to. */
export const signInProviders = Object.keys(providers)

/** Throws a `UsageError` for a name that is not among them. */
export async function signInProvider(name: string): Promise<SignInProvider> {
  const load = Object.hasOwn(providers, name) ? providers[name] : undefined
  if (!load) throw unknown('provider with a sign-in', name, signInProviders)
  return { name, ...(await load()) }
}
