import { createMock } from '../mock/index.js'
import { createKollusLive } from '../src/kollus-live/index.js'
import { createLivepush, livepushAuth } from '../src/livepush/index.js'
import { staticToken } from '../src/index.js'
import { launchChromium } from '../test/support/chromium.js'

/** Takes the pictures of the README and the documents: the dashboard and a consent page. */
const mock = await createMock({ clock: 'manual' })
const { url: baseUrl } = await mock.listen({ port: 0 })
const browser = await launchChromium()
const consent = await browser.newPage({ viewport: { width: 560, height: 600 }, deviceScaleFactor: 2 })
const dashboard = await browser.newPage({ viewport: { width: 1280, height: 1020 } })

const auth = livepushAuth({ ...mock.credentials('livepush'), ...mock.client })
const { url } = await auth.begin({ account: 'alice', scopes: ['profile.read', 'streams.read'] })
await consent.goto(url.replace(mock.url, baseUrl))
await consent.getByLabel('Account').fill('alice')
await consent.getByLabel('Password').fill('alice')
await consent.getByRole('button', { name: 'Log in', exact: true }).click()
await consent.getByRole('button', { name: 'Allow', exact: true }).waitFor()
await consent.screenshot({ path: 'docs/consent.png' })
await auth.complete(await mock.approve(url))

const livepush = createLivepush({ auth: auth.account('alice'), ...mock.client, retry: false })
const { serviceAccount } = mock.credentials('kollus-live')
const { accessToken } = await mock.grant('kollus-live')
const kollus = createKollusLive({ serviceAccount, auth: staticToken(accessToken), ...mock.client })
mock.faults.add({ operation: 'livepush.listRecordings', action: 'status', status: 503 })
await livepush.call('listStreams')
await createLivepush({ auth: staticToken('wrong'), ...mock.client, retry: false }).call('listStreams')
await mock.clock.advance('3s')
await livepush.call('listRecordings')
await kollus.call('listChannels')
await mock.livepush.publish({ streamId: 'st_a1b2c3d4' })
await livepush.call('getStream', { params: { path: { streamId: 'st_a1b2c3d4' } } })

await dashboard.goto(`${baseUrl}/_mock/`)
await dashboard.screenshot({ path: 'docs/dashboard.png' })
await browser.close()
await mock.close()
