import type { AnyWorld } from './world.js'

/** A row on a provider's page of the dashboard, such as a stream. */
export interface OverviewRow {
  /** A text for each column. */
  readonly cells: readonly string[]
  /** Absent for a thing that is never on air. */
  readonly isOnAir?: boolean
  /** The buttons of the row. Each runs a control with an input. */
  readonly actions?: readonly { readonly label: string; readonly control: string; readonly input: object }[]
}

/** A list on a provider's page of the dashboard. */
export interface OverviewList {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly OverviewRow[]
}

/** The lists that the dashboard shows of a world. */
export type Overview<World = AnyWorld> = (world: World) => readonly OverviewList[]
