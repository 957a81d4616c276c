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

/** The default page size (from client code). */
export const usualPage = 20
/** The largest page size (from client code). */
const most = 100

/**
 * A page of a list. The cursor is the decimal index of an item. Absent, null and `-1` mean the beginning, and so does any other text
 * (inferred). The page after the last item is empty.
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
      // For an empty page, the index before its start, so that the next page misses nothing.
      endCursor: String(start + items.length - 1),
      hasNextPage: hasNext,
      hasPreviousPage: hasPrevious,
    },
  }
}
