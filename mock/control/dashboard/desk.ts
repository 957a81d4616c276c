import type { Instance } from '../../core/instance.js'
import type { Mock, Sandbox } from '../../types.js'

/** What every page and form of the dashboard works with: one mock or sandbox, and where its pages are. */
export interface Desk {
  readonly mock: Sandbox
  readonly instance: Instance
  /** What stands before every path: empty, or `/t/<sandbox>`. */
  readonly prefix: string
  /** The sandboxes beside this one. */
  readonly all: Pick<Mock, 'sandbox' | 'sandboxes'>
  readonly formToken: string
  /** Of the address that the browser used: `http://127.0.0.1:4010`. */
  readonly origin: string
}

/** The address of a page of the dashboard: `at(desk, 'journal')`. */
export const at = ({ prefix }: Pick<Desk, 'prefix'>, path = ''): string => `${prefix}/_mock/${path}`

/** The address of a path of a provider: `below(desk, 'livepush/console')`. */
export const below = ({ prefix }: Pick<Desk, 'prefix'>, path: string): string => `${prefix}/${path}`
