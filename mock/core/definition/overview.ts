import type { AnyWorld } from './world.js'

/** Something that a provider holds, such as a stream: one row on its page of the dashboard. */
export interface OverviewRow {
  /** One text for each column. */
  readonly cells: readonly string[]
  /** Left out for something that is never on air. */
  readonly isOnAir?: boolean
  /** What one click does: a control of the definition, with its input. */
  readonly actions?: readonly { readonly label: string; readonly control: string; readonly input: object }[]
}

/** A list of what a provider holds. */
export interface OverviewList {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly OverviewRow[]
}

/** What the dashboard shows of a world. */
export type Overview<World = AnyWorld> = (world: World) => readonly OverviewList[]
