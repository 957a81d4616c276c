import type { PageFrame } from './layout.js'

/** What every page of a console is given for the user who is logged in. */
export interface ConsoleFrame extends Pick<PageFrame, 'site' | 'now' | 'scripts'> {
  readonly session: NonNullable<PageFrame['session']>
}
