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
    expect(await status(bench.get(playlist))).toBe(200)
    expect(await status(bench.get(`${bench.folder('two')}playlist.m3u8`))).toBe(404)
    await bench.clock.advance('10s')
    await bench.unpublish()
    await bench.clock.advance(59_999)
    expect(readMediaPlaylist(await text(bench.get(`${bench.folder()}chunklist.m3u8`))).ended).toBe(true)
    await bench.clock.advance(1)
    expect(await status(bench.get(playlist))).toBe(404)
    expect(bench.journal.requests({ status: 404 }).map(({ reason }) => reason)).toEqual(Array(3).fill('not live'))
  })

  test('serves every file that a playlist names, also a month after the start', async () => {
    const bench = await open()
    await bench.publish()
    for (const time of ['5s', '31d'] as const) {
      await bench.clock.advance(time)
      const [child] = readMultivariantPlaylist(await text(bench.get(`${bench.folder()}playlist.m3u8`)))
      const media = readMediaPlaylist(await text(bench.get(bench.folder() + child)))
      for (const file of filesOf({ ...media, hint: null })) {
        const response = await bench.get(bench.folder() + file)
        expect([file, response.status]).toEqual([file, 200])
        expect(response.headers.get('content-type')).toBe('video/mp4')
      }
    }
  })

  test('serves a segment as the concatenation of its parts', async () => {
    const bench = await open()
    await bench.publish()
    await bench.clock.advance('10s')
    const bytes = async (file: string) => Buffer.from(await (await bench.get(bench.folder() + file)).arrayBuffer())
    const [segment] = readMediaPlaylist(await text(bench.get(`${bench.folder()}chunklist.m3u8`))).segments
    expect(segment!.parts).toHaveLength(8)
    expect(Buffer.concat(await Promise.all(segment!.parts.map(bytes)))).toEqual(await bytes(segment!.uri))
  })

  test('serves a segment that no playlist lists any more for its own length and a playlist’s, and no longer', async () => {
    const bench = await open()
    await bench.publish()
    await bench.clock.advance(4096)
    const [segment] = readMediaPlaylist(await text(bench.get(`${bench.folder()}chunklist.m3u8`))).segments
    const url = bench.folder() + segment!.uri
    const part = bench.folder() + segment!.parts[7]!
    // Listed for six more segments. The longest playlist is six and an open one.
    await bench.clock.advance(6 * 4096 + 7 * 4096)
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
    'seg_0.m4s',
    'part_0_0.m4s',
    'seg_KEY_00.m4s',
    'seg_KEY_-1.m4s',
    'seg_KEY_1e0.m4s',
    'seg_other_0.m4s',
    'part_KEY_0_8.m4s',
    'part_KEY_0_0.m4s.m4s',
    'seg_KEY_9.m4s',
    'part_KEY_2_5.m4s',
    'part_KEY_99_0.m4s',
    '%00',
  ])('serves no file named %s', async (name) => {
    const bench = await open()
    await bench.publish()
    const key = bench.clock.now().toString(36)
    await bench.clock.advance('9s')
    expect(await status(bench.get(`${bench.folder()}seg_${key}_0.m4s`))).toBe(200)
    expect(await status(bench.get(bench.folder() + name.replace('KEY', key)))).toBe(404)
  })

  test('serves players on any page, by HEAD and GET, and refuses other methods', async () => {
    const bench = await open()
    await bench.publish()
    const url = `${bench.folder()}playlist.m3u8`
    const got = await bench.get(url)
    expect(got.headers.get('content-type')).toBe('application/vnd.apple.mpegurl')
    expect(got.headers.get('cache-control')).toBe('no-cache')
    const head = await bench.get(url, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect([...head.headers]).toEqual([...got.headers])
    const preflight = await bench.get(url, { method: 'OPTIONS', headers: { origin: 'https://player.example' } })
    expect(preflight.status).toBe(204)
    const fromPage = await bench.get(url, { headers: { origin: 'https://player.example' } })
    expect(got.headers.get('access-control-allow-origin')).toBe('*')
    for (const one of [fromPage, preflight]) {
      // With cookies, a page may only read an answer that names its origin.
      expect(one.headers.get('access-control-allow-origin')).toBe('https://player.example')
      expect(one.headers.get('access-control-allow-credentials')).toBe('true')
    }
    expect(await status(bench.get(url, { method: 'POST' }))).toBe(405)
  })

  test('serves two streams, each with its own start', async () => {
    const bench = await open()
    await bench.publish('one')
    await bench.clock.advance('10s')
    await bench.publish('two')
    await bench.clock.advance('5s')
    const length = async (stream: string) =>
      readMediaPlaylist(await text(bench.get(`${bench.folder(stream)}chunklist.m3u8`))).segments.length
    expect(await Promise.all([length('one'), length('two')])).toEqual([3, 1])
  })

  test('restarts a stream that is on air again, without its earlier files', async () => {
    const bench = await open()
    await bench.publish()
    await bench.clock.advance('20s')
    const before = readMediaPlaylist(await text(bench.get(`${bench.folder()}chunklist.m3u8`)))
    await bench.unpublish()
    await bench.clock.advance('1s')
    await bench.publish()
    await bench.clock.advance('5s')
    const after = readMediaPlaylist(await text(bench.get(`${bench.folder()}chunklist.m3u8`)))
    expect(after).toMatchObject({ sequence: 0, ended: false })
    expect(after.segments).toHaveLength(1)
    expect(await status(bench.get(bench.folder() + before.segments[0]!.uri))).toBe(404)
  })
})

describe('a blocking playlist request (RFC 8216bis, 6.2.5.2)', () => {
  async function after(ms: number) {
    const bench = await open()
    await bench.publish()
    await bench.clock.advance(ms)
    const ask = (query: string) => bench.get(`${bench.folder()}chunklist.m3u8?${query}`)
    return { ...bench, ask }
  }

  test.each([
    ['_HLS_msn=1&_HLS_part=0', 512],
    ['_HLS_msn=1&_HLS_part=3', 4 * 512],
    ['_HLS_msn=1', 4096],
    ['_HLS_msn=2', 8192],
  ])('%s is answered %i ms after the first segment, and not before', async (query, ms) => {
    const { ask, clock } = await after(4096)
    const asked = ask(query)
    await clock.advance(ms - 1)
    expect(await pending(asked)).toBe(true)
    await clock.advance(1)
    const { segments, open: parts } = readMediaPlaylist(await text(asked))
    expect(segments.length * 8 + parts.length).toBe(8 + ms / 512)
  })

  test('accepts a part after its segment’s last one as the first of the next', async () => {
    const { ask, clock } = await after(4096 + 5 * 512)
    const asked = ask('_HLS_msn=1&_HLS_part=9')
    await clock.advance(3 * 512)
    expect(await pending(asked)).toBe(true)
    await clock.advance(512)
    expect(readMediaPlaylist(await text(asked))).toMatchObject({ hint: expect.stringMatching(/_2_1\.m4s$/) })
  })

  test.each(['_HLS_msn=0', '_HLS_msn=0&_HLS_part=7', '_HLS_skip=YES', ''])(
    '“%s” is answered at once',
    async (query) => {
      const { ask } = await after(4096)
      expect(await status(ask(query))).toBe(200)
    },
  )

  test.each([
    '_HLS_part=0',
    '_HLS_msn=3',
    '_HLS_msn=1&_HLS_part=6',
    '_HLS_msn=-1',
    '_HLS_msn=',
    '_HLS_msn=one',
    '_HLS_msn=1&_HLS_part=0x1',
    '_HLS_msn=99999999999999999999',
  ])('%s is refused at once', async (query) => {
    const { ask, journal } = await after(4096)
    expect(await status(ask(query))).toBe(400)
    expect(journal.requests().at(-1)).toMatchObject({ status: 400, reason: 'impossible delivery directive' })
  })

  test('can wait for a part five ahead, and not six', async () => {
    const { ask, clock } = await after(4096)
    const asked = ask('_HLS_msn=1&_HLS_part=4')
    expect(await pending(asked)).toBe(true)
    await clock.advance('3s')
    expect(await status(asked)).toBe(200)
  })

  test('is answered with the end at the stream’s end, although no time passes', async () => {
    const { ask, unpublish } = await after(5000)
    const asked = ask('_HLS_msn=1&_HLS_part=2')
    expect(await pending(asked)).toBe(true)
    await unpublish()
    expect(readMediaPlaylist(await text(asked))).toMatchObject({ ended: true, hint: null })
    expect(readMediaPlaylist(await text(ask('_HLS_msn=700'))).ended, 'any query').toBe(true)
  })

  test('for the hinted part is answered when it is complete, and is a 404 if the stream ends before', async () => {
    const { folder, get, clock, unpublish, ask } = await after(5000)
    const hinted = async () => get(folder() + readMediaPlaylist(await text(ask(''))).hint)
    const part = hinted()
    await clock.advance(119)
    expect(await pending(part)).toBe(true)
    await clock.advance(1)
    expect(await status(part)).toBe(200)
    const never = hinted()
    expect(await pending(never)).toBe(true)
    await unpublish()
    expect(await status(never)).toBe(404)
  })

  test('ends at a reset', async () => {
    const { ask, reset } = await after(5000)
    const asked = ask('_HLS_msn=1')
    expect(await pending(asked)).toBe(true)
    reset()
    expect(await status(asked)).toBe(404)
  })

  test('ends when its client aborts', async () => {
    const { folder, get, clock, journal } = await after(5000)
    const leaving = new AbortController()
    const asked = get(`${folder()}chunklist.m3u8?_HLS_msn=1`, { signal: leaving.signal })
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
    return [url, ...[child!, ...filesOf({ ...media, hint: null })].map((file) => folder() + file)]
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
      for (const pair of query.split('&'))
        expect([pair, await status(bench.get(`${bare}?${query.replace(pair, '')}`))]).toEqual([pair, 403])
      expect(await status(bench.get(address.replace('/app/one/', '/app/two/')))).toBe(403)
    }
  })

  test('refuses one changed character in the query', async () => {
    const bench = await live()
    const [, child] = (await reached(bench, bench.url)) as [string, string]
    const start = child.indexOf('?') + 1
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
    const media = await bench.canned('chunklist.m3u8', end)
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
    expect(child).toBe(`chunklist.m3u8?${bench.url.split('?')[1]}`)
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
    const body = await text(bench.get(`${bench.folder()}playlist.m3u8?Expires=1%0A`))
    expect(readMultivariantPlaylist(body)).toEqual(['chunklist.m3u8'])
  })
})
