// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { kollusLiveAuth, createKollusLive } from '../../src/kollus-live/index.js'
import { livepushAuth, createLivepush } from '../../src/livepush/index.js'
import { testMock } from '../support/mock.js'

// jsdom has its own classes (`ArrayBuffer`, `Uint8Array`). The values that `crypto` and `fetch` return are no instances of them.
test('under jsdom a user signs in with PKCE, and calls are made, in process', async () => {
  const mock = await testMock({ providers: ['kollus-live'] })
  const options = { fetch: mock.fetch, baseUrl: mock.url, clock: mock.clock }
  const auth = kollusLiveAuth({ ...mock.credentials('kollus-live'), ...options })
  const { url } = await auth.begin({ account: 'alice', scopes: ['live:control'] })
  expect(url).toMatch(/code_challenge=[\w-]{43}&/)
  await auth.complete(await mock.approve(url))
  const kollus = createKollusLive({ auth: auth.account('alice'), serviceAccount: 'demo', ...options })
  expect(await kollus.call('listProfileGroups')).toMatchObject({ ok: true })
})

test('under jsdom a user signs in by GET, and calls are made, over HTTP', async () => {
  const mock = await testMock({ providers: ['livepush'] })
  const { url: baseUrl, close } = await mock.listen()
  try {
    const auth = livepushAuth({ ...mock.credentials('livepush'), baseUrl })
    const { url } = await auth.begin({ account: 'alice', scopes: ['streams.read'] })
    await auth.complete(await mock.approve(url))
    const livepush = createLivepush({ auth: auth.account('alice'), baseUrl })
    expect(await livepush.call('listStreams')).toMatchObject({ ok: true })
  } finally {
    await close()
  }
})
