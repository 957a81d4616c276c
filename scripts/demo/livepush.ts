import { unwrap } from '../../src/index.js'
import { createLivepush, livepushAuth, publishUrl, zoneId } from '../../src/livepush/index.js'
import { consent } from './browser.js'
import type { Stage } from './stage.js'

/** Signs in by the GET that carries secrets, builds a stream, fills a schedule, and refreshes once for fifty calls. */
export async function livepush({ mock, url, fetch, step }: Stage): Promise<void> {
  const shared = { baseUrl: url, fetch, clock: mock.clock }
  const auth = livepushAuth({ ...mock.credentials('livepush'), ...shared })
  const client = createLivepush({ ...shared, auth: auth.account('alice') })

  const begun = await auth.begin({
    account: 'alice',
    scopes: [
      'streams.read',
      'streams.create',
      'streams.write',
      'streams.destinations.read',
      'streams.destinations.write',
    ],
  })
  const callback = await step(
    'Alice logs in and allows the requested scopes',
    () => consent(fetch, begun.url, { account: 'alice', button: 'Allow' }),
    (address) => `sent back to ${new URL(address).origin}${new URL(address).pathname} with a code`,
  )
  await step(
    'The code is exchanged, by GET as Livepush requires',
    () => auth.complete(callback),
    ({ account, scopes, expiresAt }) =>
      `${account} is signed in for ${scopes.length} scopes, until ${time(expiresAt!)} by the mock's clock`,
  )
  const stream = await step(
    'A stream is created',
    async () => unwrap(await client.POST('/streams', { body: { category: 'simulcast', name: 'Demo' } })),
    ({ id, zone }) => `${id} in zone ${zoneId(zone)}`,
  )
  const path = { streamId: stream.id }
  const saved = await step(
    'A destination is added to it',
    async () =>
      unwrap(
        await client.call('createDestination', {
          params: { path },
          body: { appName: 'rtmp', label: 'Elsewhere', rtmpBase: 'rtmp://live.example.test/app' },
        }),
      ),
    ({ label, isDisabled }) => `${label}, disabled: ${isDisabled}`,
  )
  await step(
    'It is switched off and on again',
    async () => {
      const one = { params: { path: { ...path, destinationId: saved.id } } }
      unwrap(await client.call('disableDestination', one))
      const off = unwrap(await client.call('getStream', { params: { path } })).destinations?.[0]?.isDisabled
      unwrap(await client.call('enableDestination', one))
      const on = unwrap(await client.call('getStream', { params: { path } }))
      return { off, on: on.destinations?.[0]?.isDisabled, address: publishUrl(on) }
    },
    ({ off, on, address }) =>
      `disabled: ${off}, then ${on}; an encoder publishes to ${address.slice(0, address.lastIndexOf('/'))}/…`,
  )
  await step(
    'The schedule gets a playlist',
    async () => {
      const scheduled = unwrap(await client.POST('/streams', { body: { category: 'schedule', name: 'Reruns' } }))
      const videos = (await mock.livepush.videos()).map(({ id }) => id)
      unwrap(
        await client.call('setSchedulerPlaylist', { params: { path: { stream_id: scheduled.id } }, body: { videos } }),
      )
      const first = await mock.livepush.nowPlaying({ streamId: scheduled.id })
      await mock.clock.advance('20m')
      return { first, later: await mock.livepush.nowPlaying({ streamId: scheduled.id }) }
    },
    ({ first, later }) => `it plays ${first?.title}, and ${later?.title} twenty minutes later`,
  )
  await step(
    'An hour passes, and fifty calls at once find the token expired',
    async () => {
      await mock.clock.advance('1h')
      return Promise.all(Array.from({ length: 50 }, () => client.call('listStreams')))
    },
    (results) => {
      const refreshes = mock.journal.requests({ operation: 'livepush.exchangeToken' }).length - 1
      return `${results.filter(({ ok }) => ok).length} answers, ${refreshes} refresh`
    },
  )
}

const time = (ms: number) => new Date(ms).toISOString().slice(11, 16)
