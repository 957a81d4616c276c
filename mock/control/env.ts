import type { ServerConnection } from '../core/http/reply.js'
import type { Instance } from '../core/instance.js'
import type { Mock, Sandbox } from '../types.js'

/** What the routes below `/_mock` work with: a mock, or one of its sandboxes. */
export interface ControlWorld {
  /** The mock or the sandbox that the request is for, as a test holds it in process. */
  readonly sandbox: Sandbox
  readonly instance: Instance
  /** What stands before `/_mock`: the base path, and that of the sandbox. */
  readonly prefix: string
  /** The mock that has the sandboxes. */
  readonly mock: Mock
  readonly connection?: ServerConnection | undefined
}

/** What Hono's handlers are given: `c.env`. */
export interface ControlEnv {
  readonly Bindings: ControlWorld
}
