import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { paginate, unwrap } from '../../src/index.js'
import { createKollusLive, kollusLiveAuth } from '../../src/kollus-live/index.js'
import { fileStore } from '../../src/node.js'
import { consent } from './browser.js'
import { createReceiver } from './receiver.js'
import type { Stage } from './stage.js'

/** Signs in, calls, goes on air, is refused, and outlives the year that a token lasts. */
export async function kollusLive({ mock, url, fetch, note, step }: Stage): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'onair-demo-'))
  const receiver = await createReceiver(note)
  try {
    const { serviceAccount, ...app } = mock.credentials('kollus-live')
    // The mock's clock: the client's pauses and the year pass without waiting.
    const shared = { baseUrl: url, fetch, clock: mock.clock }
    const options = { ...app, ...shared, store: fileStore(join(folder, 'tokens.json')) }
    const auth = kollusLiveAuth(options)

    const begun = await auth.begin({ account: 'alice', scopes: ['live:control'] })
    const callback = await step(
      'Alice logs in and presses Authorize on the consent page',
      () => consent(fetch, begun.url, { account: 'alice', button: 'Authorize' }),
      (address) => `sent back to ${new URL(address).origin}${new URL(address).pathname} with a code`,
    )
    await step(
      'The code is exchanged, and the tokens are written to a file',
      () => auth.complete(callback),
      ({ account, scopes, expiresAt }) => `${account} is signed in for ${scopes.join(', ')} until ${day(expiresAt!)}`,
    )

    // Another instance over the same file, as after a crash: no user has to sign in again.
    const again = kollusLiveAuth({ ...options, store: fileStore(join(folder, 'tokens.json')) })
    const kollus = createKollusLive({ ...shared, serviceAccount, auth: again.account('alice') })

    const channels = await step(
      'A restarted process lists the channels, two a page',
      () => all(paginate(kollus, 'listChannels', { params: { query: { per_page: 2, order: 'id_asc' } } })),
      (list) => list.map(({ title }) => title).join(', '),
    )
    const { key: channelKey } = channels[0]!
    await mock.kollusLive.setCallbackUrl({ channelKey, url: receiver.url })

    const broadcast = await step(
      'An encoder publishes to the first channel',
      () => mock.kollusLive.publish({ channelKey }),
      () => `callback received: ${told()}`,
    )
    await step(
      'The broadcast is on air',
      async () =>
        unwrap(await kollus.call('getBroadcast', { params: { path: { broadcast_key: broadcast.key } } })).data,
      ({ title, is_onair, started_at }) => `"${title}", is_onair ${is_onair}, since ${started_at}`,
    )
    await step(
      'The signal drops and comes back within the grace time',
      async () => {
        await mock.kollusLive.drop({ channelKey })
        await mock.clock.advance('20s')
        await mock.kollusLive.republish({ channelKey })
      },
      () => `callbacks received: ${told(2)}`,
    )
    await step(
      'The encoder stops, and the recording is transferred a minute later',
      async () => {
        await mock.kollusLive.unpublish({ channelKey })
        await mock.clock.advance('1m')
      },
      () => `callbacks received: ${told(2)}`,
    )
    await step(
      'Statistics need a scope that Alice did not allow',
      () =>
        kollus.call('getAccountViewers', {
          params: { path: { duration_minute: 5 }, query: { start_date: '2026-01-14' } },
        }),
      (result) => (result.ok ? 'allowed' : `refused with ${result.status}: ${JSON.stringify(result.error)}`),
    )
    await step(
      '360 days pass; access and refresh token expire together in six more, so the client refreshes early',
      async () => {
        await mock.clock.advance('360d')
        return kollus.call('listChannels')
      },
      (result) => `${result.status}, on ${day(mock.clock.now())}`,
    )
    await step(
      'Another 300 days pass, well beyond the first token',
      async () => {
        await mock.clock.advance('300d')
        return kollus.call('listChannels')
      },
      (result) => `${result.status}, on ${day(mock.clock.now())}`,
    )

    function told(newest = 1): string {
      const said = receiver.events.slice(-newest)
      return said
        .map((event) => ('result' in event ? `recording ${event.result}` : event.raw.broadcast_state))
        .join(', ')
    }
  } finally {
    receiver.close()
    await rm(folder, { recursive: true })
  }
}

const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}
