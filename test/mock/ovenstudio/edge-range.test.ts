import { describe, expect, test } from 'vitest'
import { edgeBench } from './edge-bench.js'
import { readMediaPlaylist } from './edge-playlist.js'

/** A stream that has been on air for ten seconds, and its files in full. */
async function live() {
  const bench = await edgeBench({ signed: false })
  await bench.publish()
  await bench.clock.advance('10s')
  const playlist = await bench.media()
  const { segments } = readMediaPlaylist(await (await bench.get(playlist)).text())
  const segment = bench.folder() + segments[0]!.uri
  const part = bench.folder() + segments[0]!.parts[0]!
  const ask = async (url: string, range: string, init: RequestInit = {}) => {
    const { headers, ...more } = init
    const response = await bench.get(url, { ...more, headers: { range, ...(headers as Record<string, string>) } })
    return { response, body: Buffer.from(await response.arrayBuffer()) }
  }
  const whole = async (url: string) => Buffer.from(await (await bench.get(url)).arrayBuffer())
  return { ...bench, files: { playlist, segment, part }, ask, whole }
}

describe('a range of bytes (RFC 9110, section 14)', () => {
  test.each(['playlist', 'segment', 'part'] as const)(
    'of a %s is answered with 206 and exactly these bytes',
    async (kind) => {
      const { files, ask, whole } = await live()
      const url = files[kind]
      const all = await whole(url)
      const size = all.length
      for (const [range, first, last] of [
        ['bytes=0-0', 0, 0],
        ['bytes=3-9', 3, 9],
        ['Bytes=3-9', 3, 9],
        [`bytes=${size - 1}-`, size - 1, size - 1],
        ['bytes=0-', 0, size - 1],
        ['bytes=5-99999999999999999999', 5, size - 1],
        ['bytes=-4', size - 4, size - 1],
        ['bytes=-99999999999999999999', 0, size - 1],
      ] as const) {
        const { response, body } = await ask(url, range)
        expect([range, response.status]).toEqual([range, 206])
        expect(response.headers.get('content-range')).toBe(`bytes ${first}-${last}/${size}`)
        expect(body).toEqual(all.subarray(first, last + 1))
        expect(response.headers.get('content-type')).toBe(
          kind === 'playlist' ? 'application/vnd.apple.mpegurl' : 'video/mp4',
        )
      }
    },
  )

  test.each(['bytes=SIZE-', 'bytes=999999-', 'bytes=999999-1000000', 'bytes=-0'])(
    'that the file does not have, %s, is answered with 416 and the size',
    async (range) => {
      const { files, ask, whole, journal } = await live()
      const { length } = await whole(files.segment)
      const { response, body } = await ask(files.segment, range.replace('SIZE', String(length)))
      expect([response.status, response.headers.get('content-range'), body.length]).toEqual([
        416,
        `bytes */${length}`,
        0,
      ])
      expect(journal.requests().at(-1)).toMatchObject({ status: 416, reason: 'range not satisfiable' })
    },
  )

  test.each(['bytes=9-3', 'bytes=-', 'bytes=', 'bytes=a-b', 'bytes=0-1,3-4', 'lines=0-1', 'bytes 0-1', 'bytes=1.5-2'])(
    'that is invalid or unsupported, %s, is answered with the whole file',
    async (range) => {
      const { files, ask, whole } = await live()
      const { response, body } = await ask(files.segment, range)
      expect([response.status, response.headers.get('content-range')]).toEqual([200, null])
      expect(body).toEqual(await whole(files.segment))
    },
  )

  test('is ignored by HEAD, and under a condition that cannot be true, because files have no validator', async () => {
    const { files, ask, whole } = await live()
    const head = await ask(files.segment, 'bytes=0-1', { method: 'HEAD' })
    expect([head.response.status, head.response.headers.get('accept-ranges')]).toEqual([200, 'bytes'])
    const { response, body } = await ask(files.segment, 'bytes=0-1', { headers: { 'if-range': '"anything"' } })
    expect(response.status).toBe(200)
    expect(body).toEqual(await whole(files.segment))
  })

  test('of an unknown file is a 404', async () => {
    const { folder, ask } = await live()
    expect((await ask(`${folder()}none.m4s`, 'bytes=0-1')).response.status).toBe(404)
  })

  test('needs a signature like the whole file', async () => {
    const bench = await edgeBench()
    await bench.publish()
    const answer = await bench.get(`${bench.folder()}playlist.m3u8`, { headers: { range: 'bytes=0-1' } })
    expect(answer.status).toBe(403)
  })
})
