import type { OperationTable, Page } from '../../specs/profile.js'
import { DecodeError, UsageError } from '../errors/index.js'
import type { AnyInit, InitArguments } from './init.js'
import { unwrap } from './result.js'
import type { AnyResult, Data } from './result.js'

/** The operations of `Table` that come in pages. */
export type PagedOperation<Table> = {
  [Id in keyof Table]: Table[Id] extends { readonly page: Page } ? Id : never
}[keyof Table] &
  string

/** What stands at a dotted path; a bare array has the path `''`. */
type At<T, Path extends string> = Path extends ''
  ? T
  : Path extends `${infer Head}.${infer Rest}`
    ? Head extends keyof T
      ? At<NonNullable<T[Head]>, Rest>
      : unknown
    : Path extends keyof T
      ? T[Path]
      : unknown
/** What the list at a dotted path is a list of. */
export type ItemAt<T, Path extends string> = NonNullable<At<T, Path>> extends readonly (infer One)[] ? One : unknown
type ItemsPath<Row> = Row extends { readonly page: { readonly items: infer Path extends string } } ? Path : ''
type Item<Body, Row> = ItemAt<Body, ItemsPath<Row>>

/** The items of a list, page after page, fetched as they are asked for. */
export interface Pages<T, Body> extends AsyncIterable<T> {
  /** The bodies of the pages, whole. */
  pages(): AsyncIterable<Body>
}

/** A page: what names it, what leads to the next where there is one, and what is on it. */
export interface Place {
  readonly here: unknown
  readonly next?: unknown
  readonly items: readonly unknown[]
}

/** As much of a `Client` as paging needs. */
interface Pageable<Operations, Table, Filled extends string> {
  readonly call: (id: never, ...init: never[]) => Promise<unknown>
  readonly operations: Table
  readonly '~types'?: { readonly operations: Operations; readonly filled: Filled }
}

/**
 * Walks a list from the page that `init` names (default: the first) to the last.
 *
 * - Each page is one call, with the client's retries and rate limit, made when its first item is asked for.
 * - A refusal is thrown as its `ApiError`.
 * - Throws a `DecodeError` for a success that is not a page (its body has no list where the spec has one), and for a page that leads back
 *   to one that was read before.
 * - Aborting `init.signal` rejects with its reason, between pages too. Iterating twice fetches twice.
 *
 * @example
 * for await (const channel of paginate(kollus, 'listChannels', { params: { query: { per_page: 50 } } })) {
 *   console.log(channel.title)
 * }
 */
export function paginate<
  Operations,
  Table extends OperationTable,
  Filled extends string,
  Id extends PagedOperation<Table> & keyof Operations,
>(
  client: Pageable<Operations, Table, Filled>,
  id: Id,
  ...[init]: InitArguments<Operations[Id], Filled>
): Pages<Item<Data<Operations[Id]>, Table[Id]>, Data<Operations[Id]>> {
  const call = client.call as unknown as (id: string, init?: AnyInit) => Promise<AnyResult>
  const page = client.operations[id]?.page
  if (!page) throw new UsageError(`"${id}" does not come in pages. Use client.call.`)
  return walkPages(
    id,
    async (next) => {
      const result = await call(id, next === undefined ? init : withQuery(init, { [page.param]: next }))
      const body: unknown = unwrap(result)
      if (!Array.isArray(at(body, page.items))) throw notAPage(id, result, page)
      return body
    },
    (body, asked) => ({ ...neighbours(body, page, asked), items: at(body, page.items) as readonly unknown[] }),
  ) as Pages<never, never>
}

function notAPage(id: string, { status, data }: AnyResult, { items: path }: Page): DecodeError {
  const where = path === '' ? 'its body is not a list' : `there is no list at ${path} in its body`
  const message = `${id} succeeded with ${status}, but ${where}. Try later: the provider may be down for maintenance. \`raw\` has what came.`
  return new DecodeError(message, { status, path, raw: JSON.stringify(data) ?? '' })
}

type Query = Readonly<Record<string, unknown>>

/**
 * The pages that `fetchPage` gives, each asked for by what the one before leads to; `read` says what that is. Only a page that
 * leads to no other ends the walk: one without items may stand between two full ones. Throws a `DecodeError` where a page
 * leads back to one that was read before. `name` is what the list is called in it.
 */
export function walkPages<Item, Body>(
  name: string,
  fetchPage: (next: unknown) => Promise<Body>,
  read: (body: Body, asked: unknown) => Place,
): Pages<Item, Body> {
  async function* walk(): AsyncGenerator<{ readonly body: Body; readonly items: readonly unknown[] }> {
    const seen = new Set<unknown>()
    for (let asked: unknown; ;) {
      const body = await fetchPage(asked)
      const { here, next, items } = read(body, asked)
      if (seen.has(here)) throw repeated(name, body)
      seen.add(here)
      yield { body, items }
      if (next === undefined) return
      if (seen.has(next)) throw repeated(name, body)
      asked = next
    }
  }
  return {
    async *pages() {
      for await (const { body } of walk()) yield body
    },
    async *[Symbol.asyncIterator]() {
      for await (const { items } of walk()) yield* items as readonly Item[]
    },
  }
}

function repeated(name: string, body: unknown): DecodeError {
  const message = `A page of ${name} leads back to one that was read before, so the rest of the list can't be read. Walk it again later; if it stays so, tell the provider.`
  return new DecodeError(message, { raw: JSON.stringify(body) ?? '' })
}

/** What names the page that `body` is, as far as that can be told, and the parameter that leads to the one after it. */
function neighbours(body: unknown, page: Page, asked: unknown): { here: unknown; next?: unknown } {
  if (page.style === 'cursor') return { here: asked, next: at(body, page.next) || undefined }
  const current = Number(at(body, page.current))
  return current < Number(at(body, page.last)) ? { here: current, next: current + 1 } : { here: current }
}

/** What stands at a dotted path of `body`; undefined where the way there ends before. */
export function at(body: unknown, path: string): unknown {
  if (path === '') return body
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], body)
}

function withQuery(init: AnyInit | undefined, query: Query): AnyInit {
  return { ...init, params: { ...init?.params, query: { ...init?.params?.query, ...query } } }
}
