import type { PageFrame } from './layout.js'

/** The props of every page of a console for a logged-in user. */
export interface ConsoleFrame extends Pick<PageFrame, 'site' | 'now' | 'scripts'> {
  readonly session: NonNullable<PageFrame['session']>
}
