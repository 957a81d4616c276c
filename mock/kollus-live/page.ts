import type { components } from '../../generated/kollus-live/types.js'

type Schemas = components['schemas']

interface PageQuery {
  readonly page?: number | undefined
  readonly per_page?: number | undefined
  readonly order?: string | undefined
}

interface PageOf<Shown> {
  readonly data: Shown[]
  readonly meta: Schemas['PageMeta']
  readonly links: Schemas['PageLinks']
}

/** What lists can be ordered by: the field of the API, and its value for an item. */
export type Orders<Item> = Readonly<Record<string, (item: Item) => string | number | null>>

/** Laravel's default; Kollus's own default and maximum are unknown. */
const defaultPerPage = 15
const maxPerPage = 100

/**
 * One page as Laravel's resource paginator writes it; only its items are shown. The order is `<field>_asc` or `<field>_desc` of
 * `orders` (known: `id_desc`). Any other order leaves the items as they are, because the vocabulary is unknown.
 */
export function pageOf<Item, Shown>(
  items: Item[],
  orders: Orders<Item>,
  show: (item: Item) => Shown,
  query: PageQuery,
  url: string,
): PageOf<Shown> {
  const ordered = query.order ? inOrder(items, orders, query.order) : items
  const perPage = Math.min(query.per_page ?? defaultPerPage, maxPerPage)
  const page = query.page ?? 1
  const last = Math.max(1, Math.ceil(items.length / perPage))
  const data = ordered.slice((page - 1) * perPage, page * perPage).map(show)
  const from = data.length > 0 ? (page - 1) * perPage + 1 : null
  const path = url.split('?')[0]!
  const link = (number: number) => `${path}?page=${number}`
  return {
    data,
    links: {
      first: link(1),
      last: link(last),
      prev: page > 1 ? link(page - 1) : null,
      next: page < last ? link(page + 1) : null,
    },
    meta: {
      current_page: page,
      from,
      last_page: last,
      path,
      per_page: perPage,
      to: from === null ? null : from + data.length - 1,
      total: items.length,
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
