import type { OperationTable, Page } from '../../specs/profile.js'
import { DecodeError, UsageError } from '../errors/index.js'
import type { AnyInit, InitArguments } from './init.js'
import { unwrap } from './result.js'
import type { AnyResult, Data } from './result.js'

/** The operations of `Table` whose lists have pages. */
export type PagedOperation<Table> = {
  [Id in keyof Table]: Table[Id] extends { readonly page: Page } ? Id : never
}[keyof Table] &
  string

/** The type at a dotted path. `''` is `T` itself. */
type At<T, Path extends string> = Path extends ''
  ? T
  : Path extends `${infer Head}.${infer Rest}`
    ? Head extends keyof T
      ? At<NonNullable<T[Head]>, Rest>
      : unknown
    : Path extends keyof T
      ? T[Path]
      : unknown
/** The item type of the list at a dotted path. */
export type ItemAt<T, Path extends string> = NonNullable<At<T, Path>> extends readonly (infer One)[] ? One : unknown
type ItemsPath<Row> = Row extends { readonly page: { readonly items: infer Path extends string } } ? Path : ''
type Item<Body, Row> = ItemAt<Body, ItemsPath<Row>>

/** The items of a list, page after page. A page is fetched when its first item is requested. */
export interface Pages<T, Body> extends AsyncIterable<T> {
  /** The complete bodies of the pages. */
  pages(): AsyncIterable<Body>
}

/** A page: what identifies it (`here`), what identifies the next one if there is one, and its items. */
export interface Place {
  readonly here: unknown
  readonly next?: unknown
  readonly items: readonly unknown[]
}

/** The part of a `Client` that paging needs. */
interface Pageable<Operations, Table, Filled extends string> {
  readonly call: (id: never, ...init: never[]) => Promise<unknown>
  readonly operations: Table
  readonly '~types'?: { readonly operations: Operations; readonly filled: Filled }
}

/**
 * Iterates over a list, from the page that `init` names (default: the first) to the last.
 *
 * - Each page is one call, with the client's retries and rate limit. The call is made when the first item of the page is requested.
 * - A refusal is thrown as its `ApiError`.
 * - Throws a `DecodeError` for a success that is not a page (its body lacks the list that the spec declares), and for a page that leads
 *   back to an earlier one. Throws a `UsageError` for an operation without pages.
 * - Aborting `init.signal` rejects with its reason, between pages too. A second iteration fetches the pages again.
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
  if (!page) throw new UsageError(`"${id}" has no pages. Use client.call.`)
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
  const message = `${id} succeeded with ${status}, but ${where}. Try later: the provider may be down for maintenance. \`raw\` has the body.`
  return new DecodeError(message, { status, path, raw: JSON.stringify(data) ?? '' })
}

type Query = Readonly<Record<string, unknown>>

/**
 * The pages of a list. `fetchPage` fetches a page by the `next` of the page before, and `read` finds `next` in its body. Only a page
 * without `next` ends the iteration: an empty page can stand between two full ones. Throws a `DecodeError` if a page leads back to an
 * earlier one. `name` is the name of the list in errors.
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
  const message = `A page of ${name} leads back to one that was read before, so the rest of the list can't be read. Try again later. If it happens again, tell the provider.`
  return new DecodeError(message, { raw: JSON.stringify(body) ?? '' })
}

/** What identifies the page in `body`, and the value of the parameter for the next page. */
function neighbours(body: unknown, page: Page, asked: unknown): { here: unknown; next?: unknown } {
  if (page.style === 'cursor') return { here: asked, next: at(body, page.next) || undefined }
  const current = Number(at(body, page.current))
  return current < Number(at(body, page.last)) ? { here: current, next: current + 1 } : { here: current }
}

/** The value at a dotted path of `body`. Undefined if the path does not exist. */
export function at(body: unknown, path: string): unknown {
  if (path === '') return body
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], body)
}

function withQuery(init: AnyInit | undefined, query: Query): AnyInit {
  return { ...init, params: { ...init?.params, query: { ...init?.params?.query, ...query } } }
}
