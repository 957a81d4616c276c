import { describe, expect, test } from 'vitest'
import { serializePage } from '../../../mock/kollus-live/page.js'
import { type Answer, as, kollusLiveMock } from '../caller.js'

/** A mock with 23 channels: the seed's three, and c04 to c23. */
const mock = await kollusLiveMock({ limits: false })
const call = await as(mock)
for (let n = 4; n <= 23; n++) {
  await call('POST', '/channels', {
    title: `c${String(n).padStart(2, '0')}`,
    customer_code: 'C',
    concurrently_viewer_limit: '1',
    is_shared: '1',
    live_media_profile_group_key: 'pg-standard',
  })
}
const path = `${mock.url}/kollus-live/api/service-accounts/demo/channels`
const ids = ({ body }: Answer) => body.data.map(({ id }: { id: number }) => id) as number[]

describe('a page', () => {
  test('has 15 entries by default, and shows its position', async () => {
    const { body } = await call('GET', '/channels')
    expect(body.data).toHaveLength(15)
    expect(body.meta).toEqual({ current_page: 1, from: 1, last_page: 2, path, per_page: 15, to: 15, total: 23 })
    expect(body.links).toEqual({ first: `${path}?page=1`, last: `${path}?page=2`, prev: null, next: `${path}?page=2` })
  })

  test('can be the last and shorter one', async () => {
    const { body } = await call('GET', '/channels?page=3&per_page=10')
    expect(body.data).toHaveLength(3)
    expect(body.meta).toMatchObject({ current_page: 3, from: 21, last_page: 3, to: 23 })
    expect(body.links).toMatchObject({ prev: `${path}?page=2`, next: null })
  })

  test('beyond the last is empty, not an error', async () => {
    const { status, body } = await call('GET', '/channels?page=999999999999999&per_page=10')
    expect(status).toBe(200)
    expect(body.data).toEqual([])
    expect(body.meta).toMatchObject({ from: null, to: null, last_page: 3, total: 23 })
    expect(body.links.next).toBeNull()
  })

  test('of an empty list is page 1 of 1', async () => {
    const { body } = await call('GET', '/channels?keyword=nothing')
    expect(body.meta).toMatchObject({ current_page: 1, last_page: 1, total: 0, from: null, to: null })
  })

  test('has at most 100 entries, for any requested number', async () => {
    expect((await call('GET', '/channels?per_page=1000')).body.meta.per_page).toBe(100)
    expect((await call('GET', '/channels?per_page=100')).body.data).toHaveLength(23)
  })

  test('after page gives the whole list, without duplicates', async () => {
    const seen: number[] = []
    for (let page = 1; page <= 5; page++)
      seen.push(...ids(await call('GET', `/channels?per_page=5&page=${page}&order=id_asc`)))
    expect(new Set(seen).size).toBe(23)
  })

  test.each(['page=0', 'page=-1', 'page=abc', 'page=1.5', 'page=1e3', 'per_page=0', 'per_page=abc', 'per_page=-5'])(
    'is refused with %s',
    async (query) => {
      const { status, body } = await call('GET', `/channels?${query}`)
      expect([status, Object.keys(body.errors)]).toEqual([422, [query.split('=')[0]]])
    },
  )

  test('is the last given number if there are two', async () => {
    const lenient = await as(await kollusLiveMock({}, { requests: ['listChannels 200'] }))
    expect((await lenient('GET', '/channels?page=1&page=2')).body.meta.current_page).toBe(2)
  })

  test('is the first if the number is empty', async () => {
    const lenient = await as(await kollusLiveMock({}, { requests: ['listChannels 200'] }))
    const { meta } = (await lenient('GET', '/channels?page=&per_page=')).body
    expect(meta).toMatchObject({ current_page: 1, per_page: 15 })
  })
})

test('of a long list serializes its own items only', () => {
  const items = Array.from({ length: 5000 }, (_, id) => ({ id }))
  let serialized = 0
  for (const order of [undefined, 'id_desc']) {
    const page = serializePage(
      items,
      { id: ({ id }) => id },
      () => serialized++,
      { page: 7, per_page: 10, order },
      path,
    )
    expect([page.data.length, page.meta.total]).toEqual([10, 5000])
  }
  expect(serialized).toBe(20)
})

describe('the order', () => {
  test('works by any plain field, up or down, over all pages', async () => {
    const up = ids(await call('GET', '/channels?order=id_asc&per_page=100'))
    expect(up).toEqual(up.toSorted((a, b) => a - b))
    expect(ids(await call('GET', '/channels?order=id_desc&per_page=10'))).toEqual(up.toReversed().slice(0, 10))
    const { body } = await call('GET', '/channels?order=title_desc&per_page=4')
    expect(body.data.map(({ title }: { title: string }) => title)).toEqual(['c23', 'c22', 'c21', 'c20'])
  })

  test('by a time sorts NULL first, or last when reversed', async () => {
    const { body: channel } = await call('GET', '/channels?per_page=3&order=id_asc')
    for (const { key } of [channel.data[0], channel.data[1]] as { key: string }[]) {
      await mock.kollusLive.publish({ channelKey: key })
      await mock.clock.advance('1h')
    }
    await mock.kollusLive.unpublish({ channelKey: channel.data[0].key })
    const ended = async (order: string) =>
      (await call('GET', `/broadcasts?order=${order}`)).body.data.map(({ ended_at }: { ended_at: unknown }) => ended_at)
    expect(await ended('ended_at_asc')).toEqual([null, '2026-01-15T02:00:00+00:00'])
    expect(await ended('ended_at_desc')).toEqual(['2026-01-15T02:00:00+00:00', null])
  })

  test.each(['id', 'id_up', 'asc', 'nope_asc', 'toString_asc', '__proto___desc', 'latest_broadcast_asc', ' id_asc'])(
    'accepts %o without effect, because no source lists the orders',
    async (order) => {
      const { status, body } = await call('GET', `/channels?${new URLSearchParams({ order, per_page: '3' })}`)
      expect(status).toBe(200)
      expect(body.data.map(({ title }: { title: string }) => title)).toEqual([
        'Main stage',
        'Second stage',
        'Rehearsal',
      ])
    },
  )

  test('is that of creation by default', async () => {
    const { body } = await call('GET', '/channels?per_page=3&order=')
    expect(body.data.map(({ title }: { title: string }) => title)).toEqual(['Main stage', 'Second stage', 'Rehearsal'])
  })
})
