import type { components } from '../../generated/kollus-live/types.js'
import { InvalidInput } from '../core/decode.js'

type Schemas = components['schemas']

interface PageQuery {
  readonly page?: number | undefined
  readonly per_page?: number | undefined
  readonly order?: string | undefined
}

interface PageOf<Item> {
  readonly data: Item[]
  readonly meta: Schemas['PageMeta']
  readonly links: Schemas['PageLinks']
}

/** Laravel's default; Kollus's own default and maximum are unknown. */
const defaultPerPage = 15
const maxPerPage = 100

/**
 * One page as Laravel's resource paginator writes it. Items are shown already; they can be ordered by these `fields`, as
 * `<field>_asc` or `<field>_desc` (known: `id_desc`). Throws `InvalidInput` for any other order.
 */
export function pageOf<Item extends object>(
  items: Item[],
  fields: readonly (keyof Item & string)[],
  query: PageQuery,
  url: string,
): PageOf<Item> {
  const ordered = query.order ? inOrder(items, fields, query.order) : items
  const perPage = Math.min(query.per_page ?? defaultPerPage, maxPerPage)
  const page = query.page ?? 1
  const last = Math.max(1, Math.ceil(items.length / perPage))
  const data = ordered.slice((page - 1) * perPage, page * perPage)
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

function inOrder<Item extends object>(items: Item[], fields: readonly (keyof Item & string)[], order: string): Item[] {
  const field = fields.find((name) => order === `${name}_asc` || order === `${name}_desc`)
  if (field === undefined) throw new InvalidInput([{ field: 'order', rule: 'choice' }])
  const sign = order.endsWith('_desc') ? -1 : 1
  const value = (item: Item) => item[field] as string | number | null
  return items.toSorted((a, b) => sign * compare(value(a), value(b)))
}

/** Nothing comes before anything, as in MySQL. */
function compare(a: string | number | null, b: string | number | null): number {
  if (a === b) return 0
  if (a === null) return -1
  return b === null || a > b ? 1 : -1
}
