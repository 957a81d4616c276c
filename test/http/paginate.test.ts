import { describe, expect, test } from 'vitest'
import { UnauthorizedError, UsageError } from '../../src/errors/index.js'
import { paginate } from '../../src/http/paginate.js'
import { radio } from '../support/radio.js'
import { json } from '../support/scripted-fetch.js'
import type { Sent } from '../support/scripted-fetch.js'

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
const page = (current: number, last: number, ids: number[]) =>
  json({ data: ids.map((id) => ({ id, title: `#${id}` })), meta: { current_page: current, last_page: last } })
const queries = (sent: readonly Sent[]) => sent.map(({ url }) => new URL(url).search)

describe('numbered pages', () => {
  test('are walked to the last, with the query of the call', async () => {
    const { client, sent } = radio([page(1, 3, [1, 2]), page(2, 3, [3]), page(3, 3, [4])])
    const shows = await collect(paginate(client, 'listShows', { params: { query: { q: 'x' } } }))
    expect(shows.map(({ id }) => id)).toEqual([1, 2, 3, 4])
    expect(queries(sent)).toEqual(['?q=x', '?q=x&page=2', '?q=x&page=3'])
  })

  test('can be had whole, and begun in the middle', async () => {
    const { client, sent } = radio([page(2, 3, [3]), page(3, 3, [4])])
    const bodies = await collect(paginate(client, 'listShows', { params: { query: { page: 2 } } }).pages())
    expect(bodies.map(({ meta }) => meta.current_page)).toEqual([2, 3])
    expect(queries(sent)).toEqual(['?page=2', '?page=3'])
  })

  test('are fetched only as they are asked for', async () => {
    const { client, sent } = radio([page(1, 9, [1, 2])])
    for await (const show of paginate(client, 'listShows')) if (show.id === 2) break
    expect(sent).toHaveLength(1)
  })

  test('end with an empty one', async () => {
    const { client, sent } = radio([page(1, 9, [1]), page(2, 9, [])])
    expect(await collect(paginate(client, 'listShows'))).toHaveLength(1)
    expect(sent).toHaveLength(2)
  })

  test('end when the server repeats itself, and nothing is given twice', async () => {
    const { client, sent } = radio([page(1, 9, [1])])
    expect(await collect(paginate(client, 'listShows'))).toHaveLength(1)
    expect(sent).toHaveLength(2)
  })

  test('end where the body has no page numbers', async () => {
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

  test('that go round in a circle end', async () => {
    const { client } = radio([clips(['a'], 'c1'), clips(['b'], 'c2'), clips(['c'], 'c1'), clips(['b'], 'c2')])
    expect(await collect(paginate(client, 'listClips'))).toEqual(['a', 'b', 'c'])
  })

  test('that lead back are not followed', async () => {
    const { client, sent } = radio([clips(['a'], 'c1'), clips(['b'], 'c1'), clips(['never'], null)])
    expect(await collect(paginate(client, 'listClips'))).toEqual(['a', 'b'])
    expect(sent).toHaveLength(2)
  })
})

test('a refusal is thrown, after what came before it', async () => {
  const { client } = radio([page(1, 2, [1]), json({ message: 'Unauthenticated.' }, 401)])
  const seen: number[] = []
  const walk = async () => {
    for await (const { id } of paginate(client, 'listShows')) seen.push(id)
  }
  await expect(walk()).rejects.toBeInstanceOf(UnauthorizedError)
  expect(seen).toEqual([1])
})

test('aborting between pages ends the walk with the reason', async () => {
  const { client, sent } = radio([page(1, 2, [1])])
  const controller = new AbortController()
  const walk = async () => {
    for await (const _ of paginate(client, 'listShows', { signal: controller.signal })) controller.abort('enough')
  }
  await expect(walk()).rejects.toBe('enough')
  expect(sent).toHaveLength(1)
})

test('an operation that does not come in pages is refused', () => {
  const { client } = radio([])
  // @ts-expect-error getShow is one show.
  expect(() => paginate(client, 'getShow')).toThrow(UsageError)
})
