/** An application that calls Livepush. It knows nothing of a mock: the recipes beside it route its requests to one. */
import { unwrap } from 'onair'
import { createLivepush, livepushAuth, type Scope } from 'onair/livepush'

const scopes: Scope[] = ['streams.read']

/** Credentials as Livepush's console shows them. */
interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
}

export function createApplication(credentials: Credentials) {
  const auth = livepushAuth(credentials)
  const livepush = createLivepush({ auth: auth.account('alice') })
  return {
    /** The address where the user logs in. */
    logInUrl: async () => (await auth.begin({ account: 'alice', scopes })).url,
    /** The address to which the user comes back. */
    handleCallback: (url: string) => auth.complete(url),
    streamNames: async () => unwrap(await livepush.call('listStreams')).map(({ metadata }) => metadata?.name),
  }
}
