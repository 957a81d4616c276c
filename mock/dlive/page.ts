import type { PageInfo } from '../../generated/dlive/graphql.js'

/** What lists are asked with. */
export interface Paging {
  readonly first?: number | null | undefined
  readonly after?: string | null | undefined
}

/** The usual size of a page (clients). */
export const usualPage = 20
/** The most that was seen to be asked for (clients). */
const most = 100

/**
 * A page of a list. The cursor is the decimal place of an item: none, null and `-1` mean the beginning, and so does nonsense
 * (inferred). After the last item, and any place beyond it, there is an empty page.
 */
export function page<T>(items: readonly T[], { first, after }: Paging = {}): Page<T> {
  const start = /^\d+$/.test(after ?? '') ? Math.min(Number(after) + 1, items.length) : 0
  const list = items.slice(start, start + Math.min(Math.max(first ?? usualPage, 0), most))
  return {
    totalCount: items.length,
    list,
    pageInfo: {
      __typename: 'PageInfo',
      startCursor: String(start),
      // Of an empty page it is where the page would have begun, so that whoever goes on loses nothing.
      endCursor: String(start + list.length - 1),
      hasNextPage: start + list.length < items.length,
      hasPreviousPage: start > 0,
    },
  }
}

export interface Page<T> {
  readonly totalCount: number
  readonly list: readonly T[]
  readonly pageInfo: PageInfo
}
