import type { ServerConnection } from '../core/http/reply.js'
import type { Instance } from '../core/instance.js'
import type { Mock, Sandbox } from '../types.js'

/** The environment of the routes below `/_mock`: a mock, or one of its sandboxes. */
export interface ControlWorld {
  /** The mock or the sandbox that the request is for, with its public methods. */
  readonly sandbox: Sandbox
  readonly instance: Instance
  /** The path before `/_mock`: the base path, and the path of the sandbox. */
  readonly prefix: string
  /** The mock that owns the sandboxes. */
  readonly mock: Mock
  readonly connection?: ServerConnection | undefined
}

/** The type of `c.env` in Hono's handlers. */
export interface ControlEnv {
  readonly Bindings: ControlWorld
}
