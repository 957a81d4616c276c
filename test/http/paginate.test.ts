import { describe, expect, test } from 'vitest'
import { DecodeError, UnauthorizedError, UsageError } from '../../src/errors/index.js'
import { paginate } from '../../src/http/paginate.js'
import { radio } from '../support/radio.js'
import { json } from '../support/scripted-fetch.js'
import type { Sent } from '../support/scripted-fetch.js'

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
/** The items of a pagination, and the error that ends it. */
async function walk<T>(list: AsyncIterable<T>): Promise<{ items: T[]; error: unknown }> {
  const items: T[] = []
  try {
    for await (const item of list) items.push(item)
    return { items, error: undefined }
  } catch (error) {
    return { items, error }
  }
}
const page = (current: number, last: number, ids: number[]) =>
  json({ data: ids.map((id) => ({ id, title: `#${id}` })), meta: { current_page: current, last_page: last } })
const queries = (sent: readonly Sent[]) => sent.map(({ url }) => new URL(url).search)

describe('numbered pages', () => {
  test('are fetched to the last, with the query of the call', async () => {
    const { client, sent } = radio([page(1, 3, [1, 2]), page(2, 3, [3]), page(3, 3, [4])])
    const shows = await collect(paginate(client, 'listShows', { params: { query: { q: 'x' } } }))
    expect(shows.map(({ id }) => id)).toEqual([1, 2, 3, 4])
    expect(queries(sent)).toEqual(['?q=x', '?q=x&page=2', '?q=x&page=3'])
  })

  test('can be collected at once, and can start in the middle', async () => {
    const { client, sent } = radio([page(2, 3, [3]), page(3, 3, [4])])
    const bodies = await collect(paginate(client, 'listShows', { params: { query: { page: 2 } } }).pages())
    expect(bodies.map(({ meta }) => meta.current_page)).toEqual([2, 3])
    expect(queries(sent)).toEqual(['?page=2', '?page=3'])
  })

  test('are fetched on demand only', async () => {
    const { client, sent } = radio([page(1, 9, [1, 2])])
    for await (const show of paginate(client, 'listShows')) if (show.id === 2) break
    expect(sent).toHaveLength(1)
  })

  test('continue after a page without items', async () => {
    const { client, sent } = radio([page(1, 4, [1]), page(2, 4, []), page(3, 4, [2]), page(4, 4, [])])
    expect(await collect(paginate(client, 'listShows'))).toMatchObject([{ id: 1 }, { id: 2 }])
    expect(sent).toHaveLength(4)
  })

  test('that the server repeats are an error, and no item comes twice', async () => {
    const { client, sent } = radio([page(1, 9, [1])])
    const { items, error } = await walk(paginate(client, 'listShows'))
    expect(items).toMatchObject([{ id: 1 }])
    expect(error).toBeInstanceOf(DecodeError)
    expect(String(error)).toMatch(/listShows leads back to one that was read before/)
    expect(sent).toHaveLength(2)
  })

  test('end if the body has no page numbers', async () => {
    const { client } = radio([json({ data: [{ id: 1 }] })])
    expect(await collect(paginate(client, 'listShows'))).toHaveLength(1)
  })
})

describe('cursors', () => {
  const clips = (items: string[], next: string | null) => json({ items, paging: { next } })

  test('are followed to the end', async () => {
    const { client, sent } = radio([clips(['a'], 'c1'), clips(['b'], 'c2'), clips(['c'], null)])
    expect(await collect(paginate(client, 'listClips'))).toEqual(['a', 'b', 'c'])
    expect(queries(sent)).toEqual(['', '?cursor=c1', '?cursor=c2'])
  })

  test.each([
    ['one page', [clips(['a'], 'c1'), clips([], 'c2'), clips(['b'], null)]],
    ['the first page', [clips([], 'c1'), clips(['a'], 'c2'), clips(['b'], null)]],
    ['several pages', [clips(['a'], 'c1'), clips([], 'c2'), clips([], 'c3'), clips(['b'], null)]],
  ])('are followed through %s without items', async (_name, replies) => {
    const { client, sent } = radio(replies)
    expect(await collect(paginate(client, 'listClips'))).toEqual(['a', 'b'])
    expect(sent).toHaveLength(replies.length)
  })

  test.each([
    ['in a circle', [clips(['a'], 'c1'), clips(['b'], 'c2'), clips(['c'], 'c1')], ['a', 'b', 'c']],
    ['back to their own page', [clips(['a'], 'c1'), clips(['b'], 'c1')], ['a', 'b']],
    ['back to their own page, which is empty', [clips(['a'], 'c1'), clips([], 'c1')], ['a']],
  ])('that lead %s are an error, after the earlier items', async (_name, replies, expected) => {
    const { client, sent } = radio([...replies, clips(['never'], null)])
    const { items, error } = await walk(paginate(client, 'listClips'))
    expect(items).toEqual(expected)
    expect(error).toMatchObject({ code: 'decode', raw: expect.stringContaining('paging') as string })
    expect(sent).toHaveLength(replies.length)
  })
})

describe('a success that is not a page is an error:', () => {
  const raws: [string, string][] = [
    ['an empty body', ''],
    ['null', 'null'],
    ['HTML', '<html>Maintenance</html>'],
    ['a message', '{"message":"maintenance"}'],
    ['a list that is null', '{"data":null,"items":null}'],
    ['a list that is an object', '{"data":{"0":1},"items":{"0":1}}'],
    ['a bare list', '[1]'],
  ]
  test.each(raws)('%s', async (_name, raw) => {
    for (const id of ['listShows', 'listClips'] as const) {
      for (const pages of [false, true]) {
        const { client } = radio([new Response(raw)])
        const list = paginate(client, id)
        const { items, error } = await walk<unknown>(pages ? list.pages() : list)
        expect(items).toEqual([])
        expect(error).toBeInstanceOf(DecodeError)
        expect(error).toMatchObject({ status: 200, raw })
      }
    }
  })

  test('after a valid page, whose items are returned', async () => {
    const { client } = radio([page(1, 2, [1]), json({ message: 'maintenance' })])
    const { items, error } = await walk(paginate(client, 'listShows'))
    expect(items).toHaveLength(1)
    expect(String(error)).toMatch(/listShows succeeded with 200, but there is no list at data in its body/)
  })

  test('with the first 2 KiB of the body', async () => {
    const { client } = radio([json({ message: 'x'.repeat(10_000) })])
    const { error } = await walk(paginate(client, 'listShows'))
    expect((error as DecodeError).raw).toHaveLength(2048)
  })
})

test('a refusal is thrown after the earlier items', async () => {
  const { client } = radio([page(1, 2, [1]), json({ message: 'Unauthenticated.' }, 401)])
  const seen: number[] = []
  const walk = async () => {
    for await (const { id } of paginate(client, 'listShows')) seen.push(id)
  }
  await expect(walk()).rejects.toBeInstanceOf(UnauthorizedError)
  expect(seen).toEqual([1])
})

test('an abort between pages ends the pagination with its reason', async () => {
  const { client, sent } = radio([page(1, 2, [1])])
  const controller = new AbortController()
  const walk = async () => {
    for await (const _ of paginate(client, 'listShows', { signal: controller.signal })) controller.abort('enough')
  }
  await expect(walk()).rejects.toBe('enough')
  expect(sent).toHaveLength(1)
})

test('an operation without pages is refused', () => {
  const { client } = radio([])
  // @ts-expect-error getShow is not a list.
  expect(() => paginate(client, 'getShow')).toThrow(UsageError)
})
