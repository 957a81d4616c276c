import { describe, expect, test } from 'vitest'
import type { Mock } from '../../../mock/index.js'
import { staticToken } from '../../../src/auth/static.js'
import { createOvenStudio } from '../../../src/ovenstudio/index.js'
import { testMock } from '../../support/mock.js'
import { filesOf, readMediaPlaylist, readMultivariantPlaylist } from './edge-playlist.js'

const text = async (response: Promise<Response>) => (await response).text()

async function signedUrl(mock: Mock, stream: string, minutes: number): Promise<string> {
  const { accessToken } = mock.credentials('ovenstudio')
  const { url: baseUrl, fetch, clock } = mock
  const client = createOvenStudio({ host: 'ovenstudio.example', auth: staticToken(accessToken), baseUrl, fetch, clock })
  const { url } = await client.createSignedUrl({ stream, until: new Date(clock.now() + minutes * 60_000) })
  return url
}

describe('a signed URL of the API at the edge', () => {
  test.each(['OvenStudio', 'Weihnachten 2026 *?#%&', '라이브', '"quoted"'])(
    'plays all of the stream “%s” until its expiry',
    async (name) => {
      const mock = await testMock({ providers: ['ovenstudio'] })
      // The API signs for managed streams only.
      if (name !== 'OvenStudio') await mock.ovenstudio.addStream({ name })
      await mock.ovenstudio.publish({ name })
      await mock.clock.advance('30s')
      const url = await signedUrl(mock, name, 10)
      const [child] = readMultivariantPlaylist(await text(mock.fetch(url)))
      const media = new URL(child, url)
      const files = filesOf({ ...readMediaPlaylist(await text(mock.fetch(media))), hint: null })
      const addresses = [url, media, ...files.map((file) => new URL(file, media))]
      const statuses = async () =>
        new Set((await Promise.all(addresses.map((address) => mock.fetch(address)))).map(({ status }) => status))
      expect(await statuses()).toEqual(new Set([200]))
      await mock.clock.advance('10m')
      expect(await statuses()).toEqual(new Set([403]))
    },
  )

  test('stays valid when the access token is renewed, and is not needed while Signed URL is off', async () => {
    const mock = await testMock({ providers: ['ovenstudio'] })
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    const url = await signedUrl(mock, 'OvenStudio', 10)
    await mock.ovenstudio.renewToken({ token: mock.credentials('ovenstudio').accessToken })
    const [bare] = url.split('?') as [string]
    const statuses = async () => [(await mock.fetch(url)).status, (await mock.fetch(bare)).status]
    expect(await statuses()).toEqual([200, 403])
    await mock.ovenstudio.cloudFront({ isSigned: false })
    expect(await statuses()).toEqual([200, 200])
  })

  test('advances the mock’s time when a player waits for its playlist', async () => {
    const mock = await testMock({ providers: ['ovenstudio'] })
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    const url = await signedUrl(mock, 'OvenStudio', 10)
    const before = mock.clock.monotonic()
    const [child] = readMultivariantPlaylist(await text(mock.fetch(url)))
    expect(mock.clock.monotonic() - before, 'two segments').toBe(8192)
    const { segments } = readMediaPlaylist(await text(mock.fetch(`${new URL(child, url).href}&_HLS_msn=3`)))
    expect(segments).toHaveLength(3)
    expect(mock.clock.monotonic() - before).toBe(3 * 4096 + 512)
  })

  /** A stream that can be played, in a mock with a stopped clock, and its media playlist. */
  async function playable() {
    const mock = await testMock({ providers: ['ovenstudio'], clock: 'manual' })
    const media = async () => {
      await mock.ovenstudio.publish({ name: 'OvenStudio' })
      const url = await signedUrl(mock, 'OvenStudio', 10)
      await mock.clock.advance('9s')
      const [child] = readMultivariantPlaylist(await text(mock.fetch(url)))
      return new URL(child, url).href
    }
    return { mock, media }
  }

  test('a request that waits for a playlist is answered by unpublish, by restore and by reset, although no time passes', async () => {
    const { mock, media } = await playable()
    async function waiting() {
      const url = await media()
      const asked = mock.fetch(`${url}&_HLS_msn=9`)
      // After two more such requests it is past its verification.
      for (let more = 0; more < 2; more++) expect((await mock.fetch(url)).status).toBe(200)
      return { asked }
    }
    const { asked } = await waiting()
    await mock.ovenstudio.unpublish({ name: 'OvenStudio' })
    expect(readMediaPlaylist(await text(asked)).ended).toBe(true)
    const snapshot = mock.snapshot()
    for (const replace of [() => mock.restore(snapshot), () => mock.reset()]) {
      const again = await waiting()
      replace()
      expect((await again.asked).status).toBe(404)
    }
  })

  test('a client that aborts while the playlist waits gets the reason of the signal, as from the real fetch', async () => {
    const { mock, media } = await playable()
    const url = await media()
    const leaving = new AbortController()
    const asked = mock.fetch(`${url}&_HLS_msn=9`, { signal: leaving.signal })
    for (let more = 0; more < 2; more++) expect((await mock.fetch(url)).status).toBe(200)
    leaving.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
  })
})
