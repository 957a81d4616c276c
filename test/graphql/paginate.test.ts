import { describe, expect, test } from 'vitest'
import { GraphQLResponseError, UsageError } from '../../src/errors/index.js'
import { createGraphQL, type GraphQLBody, type PaginateOptions } from '../../src/graphql/client.js'

const FANS =
  'query Fans($name: String, $after: String) { user(name: $name) { fans(after: $after) { list pageInfo { endCursor hasNextPage } } } }'

/** A client that gets `bodies` in sequence, then the last one repeatedly. */
function radio(...bodies: unknown[]) {
  const sent: GraphQLBody[] = []
  const client = createGraphQL({
    provider: 'Radio',
    rules: {},
    async send(body, { signal }) {
      signal?.throwIfAborted()
      sent.push(body)
      return { ok: true, status: 200, data: bodies[Math.min(sent.length, bodies.length) - 1], response: new Response() }
    },
  })
  return { client, sent, cursors: () => sent.map(({ variables }) => variables?.after) }
}
type Fans = { user: { fans: { list: readonly string[]; pageInfo: object } } | null }
const page = (list: unknown[], endCursor: unknown, hasNextPage: unknown = true) => ({
  list,
  pageInfo: { endCursor, hasNextPage },
})
const fans = (...of: Parameters<typeof page>) => ({ data: { user: { fans: page(...of) } } })

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
/** The error that ends the pagination of `bodies`. */
const failure = async (bodies: unknown[], options?: PaginateOptions<string>, document = FANS) =>
  collect(radio(...bodies).client.paginate(document, {}, options)).then(
    () => new Error('It did not fail.'),
    (error: unknown) => error,
  )

describe('a connection is paged', () => {
  test('to its last page, with unchanged cursors', async () => {
    const { client, sent, cursors } = radio(fans(['a', 'b'], '19'), fans(['c'], 'x=/+ü'), fans(['d'], '-1', false))
    expect(await collect(client.paginate<Fans>(FANS, { name: 'alice' }))).toEqual(['a', 'b', 'c', 'd'])
    expect(cursors()).toEqual([undefined, '19', 'x=/+ü'])
    expect(sent[2]).toEqual({ query: FANS, operationName: 'Fans', variables: { name: 'alice', after: 'x=/+ü' } })
  })

  test('from the cursor in the variables', async () => {
    const { client, cursors } = radio(fans(['c'], '3'), fans(['d'], '4', false))
    expect(await collect(client.paginate<Fans>(FANS, { after: '-1' }))).toEqual(['c', 'd'])
    expect(cursors()).toEqual(['-1', '3'])
  })

  test('by page, in order, and again when iterated again', async () => {
    const { client, sent } = radio(fans(['a'], '1'), fans(['b'], '2', false))
    const pages = client.paginate<Fans>(FANS)
    expect((await collect(pages.pages())).map(({ user }) => user?.fans.list)).toEqual([['a'], ['b']])
    expect(await collect(pages)).toEqual(['b'])
    expect(sent).toHaveLength(3)
  })

  test('no further than the caller reads', async () => {
    const { client, sent } = radio(fans(['a', 'b'], '1'))
    for await (const fan of client.paginate<Fans>(FANS)) if (fan === 'b') break
    expect(sent).toHaveLength(1)
  })

  test.each<[string, unknown[], string[], number]>([
    ['through an empty page', [fans(['a'], '1'), fans([], '2'), fans(['b'], '3', false)], ['a', 'b'], 3],
    ['from an empty page', [fans([], '1'), fans(['a'], '2', false)], ['a'], 2],
    [
      'through an empty page if pageInfo has only endCursor',
      [fans(['a'], '1', null), fans([], '2', null), fans(['b'], null, false)],
      ['a', 'b'],
      3,
    ],
    ['if pageInfo has only endCursor, until an empty one', [fans(['a'], '1', null), fans([], null, null)], ['a'], 2],
    ['at once if its path is null', [{ data: { user: null } }], [], 1],
  ])('to its end: %s', async (_name, bodies, items, count) => {
    const { client, sent } = radio(...bodies)
    expect(await collect(client.paginate<Fans>(FANS))).toEqual(items)
    expect(sent).toHaveLength(count)
  })

  test.each<[string, string | undefined, unknown[], string[]]>([
    ['in a circle', undefined, [fans(['a'], '1'), fans(['b'], '2'), fans(['c'], '1')], ['a', 'b', 'c']],
    ['to the same page', undefined, [fans(['a'], '1'), fans(['b'], '1')], ['a', 'b']],
    ['to the same page, which is empty', undefined, [fans(['a'], '1'), fans([], '1')], ['a']],
    ['back to the cursor of the variables', '3', [fans(['a'], '5'), fans(['b'], '3')], ['a', 'b']],
  ])('until it leads %s, which is an error', async (_name, after, bodies, expected) => {
    const { client, sent } = radio(...bodies)
    const seen: string[] = []
    const walk = async () => {
      for await (const fan of client.paginate<Fans>(FANS, { after })) seen.push(fan)
    }
    await expect(walk()).rejects.toMatchObject({
      code: 'decode',
      message: expect.stringMatching(/^A page of Fans leads/),
    })
    expect(seen).toEqual(expected)
    expect(sent).toHaveLength(bodies.length)
  })
})

describe('with several connections', () => {
  const two = { data: { a: page([1], 'x', false), b: { c: page([2], 'y', false) }, d: null, e: [page([3], 'z')] } }

  test('one is selected by its path', async () => {
    const { client } = radio(two)
    expect(await collect(client.paginate(FANS, {}, { connection: 'b.c' }))).toEqual([2])
    expect(await collect(client.paginate(FANS, {}, { connection: 'a' }))).toEqual([1])
  })

  test('one with a null on its path is empty', async () => {
    const { client } = radio(two)
    expect(await collect(client.paginate(FANS, {}, { connection: 'd.f' }))).toEqual([])
  })

  test.each(['e', 'b', 'a.list', 'e.0'])('%j is none of them', async (connection) => {
    const error = await failure([two], { connection })
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toMatch(/a, b\.c/)
  })

  test('none is chosen by default: the caller must name one', async () => {
    const error = await failure([two])
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toMatch(/option connection.*a, b\.c/)
  })

  test('those inside lists and inside the pages of another do not count', async () => {
    const inner = { list: [{ fans: page([1], 'x') }], pageInfo: { hasNextPage: false }, other: page([2], 'y') }
    expect(await collect(radio({ data: { users: inner } }).client.paginate(FANS))).toHaveLength(1)
  })
})

describe('pagination refuses', () => {
  test.each<[string, string, RegExp]>([
    ['a document without $after', 'query { fans { list pageInfo { endCursor } } }', /\$after/],
    [
      'a document that uses $after without declaring it',
      'query { fans(after: $after) { list pageInfo { endCursor } } }',
      /\$after/,
    ],
    ['a document without pageInfo', 'query ($after: String) { fans(after: $after) { list } }', /pageInfo/],
    ['a mutation', 'mutation ($after: String) { fans(after: $after) { list pageInfo { endCursor } } }', /mutate\(\)/],
    ['no document', '', /is empty/],
  ])('%s, before anything is sent', (_name, document, message) => {
    const { client, sent } = radio(fans(['a'], '1'))
    expect(() => client.paginate(document)).toThrow(UsageError)
    expect(() => client.paginate(document)).toThrow(message)
    expect(sent).toEqual([])
  })

  test.each<[string, unknown]>([
    ['no connection', { data: { user: { id: 1 } } }],
    ['a list that is not a connection', { data: { users: [{ id: 1 }] } }],
    ['a connection without its list', { data: { fans: { pageInfo: { endCursor: '1' } } } }],
    ['an empty page with a next page that has no cursor', fans([], null)],
    ['a next page without a cursor', fans(['a'], null)],
    ['a next page with an empty cursor', fans(['a'], '')],
    ['a next page with a number as its cursor', fans(['a'], 19)],
    ['an empty pageInfo', { data: { fans: { list: ['a'], pageInfo: {} } } }],
  ])('data with %s', async (_name, body) => {
    expect(await failure([body])).toBeInstanceOf(UsageError)
  })
})

test('a failure is thrown after the earlier pages', async () => {
  const { client } = radio(fans(['a'], '1'), {
    errors: [{ message: 'Require login', path: ['user'] }],
    data: { user: null },
  })
  const seen: string[] = []
  const walk = async () => {
    for await (const fan of client.paginate<Fans>(FANS)) seen.push(fan)
  }
  await expect(walk()).rejects.toBeInstanceOf(GraphQLResponseError)
  expect(seen).toEqual(['a'])
})

test('an abort ends pagination with its reason, between pages too', async () => {
  const { client, sent } = radio(fans(['a'], '1'))
  const controller = new AbortController()
  const walk = async () => {
    for await (const _ of client.paginate(FANS, {}, { signal: controller.signal })) controller.abort('enough')
  }
  await expect(walk()).rejects.toBe('enough')
  expect(sent).toHaveLength(1)
})
