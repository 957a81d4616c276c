import type { Call } from '../core/http/call.js'
import { RefusalError } from '../core/http/reply.js'
import { rest } from './rest-dialect.js'
import type { State, Token } from './state.js'

/** What is known of a caller once it has been let in. */
export interface Caller {
  readonly token: Token
}

export interface Gate {
  readonly state: State
}

/** What stands before the operation: 401 for a token that is none, was renewed, or was deleted. */
export function authorize({ state }: Gate, call: Call<never, Caller>): Caller {
  const [, value] = /^Bearer +(\S+)$/i.exec(call.header('authorization') ?? '') ?? []
  const token = value === undefined ? undefined : state.tokenOf(value)
  if (!token) throw new RefusalError(rest.unauthorized())
  return { token }
}
