import { memoryStore, unwrap, type ProviderAuth } from 'onair'
import { createDLive, dliveAuth, MeDocument } from 'onair/dlive'
import { createKollusLive, kollusLiveAuth } from 'onair/kollus-live'
import { createLivepush, livepushAuth } from 'onair/livepush'
import { equal, failure, type Checks } from '../check.js'
import { openSandbox, type Sandbox } from '../sandbox.js'

/** Milliseconds. An access token of Livepush lives one. */
export const HOUR = 3_600_000

/** Livepush with alice signed in. */
export async function signedIn(sandbox: Sandbox, store = memoryStore()) {
  const auth = livepushAuth({
    ...(await sandbox.control('/providers/livepush/credentials')),
    ...sandbox.client,
    store,
  })
  const { url } = await auth.begin({ account: 'alice', scopes: ['streams.read'] })
  await auth.complete(await sandbox.approve(url))
  return { auth, livepush: createLivepush({ auth: auth.account('alice'), ...sandbox.client }) }
}

async function signIn<Scope extends string>(sandbox: Sandbox, auth: ProviderAuth<Scope>, scopes: readonly Scope[]) {
  const { url } = await auth.begin({ account: 'alice', scopes })
  const grant = await auth.complete(await sandbox.approve(url))
  equal(grant.account, 'alice', 'who signed in')
  return auth.account('alice')
}

/** Sign-ins and the life of tokens, for a server. A browser must not hold a client's secret. */
export const auth: Checks = {
  async 'a user signs in to Livepush, whose token endpoint takes a GET, and a call is answered'(place) {
    const sandbox = await openSandbox(place)
    const { livepush } = await signedIn(sandbox)
    equal(unwrap(await livepush.call('listStreams')).length > 0, true, 'streams')
  },

  async 'a user signs in to Kollus Live with PKCE and a form, and a call is answered'(place) {
    const sandbox = await openSandbox(place)
    const { serviceAccount, ...app } = await sandbox.control('/providers/kollus-live/credentials')
    const source = await signIn(sandbox, kollusLiveAuth({ ...app, ...sandbox.client }), ['live:control'])
    const kollus = createKollusLive({ serviceAccount, auth: source, ...sandbox.client })
    equal((await kollus.call('listChannels')).status, 200, 'status')
  },

  async 'a user signs in to DLive with Basic credentials, and a GraphQL query is answered'(place) {
    const sandbox = await openSandbox(place)
    const app = await sandbox.control('/providers/dlive/credentials')
    const source = await signIn(sandbox, dliveAuth({ ...app, ...sandbox.client }), ['identity'])
    const result = await createDLive({ auth: source, ...sandbox.client }).query(MeDocument, {})
    equal(result.ok && result.data.me?.username, 'alice', 'who it is')
  },

  async 'ten calls that find the token due cause one refresh'(place) {
    const sandbox = await openSandbox(place)
    const { livepush } = await signedIn(sandbox)
    const before = await sandbox.count('livepush.exchangeToken')
    await sandbox.client.clock.advance(HOUR)
    const results = await Promise.all(Array.from({ length: 10 }, () => livepush.call('listStreams')))
    equal([...new Set(results.map(({ status }) => status))], [200], 'statuses')
    equal((await sandbox.count('livepush.exchangeToken')) - before, 1, 'refreshes')
  },

  async 'a token that is refused before its time is replaced, and the call is sent again'(place) {
    const sandbox = await openSandbox(place)
    const { livepush } = await signedIn(sandbox)
    await sandbox.control('/faults', { operation: 'livepush.listStreams', action: 'status', status: 401, times: 1 })
    equal((await livepush.call('listStreams')).status, 200, 'status')
    equal(await sandbox.count('livepush.listStreams'), 2, 'attempts')
    equal(await sandbox.count('livepush.exchangeToken'), 2, 'token requests')
  },

  async 'a second client over the same store goes on with the tokens of the first'(place) {
    const sandbox = await openSandbox(place)
    const store = memoryStore()
    await signedIn(sandbox, store)
    const app = await sandbox.control('/providers/livepush/credentials')
    const other = livepushAuth({ ...app, ...sandbox.client, store })
    const livepush = createLivepush({ auth: other.account('alice'), ...sandbox.client })
    equal((await livepush.call('listStreams')).status, 200, 'status')
  },

  async 'a callback that is not of a sign-in under way is refused'(place) {
    const sandbox = await openSandbox(place)
    const { auth } = await signedIn(sandbox)
    const error = await failure(() => auth.complete('http://localhost:3000/callback?code=c&state=unknown'))
    equal(error['code'], 'state_mismatch', 'code')
  },
}
