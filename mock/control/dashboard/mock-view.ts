import type { Instance } from '../../core/instance.js'
import type { Mock, Sandbox } from '../../types.js'

/** A mock or a sandbox, with the addresses of its pages in the dashboard. */
export interface MockView {
  readonly mock: Sandbox
  readonly instance: Instance
  /** The prefix of every path: empty, or `/t/<sandbox>`. */
  readonly prefix: string
  /** The mock that owns the sandboxes. */
  readonly root: Pick<Mock, 'sandbox' | 'sandboxes'>
  readonly formToken: string
  /** The origin that the browser used, such as `http://127.0.0.1:4010`. */
  readonly origin: string
}

/** The address of a page of the dashboard: `at(view, 'journal')`. */
export const at = ({ prefix }: Pick<MockView, 'prefix'>, path = ''): string => `${prefix}/_mock/${path}`

/** The address of a path of a provider: `below(view, 'livepush/console')`. */
export const below = ({ prefix }: Pick<MockView, 'prefix'>, path: string): string => `${prefix}/${path}`
