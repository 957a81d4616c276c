import type { components } from '../../generated/kollus-live/types.js'
import { pageOf } from '../core/paging.js'

type Schemas = components['schemas']

interface PageQuery {
  readonly page?: number | undefined
  readonly per_page?: number | undefined
  readonly order?: string | undefined
}

interface PageBody<Serialized> {
  readonly data: Serialized[]
  readonly meta: Schemas['PageMeta']
  readonly links: Schemas['PageLinks']
}

/** The sort fields of a list, each with its value for an item. */
export type Orders<Item> = Readonly<Record<string, (item: Item) => string | number | null>>

/** Laravel's default; Kollus's own default and maximum are unknown. */
const defaultPerPage = 15
const maxPerPage = 100

/**
 * A page in the format of Laravel's resource paginator. Only its own items are serialized. The order is `<field>_asc` or `<field>_desc` of
 * `orders` (known: `id_desc`). Any other order does not sort, because the allowed values are not known.
 */
export function serializePage<Item, Serialized>(
  items: Item[],
  orders: Orders<Item>,
  serialize: (item: Item) => Serialized,
  query: PageQuery,
  url: string,
): PageBody<Serialized> {
  const ordered = query.order ? inOrder(items, orders, query.order) : items
  const perPage = Math.min(query.per_page ?? defaultPerPage, maxPerPage)
  const page = query.page ?? 1
  const { items: shown, start, total, hasPrevious, hasNext } = pageOf(ordered, (page - 1) * perPage, perPage)
  const last = Math.max(1, Math.ceil(total / perPage))
  const path = url.split('?')[0]!
  const link = (number: number) => `${path}?page=${number}`
  const isEmpty = shown.length === 0
  return {
    data: shown.map(serialize),
    links: {
      first: link(1),
      last: link(last),
      prev: hasPrevious ? link(page - 1) : null,
      next: hasNext ? link(page + 1) : null,
    },
    meta: {
      current_page: page,
      from: isEmpty ? null : start + 1,
      last_page: last,
      path,
      per_page: perPage,
      to: isEmpty ? null : start + shown.length,
      total,
    },
  }
}

function inOrder<Item>(items: Item[], orders: Orders<Item>, order: string): Item[] {
  const [, value] =
    Object.entries(orders).find(([field]) => order === `${field}_asc` || order === `${field}_desc`) ?? []
  if (!value) return items
  const sign = order.endsWith('_desc') ? -1 : 1
  return items.toSorted((a, b) => sign * compare(value(a), value(b)))
}

/** NULL sorts first, as in MySQL. */
function compare(a: string | number | null, b: string | number | null): number {
  if (a === b) return 0
  if (a === null) return -1
  return b === null || a > b ? 1 : -1
}
