/** One page of a list. */
export interface PageOf<T> {
  readonly items: readonly T[]
  /** The index of its first item in the list. */
  readonly start: number
  /** The number of items in the list. */
  readonly total: number
  readonly hasPrevious: boolean
  readonly hasNext: boolean
}

/** At most `size` items of a list from index `start`. A page after the last item is empty. */
export function pageOf<T>(list: readonly T[], start: number, size: number): PageOf<T> {
  const items = list.slice(start, start + size)
  return { items, start, total: list.length, hasPrevious: start > 0, hasNext: start + items.length < list.length }
}
