import { isOnAirError, staticToken } from '../../src/index.js'
import { createOvenStudio, OvenStudioError } from '../../src/ovenstudio/index.js'
import { Browser } from './browser.js'
import type { Stage } from './stage.js'

/** Makes a token in the console, signs a playback URL, plays it until it expires, and renews the token. */
export async function ovenStudio({ mock, url, fetch, step }: Stage): Promise<void> {
  const shared = { host: 'studio.example.com', baseUrl: url, fetch, clock: mock.clock }
  const browser = new Browser(fetch)
  const shownToken = () => /class="notice"[\s\S]*?<code>([^<]+)</.exec(browser.page)![1]!

  const token = await step(
    'A token is made in the console',
    async () => {
      await browser.visit(`${url}/ovenstudio/console/settings/rest-api`)
      await browser.logIn('alice')
      await browser.press('Generate new token')
      return shownToken()
    },
    (value) => `${value.length} characters, shown once`,
  )
  const client = createOvenStudio({ ...shared, auth: staticToken(token) })
  const signed = await step(
    'The token signs a playback URL for an hour',
    () => client.createSignedUrl({ stream: 'OvenStudio', until: new Date(mock.clock.now() + 3_600_000) }),
    ({ url: playlist, expiresAt }) => `${withoutQuery(playlist)}?…, until ${new Date(expiresAt).toISOString()}`,
  )
  const play = async (address: string) => {
    const response = await fetch(address)
    return { status: response.status, text: await response.text() }
  }
  await step(
    'No encoder publishes yet',
    () => play(signed.url),
    ({ status }) => `the edge says ${status}`,
  )
  await step(
    'An encoder publishes, and the edge serves a low-latency playlist',
    async () => {
      await mock.ovenstudio.publish({ name: 'OvenStudio' })
      await mock.clock.advance('30s')
      const master = await play(signed.url)
      const media = new URL(
        master.text.split('\n').find((line) => line && !line.startsWith('#'))!,
        signed.url,
      ).href
      return (await play(media)).text
    },
    (playlist) =>
      `${playlist.match(/#EXTINF/g)!.length} segments, ${playlist.match(/#EXT-X-PART:/g)!.length} parts, a preload hint: ${playlist.includes('#EXT-X-PRELOAD-HINT')}`,
  )
  await step(
    'The URL is used with one character of its policy changed',
    () => play(signed.url.replace(/Policy=(.)/, (_, first: string) => `Policy=${first === 'e' ? 'f' : 'e'}`)),
    ({ status }) => `the edge says ${status}`,
  )
  await step(
    'An hour passes',
    async () => {
      await mock.clock.advance('1h')
      return play(signed.url)
    },
    ({ status }) => `the edge says ${status}`,
  )
  await step(
    'The token is renewed in the console, and the old one is tried',
    async () => {
      await browser.visit(`${url}/ovenstudio/console/settings/rest-api`)
      await browser.press('Renew token 2')
      return client
        .createSignedUrl({ stream: 'OvenStudio', until: new Date(mock.clock.now() + 3_600_000) })
        .catch((error: unknown) => error)
    },
    (error) => (isOnAirError(error) && error instanceof OvenStudioError ? `${error.kind}: ${error.message}` : 'taken!'),
  )
  await step(
    'The new token works',
    () =>
      createOvenStudio({ ...shared, auth: staticToken(shownToken()) }).createSignedUrl({
        stream: 'OvenStudio',
        until: new Date(mock.clock.now() + 3_600_000),
      }),
    ({ expiresAt }) => `signed until ${new Date(expiresAt).toISOString()}`,
  )
}

const withoutQuery = (address: string) => address.slice(0, address.indexOf('?'))
