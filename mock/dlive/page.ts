import type { PageInfo } from '../../generated/dlive/graphql.js'
import { pageOf } from '../core/paging.js'

/** The arguments of a list. */
export interface Paging {
  readonly first?: number | null | undefined
  readonly after?: string | null | undefined
}

export interface ListPage<T> {
  readonly totalCount: number
  readonly list: readonly T[]
  readonly pageInfo: PageInfo
}

/** The usual size of a page (clients). */
export const usualPage = 20
/** The largest size that a client asks for. */
const most = 100

/**
 * A page of a list. The cursor is the decimal place of an item. None, null and `-1` mean the beginning, and so does any other text
 * (inferred). After the last item there is an empty page.
 */
export function page<T>(all: readonly T[], { first, after }: Paging = {}): ListPage<T> {
  const from = /^\d+$/.test(after ?? '') ? Math.min(Number(after) + 1, all.length) : 0
  const { items, start, total, hasNext, hasPrevious } = pageOf(
    all,
    from,
    Math.min(Math.max(first ?? usualPage, 0), most),
  )
  return {
    totalCount: total,
    list: items,
    pageInfo: {
      __typename: 'PageInfo',
      startCursor: String(start),
      // Of an empty page, this is the place before its start, so that a client that goes on misses nothing.
      endCursor: String(start + items.length - 1),
      hasNextPage: hasNext,
      hasPreviousPage: hasPrevious,
    },
  }
}
