import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Listening, Mock } from '../../mock/index.js'
import { serve } from '../../mock/node/serve.js'
import { staticToken } from '../../src/auth/static.js'
import { createOvenStudio } from '../../src/ovenstudio/index.js'
import { chromium, launchChromium } from '../support/chromium.js'
import { testMock } from '../support/mock.js'

/** What the page reports about its player. */
interface Watched {
  /** Seconds. */
  readonly time: number
  readonly latency: number
  readonly ended: boolean
  readonly isLowLatency: boolean
  /** The number of audio tracks to choose from. */
  readonly audioTracks: number
  /** The bytes of sound that the browser has decoded. */
  readonly sound: number
  /** Pixels. 0 without a picture. */
  readonly width: number
  readonly height: number
  /** A row of the picture's pixels, as text. */
  readonly row: string
  readonly errors: readonly { type: string; details: string; fatal: boolean; code: number | null }[]
  readonly requests: readonly string[]
}

const page = `<!doctype html><title>Player</title><video muted></video><script src="/hls.js"></script><script>
  const video = document.querySelector('video')
  const errors = []
  const requests = []
  // A part that is waited for while the clock is advanced is answered with 404. The second attempt meets the URL that has expired.
  const errorRetry = { maxNumRetry: 1, retryDelayMs: 100, maxRetryDelayMs: 100 }
  const hls = new Hls({
    lowLatencyMode: true,
    fragLoadPolicy: { default: { ...Hls.DefaultConfig.fragLoadPolicy.default, errorRetry } },
    playlistLoadPolicy: { default: { ...Hls.DefaultConfig.playlistLoadPolicy.default, errorRetry } },
    xhrSetup: (xhr, url) => { requests.push(url) },
  })
  hls.on(Hls.Events.ERROR, (_, { type, details, fatal, response }) =>
    errors.push({ type, details, fatal, code: response?.code ?? null }))
  hls.loadSource(new URLSearchParams(location.search).get('source'))
  hls.attachMedia(video)
  hls.on(Hls.Events.MANIFEST_PARSED, () => video.play())
  const canvas = new OffscreenCanvas(320, 1)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  const row = () => {
    context.drawImage(video, 0, -80)
    return context.getImageData(0, 0, 320, 1).data.join()
  }
  window.watched = () => ({
    width: video.videoWidth, height: video.videoHeight, row: row(),
    time: video.currentTime, latency: hls.latency, ended: video.ended,
    isLowLatency: hls.lowLatencyMode && hls.latestLevelDetails?.canBlockReload === true,
    audioTracks: hls.audioTracks.length, sound: video.webkitAudioDecodedByteCount,
    errors, requests,
  })
</script>`

describe.skipIf(!chromium)('browser: hls.js and the edge of OvenStudio', { timeout: 20_000 }, () => {
  let browser: Browser
  let mock: Mock
  let edge: Listening
  let application: Listening
  let open: Page | undefined

  beforeAll(async () => {
    const library = readFileSync('node_modules/hls.js/dist/hls.js', 'utf8')
    browser = await launchChromium()
    mock = await testMock({ providers: ['ovenstudio'], clock: 'system' })
    edge = await mock.listen()
    application = await serve(({ url }) =>
      new URL(url).pathname === '/hls.js'
        ? new Response(library, { headers: { 'content-type': 'text/javascript' } })
        : new Response(page, { headers: { 'content-type': 'text/html' } }),
    )
  })
  afterEach(async () => {
    await open?.context().close()
    mock.reset()
  })
  afterAll(async () => {
    await browser?.close()
    await application?.close()
  })

  /** Starts a stream, signs its playlist for some minutes, and opens it in a player on a page of another origin. */
  async function watch(minutes: number): Promise<{ until(done: (watched: Watched) => boolean): Promise<Watched> }> {
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    await mock.clock.advance('30s')
    const { accessToken } = mock.credentials('ovenstudio')
    const client = createOvenStudio({ host: 'ovenstudio.example', baseUrl: edge.url, auth: staticToken(accessToken) })
    const end = Math.ceil(mock.clock.now() / 1000) * 1000 + minutes * 60_000
    const { url } = await client.createSignedUrl({ stream: 'OvenStudio', until: new Date(end) })
    expect(new URL(url).origin).toBe(edge.url)

    const context = await browser.newContext()
    const player = (open = await context.newPage())
    await player.goto(`${application.url}/?source=${encodeURIComponent(url)}`)
    return {
      async until(done) {
        for (let tries = 0; ; tries++) {
          const watched: Watched = await player.evaluate('watched()')
          if (done(watched)) return watched
          if (tries === 80)
            expect.fail(`The player did not come to it: ${JSON.stringify(watched, null, 1).slice(0, 3000)}`)
          await player.waitForTimeout(100)
        }
      },
    }
  }

  test('plays with low latency, and stops when the URL has expired', async () => {
    const player = await watch(10)
    const playing = await player.until(
      ({ time, isLowLatency, requests }) =>
        time > 0 && isLowLatency && requests.filter((url) => url.includes('_HLS_part=')).length > 2,
    )
    const later = await player.until(({ time }) => time > playing.time + 1)
    expect(later.errors.filter(({ fatal }) => fatal)).toEqual([])
    expect(later.latency).toBeGreaterThan(0)
    // Without parts it would be three target durations, 12 seconds.
    expect(later.latency).toBeLessThan(8)
    expect(later.requests.some((url) => /\/part_0_\w+_llhls\.m4s\?session=1_\w{8}&Policy=/.test(url))).toBe(true)

    await mock.clock.advance('11m')
    const { errors } = await player.until(({ errors }) => errors.some(({ fatal }) => fatal))
    expect(errors.find(({ fatal }) => fatal)).toMatchObject({ type: 'networkError', code: 403 })
    expect(mock.journal.requests({ status: 403 })[0]).toMatchObject({ provider: 'ovenstudio', reason: 'URL expired' })
  })

  test('shows a moving picture', async () => {
    const player = await watch(10)
    const first = await player.until(({ time, width }) => time > 0 && width > 0)
    expect([first.width, first.height]).toEqual([320, 180])
    const second = await player.until(({ time, row }) => time > first.time && row !== first.row)
    // The row has the colors of the bars: yellow is the second of seven. The moving bar is too narrow to cover both pixels.
    const channels = second.row.split(',').map(Number)
    const isYellow = (x: number) => {
      const [red, green, blue] = channels.slice(4 * x) as [number, number, number]
      return Math.min(red, green) > 150 && blue < 60
    }
    expect([55, 80].some(isYellow)).toBe(true)
  })

  test('plays the sound from its own track', async () => {
    const player = await watch(10)
    const { audioTracks, requests } = await player.until(({ sound }) => sound > 0)
    expect(audioTracks).toBe(1)
    expect(requests.some((url) => /\/part_1_\w+_audio_\w+_llhls\.m4s\?/.test(url))).toBe(true)
    const later = await player.until((watched) => watched.requests.length > requests.length + 4)
    expect(later.errors.filter(({ fatal }) => fatal)).toEqual([])
  })

  test('ends when the stream ends', async () => {
    const player = await watch(10)
    await player.until(({ time }) => time > 0)
    await mock.ovenstudio.unpublish({ name: 'OvenStudio' })
    const { errors } = await player.until(({ ended }) => ended)
    expect(errors.filter(({ fatal }) => fatal)).toEqual([])
  })
})
