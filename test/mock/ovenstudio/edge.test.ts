import { describe, expect, test } from 'vitest'
import { edgeBench } from './edge-bench.js'
import { filesOf, readMediaPlaylist, readMultivariantPlaylist } from './edge-playlist.js'

const open = () => edgeBench({ signed: false })
const text = async (response: Promise<Response>) => (await response).text()
const status = async (response: Promise<Response>) => (await response).status

/** Whether a promise is still pending after everything that is ready has run. */
async function pending(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  void promise.finally(() => (settled = true)).catch(() => {})
  await new Promise((resolve) => setImmediate(resolve))
  return !settled
}

describe('the edge', () => {
  test('serves a stream while it is on air, and a minute longer', async () => {
    const bench = await open()
    const playlist = `${bench.folder()}playlist.m3u8`
    expect(await status(bench.get(playlist))).toBe(404)
    await bench.publish()
    await bench.clock.advance('10s')
    expect(await status(bench.get(playlist))).toBe(200)
    expect(await status(bench.get(`${bench.folder('two')}playlist.m3u8`))).toBe(404)
    const media = await bench.media()
    await bench.unpublish()
    await bench.clock.advance(59_999)
    expect(readMediaPlaylist(await text(bench.get(media))).ended).toBe(true)
    await bench.clock.advance(1)
    expect(await status(bench.get(playlist))).toBe(404)
    expect(bench.journal.requests({ status: 404 }).map(({ reason }) => reason)).toEqual(Array(3).fill('not live'))
  })

  test.each(['playlist.m3u8', 'llhls.m3u8', 'master.m3u8'])(
    'holds a request for %s until the stream has two segments',
    async (name) => {
      const bench = await open()
      await bench.publish()
      const asked = bench.get(bench.folder() + name)
      await bench.clock.advance(8191)
      expect(await pending(asked)).toBe(true)
      await bench.clock.advance(1)
      const [video] = readMultivariantPlaylist(await text(asked))
      expect(video).toMatch(/^chunklist_0_video_\w{8}_llhls\.m3u8\?session=1_\w{8}$/)
    },
  )

  test('holds a request for a chunklist too, and names the files alike for the same seed', async () => {
    const bench = await open()
    const before = bench.mock.snapshot()
    await bench.publish()
    await bench.clock.advance('9s')
    const media = await bench.media()
    bench.mock.restore(before)
    await bench.publish()
    const asked = bench.get(media)
    await bench.clock.advance(8191)
    expect(await pending(asked)).toBe(true)
    await bench.clock.advance(1)
    expect(await status(asked)).toBe(200)
    expect(await bench.media()).toBe(media)
  })

  test('goes on with the same names after a restore', async () => {
    const bench = await open()
    await bench.publish()
    await bench.clock.advance('9s')
    const media = await bench.media()
    const { uri } = readMediaPlaylist(await text(bench.get(media))).segments[0]!
    bench.mock.restore(bench.mock.snapshot())
    await bench.clock.advance('9s')
    expect(readMediaPlaylist(await text(bench.get(media))).segments[0]!.uri).toBe(uri)
    expect(await status(bench.get(bench.folder() + uri))).toBe(200)
  })

  test('serves a stream that ended before it had two segments', async () => {
    const bench = await open()
    await bench.publish()
    const asked = bench.get(`${bench.folder()}playlist.m3u8`)
    await bench.clock.advance('3s')
    expect(await pending(asked)).toBe(true)
    await bench.unpublish()
    const [child] = readMultivariantPlaylist(await text(asked))
    const { ended, segments } = readMediaPlaylist(await text(bench.get(bench.folder() + child)))
    expect({ ended, durations: segments.map(({ duration }) => duration) }).toEqual({
      ended: true,
      durations: [5 * 512],
    })
  })

  test('serves every file that a playlist of each track names, also a month after the start', async () => {
    const bench = await open()
    await bench.publish()
    for (const time of ['9s', '31d'] as const) {
      await bench.clock.advance(time)
      for (const track of ['video', 'audio'] as const) {
        const media = readMediaPlaylist(await text(bench.get(await bench.media('one', track))))
        for (const file of filesOf({ ...media, hint: null })) {
          const response = await bench.get(bench.folder() + file)
          expect([file, response.status]).toEqual([file, 200])
          expect(response.headers.get('content-type')).toBe(`${track}/mp4`)
          expect(response.headers.get('cache-control')).toBeNull()
        }
      }
    }
  })

  test('reports to a player of one track where the other one is', async () => {
    const bench = await open()
    await bench.publish()
    await bench.clock.advance('9s')
    const [video, audio] = readMultivariantPlaylist(await text(bench.get(`${bench.folder()}playlist.m3u8`)))
    const { report } = readMediaPlaylist(await text(bench.get(bench.folder() + video)))
    expect(report).toEqual({ uri: audio, segment: 2, part: 0 })
    expect(readMediaPlaylist(await text(bench.get(bench.folder() + audio))).report?.uri).toBe(video)
  })

  test('serves a segment as the concatenation of its parts', async () => {
    const bench = await open()
    await bench.publish()
    await bench.clock.advance('10s')
    const bytes = async (file: string) => Buffer.from(await (await bench.get(bench.folder() + file)).arrayBuffer())
    const [segment] = readMediaPlaylist(await text(bench.get(await bench.media()))).segments
    expect(segment!.parts).toHaveLength(8)
    expect(Buffer.concat(await Promise.all(segment!.parts.map(bytes)))).toEqual(await bytes(segment!.uri))
  })

  test('serves a segment that no playlist lists any more for its own length and a playlist’s, and no longer', async () => {
    const bench = await open()
    await bench.publish()
    await bench.clock.advance(8192)
    const [segment] = readMediaPlaylist(await text(bench.get(await bench.media()))).segments
    const url = bench.folder() + segment!.uri
    const part = bench.folder() + segment!.parts[7]!
    // Listed until 20 segments have followed. The longest playlist is 20 and an open one.
    await bench.clock.advance(19 * 4096 + 21 * 4096)
    expect(await status(bench.get(url))).toBe(200)
    await bench.clock.advance(4096)
    await bench.clock.advance(4096)
    for (const gone of [url, part]) {
      expect(await status(bench.get(gone))).toBe(404)
      expect(bench.journal.requests().at(-1)).toMatchObject({ status: 404, reason: 'expired' })
    }
  })

  test.each([
    'index.m3u8',
    'chunklist.m3u8',
    'chunklist_0_audio_KEY_llhls.m3u8',
    'chunklist_2_video_KEY_llhls.m3u8',
    'chunklist_0_video_KEY_llhls.m4s',
    'init.mp4',
    'init_1_video_KEY_llhls.m4s',
    'seg_0_0.m4s',
    'seg_0_00_video_KEY_llhls.m4s',
    'seg_0_-1_video_KEY_llhls.m4s',
    'seg_0_1e0_video_KEY_llhls.m4s',
    'seg_0_0_video_xxxxxxxx_llhls.m4s',
    'seg_0_NaN_video_KEY_llhls.m4s',
    'part_0_0_8_video_KEY_llhls.m4s',
    'part_0_0_0_video_KEY_llhls.m4s.m4s',
    'seg_0_9_video_KEY_llhls.m4s',
    'part_0_2_5_video_KEY_llhls.m4s',
    'part_0_99_0_video_KEY_llhls.m4s',
    '%00',
  ])('serves no file named %s', async (name) => {
    const bench = await open()
    await bench.publish()
    await bench.clock.advance('9s')
    const key = await bench.key()
    expect(await status(bench.get(`${bench.folder()}seg_0_0_video_${key}_llhls.m4s`))).toBe(200)
    expect(await status(bench.get(bench.folder() + name.replace('KEY', key)))).toBe(404)
  })

  test('serves players on any page, by HEAD and GET, and refuses other methods', async () => {
    const bench = await open()
    await bench.publish()
    await bench.clock.advance('9s')
    const url = `${bench.folder()}playlist.m3u8`
    const got = await bench.get(url)
    expect(got.headers.get('content-type')).toBe('application/vnd.apple.mpegurl')
    const head = await bench.get(url, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect([...head.headers]).toEqual([...got.headers])
    const preflight = await bench.get(url, { method: 'OPTIONS', headers: { origin: 'https://player.example' } })
    expect([preflight.status, preflight.headers.get('access-control-allow-private-network')]).toEqual([200, 'true'])
    const fromPage = await bench.get(url, { headers: { origin: 'https://player.example' } })
    expect(got.headers.get('access-control-allow-origin')).toBe('*')
    for (const one of [fromPage, preflight]) {
      // With cookies, a page may only read an answer that names its origin.
      expect(one.headers.get('access-control-allow-origin')).toBe('https://player.example')
      expect(one.headers.get('access-control-allow-credentials')).toBe('true')
    }
    expect(await status(bench.get(url, { method: 'POST' }))).toBe(405)
  })

  test('tells caches to keep only a playlist that was asked for by its part', async () => {
    const bench = await open()
    await bench.publish()
    await bench.clock.advance('9s')
    const media = await bench.media()
    const caching = async (url: string) => (await bench.get(url)).headers.get('cache-control')
    expect(await caching(`${bench.folder()}playlist.m3u8`)).toBe('no-cache, no-store')
    expect(await caching(media)).toBe('no-cache, no-store')
    expect(await caching(`${media}&_HLS_legacy=YES`)).toBe('no-cache, no-store')
    expect(await caching(`${media}&_HLS_msn=1&_HLS_part=0`)).toBe('max-age=60')
    expect(await caching(`${bench.folder()}none.m4s`)).toBe('no-store')
  })

  test('serves two streams, each with its own start', async () => {
    const bench = await open()
    await bench.publish('one')
    await bench.clock.advance('10s')
    await bench.publish('two')
    await bench.clock.advance('9s')
    const length = async (stream: string) =>
      readMediaPlaylist(await text(bench.get(await bench.media(stream)))).segments.length
    expect(await Promise.all([length('one'), length('two')])).toEqual([4, 2])
  })

  test('restarts a stream that is on air again, without its earlier files', async () => {
    const bench = await open()
    await bench.publish()
    await bench.clock.advance('20s')
    const old = await bench.media()
    const before = readMediaPlaylist(await text(bench.get(old)))
    await bench.unpublish()
    await bench.publish()
    await bench.clock.advance('9s')
    const after = readMediaPlaylist(await text(bench.get(await bench.media())))
    expect(after).toMatchObject({ sequence: 0, ended: false })
    expect(after.segments).toHaveLength(2)
    expect(await status(bench.get(bench.folder() + before.segments[0]!.uri))).toBe(404)
    expect(await status(bench.get(old))).toBe(404)
  })
})

describe('the session in the URLs of a playlist', () => {
  async function live() {
    const bench = await open()
    await bench.publish()
    await bench.clock.advance('9s')
    const children = async (query = '') =>
      readMultivariantPlaylist(await text(bench.get(`${bench.folder()}playlist.m3u8${query}`)))
    const files = async (child: string) =>
      filesOf(readMediaPlaylist(await text(bench.get(bench.folder() + child)))).map((file) => file.split('?')[1])
    return { ...bench, children, files }
  }

  test('is new for each master playlist, and the same in all files below it', async () => {
    const { children, files } = await live()
    const [first] = await children()
    const [second, audio] = await children()
    expect([first, second].map((child) => /\?(.*)/.exec(child)![1])).toEqual([
      expect.stringMatching(/^session=1_\w{8}$/),
      expect.stringMatching(/^session=2_\w{8}$/),
    ])
    const [query] = second.split('?').slice(1)
    expect(audio.split('?')[1]).toBe(query)
    expect(new Set(await files(second))).toEqual(new Set([query]))
  })

  test.each(['1', '1_', '_abcdefgh', 'a_abcdefgh', '1-abcdefgh', ''])(
    'is refused with 401 in the form “%s”',
    async (session) => {
      const { children, get, folder, journal } = await live()
      const [child] = (await children())[0].split('?')
      expect(await status(get(`${folder()}${child}?session=${session}`))).toBe(401)
      expect(journal.requests().at(-1)).toMatchObject({ status: 401, reason: 'unknown session' })
      expect(await status(get(`${folder()}${child}?session=9_abcdefgh`)), 'without access control').toBe(200)
      expect(await status(get(`${folder()}${child}`)), 'without access control').toBe(200)
    },
  )

  test('comes with the stream_key of the master playlist’s URL, and with no other parameter', async () => {
    const { children, files } = await live()
    const [child] = await children('?stream_key=a%20b&ticket=1&policy=x&signature=y')
    expect(child).toMatch(/\?session=1_\w{8}&stream_key=a%20b$/)
    expect((await files(child)).every((query) => query!.endsWith('&stream_key=a%20b'))).toBe(true)
  })

  test('comes in a master playlist with the form of the playlist that it was asked for with', async () => {
    const { children, get, folder } = await live()
    const [child] = await children('?_HLS_legacy=yes&_HLS_rewind=no')
    expect(child).toMatch(/\?session=1_\w{8}&_HLS_legacy=YES&_HLS_rewind=NO$/)
    const legacy = await text(get(folder() + child))
    expect(legacy).not.toMatch(/PART|PRELOAD|SERVER-CONTROL|_HLS_/)
    expect(legacy.match(/#EXTINF/g)).toHaveLength(2)
  })
})

describe('a blocking playlist request (RFC 8216bis, 6.2.5.2)', () => {
  /** A stream that has been on air for this long, at least two segments. */
  async function after(ms: number) {
    const bench = await open()
    await bench.publish()
    await bench.clock.advance(ms)
    const media = await bench.media()
    const ask = (query: string) => bench.get(`${media}&${query}`)
    return { ...bench, ask }
  }

  test.each([
    ['_HLS_msn=2&_HLS_part=0', 512],
    ['_HLS_msn=2&_HLS_part=3', 4 * 512],
    ['_HLS_msn=2', 512],
    ['_HLS_msn=3', 4096 + 512],
    ['_HLS_msn=12&_HLS_part=7', 11 * 4096],
  ])('%s is answered %i ms after the second segment, and not before', async (query, ms) => {
    const { ask, clock } = await after(8192)
    const asked = ask(query)
    await clock.advance(ms - 1)
    expect(await pending(asked)).toBe(true)
    await clock.advance(1)
    const { segments, open: parts } = readMediaPlaylist(await text(asked))
    expect(segments.length * 8 + parts.length).toBe(16 + ms / 512)
  })

  test('accepts a part after its segment’s last one as the first of the next', async () => {
    const { ask, clock } = await after(8192 + 5 * 512)
    const asked = ask('_HLS_msn=2&_HLS_part=9')
    await clock.advance(3 * 512)
    expect(await pending(asked)).toBe(true)
    await clock.advance(512)
    expect(readMediaPlaylist(await text(asked))).toMatchObject({ hint: expect.stringMatching(/^part_0_3_1_/) })
  })

  test.each(['_HLS_msn=0', '_HLS_msn=1&_HLS_part=7', '_HLS_skip=YES', ''])(
    '“%s” is answered at once, with the whole playlist',
    async (query) => {
      const { ask } = await after(8192)
      expect(readMediaPlaylist(await text(ask(query))).segments).toHaveLength(2)
    },
  )

  test.each([
    '_HLS_part=0',
    '_HLS_msn=-1',
    '_HLS_msn=',
    '_HLS_msn=one',
    '_HLS_msn=1&_HLS_part=0x1',
    '_HLS_msn=99999999999999999999',
  ])('%s is refused at once', async (query) => {
    const { ask, journal } = await after(8192)
    expect(await status(ask(query))).toBe(400)
    expect(journal.requests().at(-1)).toMatchObject({ status: 400, reason: 'impossible delivery directive' })
  })

  test('is answered with the end at the stream’s end, although no time passes', async () => {
    const { ask, unpublish } = await after(9000)
    const asked = ask('_HLS_msn=2&_HLS_part=2')
    expect(await pending(asked)).toBe(true)
    await unpublish()
    expect(readMediaPlaylist(await text(asked))).toMatchObject({ ended: true, hint: null })
    expect(readMediaPlaylist(await text(ask('_HLS_msn=700'))).ended, 'any query').toBe(true)
  })

  test('for the hinted part is answered when it is complete, and is a 404 if the stream ends before', async () => {
    const { folder, get, clock, unpublish, ask } = await after(9000)
    const hinted = async () => get(folder() + readMediaPlaylist(await text(ask(''))).hint)
    const part = hinted()
    await clock.advance(215)
    expect(await pending(part)).toBe(true)
    await clock.advance(1)
    expect(await status(part)).toBe(200)
    const never = hinted()
    expect(await pending(never)).toBe(true)
    await unpublish()
    expect(await status(never)).toBe(404)
  })

  test('is a 404 if the stream has started again meanwhile', async () => {
    const { ask, unpublish, publish } = await after(9000)
    const asked = ask('_HLS_msn=9')
    expect(await pending(asked)).toBe(true)
    await Promise.all([unpublish(), publish()])
    expect(await status(asked)).toBe(404)
  })

  test('ends at a reset', async () => {
    const { ask, reset } = await after(9000)
    const asked = ask('_HLS_msn=9')
    expect(await pending(asked)).toBe(true)
    reset()
    expect(await status(asked)).toBe(404)
  })

  test('ends when its client aborts', async () => {
    const { media, get, clock, journal } = await after(9000)
    const leaving = new AbortController()
    const asked = get(`${await media()}&_HLS_msn=9`, { signal: leaving.signal })
    expect(await pending(asked)).toBe(true)
    leaving.abort()
    await expect(asked).rejects.toThrow('abort')
    expect(journal.requests().at(-1)).toMatchObject({ status: 499, reason: 'gone' })
    expect(await clock.advance('1m')).toEqual([])
  })
})

describe('signed playback', () => {
  const end = Date.UTC(2026, 0, 15, 1) / 1000

  async function live() {
    const bench = await edgeBench()
    await bench.publish()
    await bench.clock.advance('30s')
    return { ...bench, url: await bench.custom('playlist.m3u8', { until: end }) }
  }

  /** Every address that a player reaches from a signed multivariant playlist. */
  async function reached({ get, folder }: Awaited<ReturnType<typeof live>>, url: string): Promise<string[]> {
    const [child] = readMultivariantPlaylist(await text(get(url)))
    const media = readMediaPlaylist(await text(get(folder() + child)))
    return [url, ...[child, ...filesOf({ ...media, hint: null })].map((file) => folder() + file)]
  }

  test('allows a player everything that the playlists name', async () => {
    const bench = await live()
    const addresses = await reached(bench, bench.url)
    expect(addresses.length).toBeGreaterThan(20)
    for (const address of addresses) expect([address, await status(bench.get(address))]).toEqual([address, 200])
  })

  test('works until the second before its expiry', async () => {
    const bench = await live()
    const addresses = await reached(bench, bench.url)
    await bench.clock.advance(end * 1000 - bench.clock.now() - 1000)
    expect(await status(bench.get(bench.url))).toBe(200)
    for (const wait of [1000, 1000]) {
      await bench.clock.advance(wait)
      for (const address of addresses) expect([address, await status(bench.get(address))]).toEqual([address, 403])
    }
  })

  test('works after its start, and not at it', async () => {
    const bench = await live()
    const from = bench.clock.now() / 1000 + 10
    const url = await bench.custom('playlist.m3u8', { until: end, from })
    expect(await status(bench.get(url))).toBe(403)
    await bench.clock.advance('10s')
    expect(await status(bench.get(url))).toBe(403)
    await bench.clock.advance('1s')
    expect(await status(bench.get(url))).toBe(200)
  })

  test('refuses a child without the query, with part of it, or with another stream’s', async () => {
    const bench = await live()
    await bench.publish('two')
    for (const address of await reached(bench, bench.url)) {
      const [bare, query] = address.split('?') as [string, string]
      expect(await status(bench.get(bare))).toBe(403)
      for (const pair of query.split('&').filter((one) => !one.startsWith('session=')))
        expect([pair, await status(bench.get(`${bare}?${query.replace(pair, '')}`))]).toEqual([pair, 403])
      expect(await status(bench.get(address.replace('/app/one/', '/app/two/')))).toBe(403)
    }
  })

  test('refuses one changed character in the query', async () => {
    const bench = await live()
    const [, child] = (await reached(bench, bench.url)) as [string, string]
    const start = child.indexOf('Policy=')
    for (let at = start; at < child.length; at += 3) {
      const changed = child.slice(0, at) + (child[at] === 'A' ? 'B' : 'A') + child.slice(at + 1)
      expect([at, await status(bench.get(changed))]).toEqual([at, 403])
    }
  })

  test('with a canned URL opens its own address only', async () => {
    const bench = await live()
    const url = await bench.canned('playlist.m3u8', end)
    const [child] = readMultivariantPlaylist(await text(bench.get(url)))
    expect(await status(bench.get(bench.folder() + child))).toBe(403)
    const media = await bench.canned(child.split('?')[0]!, end)
    expect(await status(bench.get(media))).toBe(200)
    expect(await status(bench.get(`${media}&_HLS_msn=0`)), 'the directives are part of the address').toBe(403)
  })

  test('of a waiting request is checked when it arrives', async () => {
    const bench = await live()
    const [, child] = (await reached(bench, bench.url)) as [string, string]
    await bench.clock.advance(end * 1000 - bench.clock.now() - 100)
    const next = Math.floor((end * 1000 - Date.UTC(2026, 0, 15)) / 4096)
    const asked = bench.get(`${child}&_HLS_msn=${next}`)
    expect(await pending(asked)).toBe(true)
    await bench.clock.advance('5s')
    expect(await status(asked)).toBe(200)
    expect(await status(bench.get(child))).toBe(403)
  })

  test('passes on the signing parameters, and nothing else of a query', async () => {
    const bench = await live()
    const [child] = readMultivariantPlaylist(await text(bench.get(`${bench.url}&_HLS_msn=0&evil=1%0A%23EXT`)))
    expect(child.replace(/session=1_\w{8}&/, '').split('?')[1]).toBe(bench.url.split('?')[1])
  })

  test('refuses in CloudFront’s words', async () => {
    const bench = await live()
    const refusal = async (url: string) => {
      const response = await bench.get(url)
      expect([response.status, response.headers.get('content-type')]).toEqual([403, 'text/xml'])
      expect(response.headers.get('access-control-allow-origin'), 'so that a player can tell').toBe('*')
      return /<Message>(.*)<\/Message>/.exec(await response.text())?.[1]
    }
    expect(await refusal(bench.url.split('?')[0]!)).toBe('Missing Key-Pair-Id query parameter or cookie value')
    expect(await refusal(bench.url.replace(/Key-Pair-Id=K/, 'Key-Pair-Id=X'))).toBe('Unknown Key')
  })

  test('refuses before it reveals what exists', async () => {
    const bench = await live()
    expect(await status(bench.get(`${bench.folder('none')}playlist.m3u8`))).toBe(403)
  })

  test('is in the journal by path and reason, without the query', async () => {
    const bench = await live()
    await bench.get(bench.url)
    await bench.get(bench.folder() + 'playlist.m3u8')
    await bench.clock.advance('1d')
    await bench.get(bench.url)
    const path = '/ovenstudio/edge/app/one/playlist.m3u8'
    const common = { provider: 'ovenstudio', operation: null, method: 'GET', path }
    expect(bench.journal.requests()).toMatchObject([
      { ...common, status: 200 },
      { ...common, status: 403, reason: 'no Key-Pair-Id' },
      { ...common, status: 403, reason: 'URL expired' },
    ])
    expect(JSON.stringify(bench.journal.requests())).not.toMatch(/Signature|Policy|K2JCJMDEHXQW5F|\?/)
  })

  test('is not required while Signed URL is off', async () => {
    const bench = await open()
    await bench.publish()
    await bench.clock.advance('9s')
    const [child] = readMultivariantPlaylist(await text(bench.get(`${bench.folder()}playlist.m3u8?Expires=1%0A`)))
    expect(child).toMatch(/\?session=1_\w{8}$/)
  })
})
