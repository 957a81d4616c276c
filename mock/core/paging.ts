/** One page of a list. */
export interface PageOf<T> {
  readonly items: readonly T[]
  /** The place of its first item in the list, from 0. */
  readonly start: number
  /** How many items the list has. */
  readonly total: number
  readonly hasPrevious: boolean
  readonly hasNext: boolean
}

/** At most `size` items of a list from `start` on. A page behind the last item is empty. */
export function pageOf<T>(list: readonly T[], start: number, size: number): PageOf<T> {
  const items = list.slice(start, start + size)
  return { items, start, total: list.length, hasPrevious: start > 0, hasNext: start + items.length < list.length }
}
