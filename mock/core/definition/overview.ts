import type { AnyWorld } from './world.js'

/** Someone who watches. Times are epoch milliseconds. */
export interface Viewer {
  /** A name or an address. */
  readonly name: string
  readonly since: number
  /** What is known of the session: the player, or how it ended. */
  readonly note?: string
}

/** What the live page shows of a row that is on air. */
export interface Broadcasting {
  /** Epoch milliseconds. */
  readonly since: number
  /** The address of its HLS playlist. `requestUrl` has the origin of the mock. The address is the same as long as the row is on air. */
  readonly playlist?: (requestUrl: string) => Promise<string | null>
  readonly viewers?: readonly Viewer[]
}

/** A row on a provider's page of the dashboard, such as a stream. */
export interface OverviewRow {
  /** A text for each column. */
  readonly cells: readonly string[]
  /** Absent for a thing that is never on air. */
  readonly isOnAir?: boolean
  /** For the live page, while it is on air. */
  readonly broadcasting?: Broadcasting
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
