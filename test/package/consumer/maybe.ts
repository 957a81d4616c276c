/** Settings that may be missing, as a project with `exactOptionalPropertyTypes` passes them on. */
import { paginate, staticToken } from 'onair'
import { createDLive, dliveAuth } from 'onair/dlive'
import { createKollusLive } from 'onair/kollus-live'
import { createLivepush, livepushAuth } from 'onair/livepush'
import { createMock } from 'onair/mock'
import { createOvenStudio } from 'onair/ovenstudio'

declare const baseUrl: string | undefined
declare const signal: AbortSignal | undefined
declare const attempts: number | undefined

const auth = staticToken('x', { clock: undefined })
const livepush = createLivepush({ auth, baseUrl, retry: { attempts }, timeout: undefined, limit: undefined })
void livepush.call('listStreams', { signal, headers: undefined })
void paginate(createKollusLive({ serviceAccount: 'demo', auth, baseUrl }), 'listChannels', { signal })
const signIn = livepushAuth({ clientId: '1', clientSecret: 'x', redirectUri: baseUrl, baseUrl })
void signIn.begin({ account: 'alice', scopes: [], neverExpires: undefined })
dliveAuth({ clientId: '1', clientSecret: 'x', baseUrl }).app({ scopes: undefined })
void createDLive({ auth, socketAuth: undefined, baseUrl }).events('bob', { signal, reconnect: { attempts } })
void createOvenStudio({ host: 'x.example', auth, port: attempts }).createSignedUrl(
  { stream: 'x', until: new Date() },
  { signal },
)
void createMock({ randomSeed: baseUrl, seed: undefined, log: undefined }).then((mock) =>
  mock.listen({ port: attempts }),
)
