import { UsageError } from '../errors/index.js'
import { at, walkPages } from '../http/paginate.js'
import type { ItemAt, Pages, Place } from '../http/paginate.js'

/**
 * Dotted paths, by response keys, to the connections in `Data` (objects with `list` and `pageInfo`) outside of lists. Any string if `Data`
 * is unknown.
 */
export type ConnectionPath<Data> = unknown extends Data ? string : PathsIn<Data>

type PathsIn<T, Prefix extends string = ''> = T extends readonly unknown[]
  ? never
  : T extends object
    ? T extends { readonly list: unknown; readonly pageInfo: unknown }
      ? Prefix
      : { [K in keyof T & string]: PathsIn<NonNullable<T[K]>, Prefix extends '' ? K : `${Prefix}.${K}`> }[keyof T &
          string]
    : never

/** The item type of the connection at `Path`. */
export type ConnectionItem<Data, Path extends string> = Path extends string ? ItemAt<Data, `${Path}.list`> : never

/**
 * Iterates over a connection from `after` (default: its start) to its end. `fetchPage` returns the data of the page after a cursor, which
 * is opaque. `connection` is needed if the data has several. If a part of the path is null, such as an unknown user, there are no items.
 *
 * Throws a `UsageError` if the data has no such connection, or one without the cursor of the next page.
 */
export function walkConnection<Item, Data>(
  name: string,
  fetchPage: (after: string | undefined) => Promise<Data>,
  { after, connection }: { readonly after?: unknown; readonly connection?: string },
): Pages<Item, Data> {
  return walkPages(
    name,
    (next) => fetchPage(next as string | undefined),
    (data, asked) => ({ here: asked ?? after, ...read(data, connection) }),
  )
}

function read(data: unknown, wanted: string | undefined): Omit<Place, 'here'> {
  const { paths, isCut } = connectionsIn(data)
  const path = wanted ?? paths[0]
  if (wanted === undefined ? paths.length > 1 : !paths.includes(wanted) && at(data, wanted) != null)
    throw choose(paths, wanted)
  if (path === undefined || !paths.includes(path)) {
    if (isCut) return { items: [] }
    throw choose(paths, wanted)
  }
  const { list, pageInfo } = at(data, path) as ConnectionField
  const { hasNextPage, endCursor } = pageInfo
  if (hasNextPage === false) return { items: list }
  if (typeof endCursor === 'string' && endCursor !== '') return { items: list, next: endCursor }
  // With only the end of a page, an empty end is the last page.
  if (hasNextPage !== true && list.length === 0) return { items: list }
  throw new UsageError(
    `${path} has another page, but no cursor for it: select pageInfo { endCursor hasNextPage } in it.`,
  )
}

interface ConnectionField {
  readonly list: readonly unknown[]
  readonly pageInfo: Readonly<Record<string, unknown>>
}

/** Paths to the connections in `data`, without those inside lists, and whether a null may hide more of them. */
function connectionsIn(data: unknown, prefix = ''): { paths: string[]; isCut: boolean } {
  if (data === null) return { paths: [], isCut: true }
  if (typeof data !== 'object' || Array.isArray(data)) return { paths: [], isCut: false }
  const fields = data as Readonly<Record<string, unknown>>
  if (Array.isArray(fields.list) && typeof fields.pageInfo === 'object' && fields.pageInfo !== null)
    return { paths: [prefix], isCut: false }
  const inner = Object.entries(fields).map(([key, value]) => connectionsIn(value, prefix ? `${prefix}.${key}` : key))
  return { paths: inner.flatMap(({ paths }) => paths), isCut: inner.some(({ isCut }) => isCut) }
}

function choose(paths: readonly string[], wanted: string | undefined): UsageError {
  const there = paths.length > 0 ? `it has ${paths.join(', ')}` : 'it has none'
  const asked = wanted === undefined ? 'one connection, or its name in the option connection' : `a connection ${wanted}`
  return new UsageError(
    `paginate() needs ${asked}, and of those in the data ${there} (objects with list and pageInfo).`,
  )
}
