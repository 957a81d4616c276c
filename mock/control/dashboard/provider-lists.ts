import type { OverviewList } from '../../core/definition/overview.js'
import type { ProviderName } from '../../providers.js'
import type { MockView } from './mock-view.js'

/** The lists of a provider's state. */
export function listsOf({ instance }: Pick<MockView, 'instance'>, name: string): readonly OverviewList[] {
  return instance.partsOf(name).overview?.(instance.world(name)) ?? []
}

/** The size of each list, and how many rows are on air. */
export function countsOf(view: Pick<MockView, 'instance'>, name: string) {
  const lists = listsOf(view, name)
  const onAir = lists.flatMap(({ rows }) => rows).filter(({ isOnAir }) => isOnAir === true)
  return { onAir: onAir.length, lists: lists.map(({ title, rows }) => ({ title, count: rows.length })) }
}

/** The live grants of a provider. */
export const grantsOf = ({ mock }: Pick<MockView, 'mock'>, name: string) => mock.grants(name as ProviderName)

/** Suggested values for the fields of controls, taken from the lists: the ids of streams, for example. */
export function suggestionsOf(lists: readonly OverviewList[]): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, Set<string>> = {}
  const inputs = lists.flatMap(({ rows }) => rows.flatMap(({ actions = [] }) => actions.map(({ input }) => input)))
  for (const [field, value] of inputs.flatMap((input) => Object.entries(input) as [string, unknown][])) {
    if (typeof value === 'string') (found[field] ??= new Set()).add(value)
  }
  return Object.fromEntries(Object.entries(found).map(([field, values]) => [field, [...values]]))
}
