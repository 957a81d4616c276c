import type { Instance } from '../../core/instance.js'
import type { Mock, Sandbox } from '../../types.js'

/** A mock or a sandbox as the dashboard shows it, and where its pages are. */
export interface MockView {
  readonly mock: Sandbox
  readonly instance: Instance
  /** What stands before every path: empty, or `/t/<sandbox>`. */
  readonly prefix: string
  /** The mock that has the sandboxes. */
  readonly root: Pick<Mock, 'sandbox' | 'sandboxes'>
  readonly formToken: string
  /** Of the address that the browser used: `http://127.0.0.1:4010`. */
  readonly origin: string
}

/** The address of a page of the dashboard: `at(view, 'journal')`. */
export const at = ({ prefix }: Pick<MockView, 'prefix'>, path = ''): string => `${prefix}/_mock/${path}`

/** The address of a path of a provider: `below(view, 'livepush/console')`. */
export const below = ({ prefix }: Pick<MockView, 'prefix'>, path: string): string => `${prefix}/${path}`
