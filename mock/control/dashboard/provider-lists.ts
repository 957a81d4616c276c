import type { OverviewList } from '../../core/definition/overview.js'
import type { ProviderName } from '../../providers.js'
import type { MockView } from './mock-view.js'

/** What a provider lists of its state. */
export function listsOf({ instance }: Pick<MockView, 'instance'>, name: string): readonly OverviewList[] {
  return instance.partsOf(name).overview?.(instance.world(name)) ?? []
}

/** The lists with their sizes, and how much is on air. */
export function countsOf(view: Pick<MockView, 'instance'>, name: string) {
  const lists = listsOf(view, name)
  const onAir = lists.flatMap(({ rows }) => rows).filter(({ isOnAir }) => isOnAir === true)
  return { onAir: onAir.length, lists: lists.map(({ title, rows }) => ({ title, count: rows.length })) }
}

/** The live grants of a provider. */
export const grantsOf = ({ mock }: Pick<MockView, 'mock'>, name: string) => mock.grants(name as ProviderName)

/** Values that the lists know for a field of a control, such as the ids of streams. */
export function suggestionsOf(lists: readonly OverviewList[]): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, Set<string>> = {}
  const inputs = lists.flatMap(({ rows }) => rows.flatMap(({ actions = [] }) => actions.map(({ input }) => input)))
  for (const [field, value] of inputs.flatMap((input) => Object.entries(input) as [string, unknown][])) {
    if (typeof value === 'string') (found[field] ??= new Set()).add(value)
  }
  return Object.fromEntries(Object.entries(found).map(([field, values]) => [field, [...values]]))
}
