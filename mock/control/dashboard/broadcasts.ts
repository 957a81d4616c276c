import type { Brand } from '../../ui/brand.js'
import type { OverviewRow, Viewer } from '../../core/definition/overview.js'
import type { MockView } from './mock-view.js'
import { listsOf } from './provider-lists.js'

/** What is on air at a provider. Times are epoch milliseconds. */
export interface Broadcast {
  /** Unique on the page. */
  readonly id: string
  readonly provider: string
  readonly brand: Brand
  readonly title: string
  readonly since: number | undefined
  /** The address of its HLS playlist. Null if it has none. */
  readonly playlist: string | null
  readonly viewers: readonly Viewer[]
  readonly actions: OverviewRow['actions']
}

/** All that is on air, by provider. */
export async function broadcastsOf(view: MockView): Promise<readonly Broadcast[]> {
  const { instance, origin } = view
  const rows = instance.names.flatMap((name) =>
    listsOf(view, name).flatMap(({ rows }, list) =>
      rows.flatMap((row, index) => (row.isOnAir ? [{ name, row, id: `${name}-${list}-${index}` }] : [])),
    ),
  )
  return Promise.all(
    rows.map(async ({ name, row: { cells, broadcasting, actions }, id }) => {
      const { profile, brand } = instance.world(name)
      return {
        id,
        provider: profile.title,
        brand,
        title: cells[0] ?? id,
        since: broadcasting?.since,
        playlist: (await broadcasting?.playlist?.(origin)) ?? null,
        viewers: broadcasting?.viewers ?? [],
        actions,
      }
    }),
  )
}
