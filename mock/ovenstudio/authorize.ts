import type { Call } from '../core/http/call.js'
import { RefusalError } from '../core/http/reply.js'
import { dialect } from './dialect.js'
import { tokenOf } from './state.js'
import type { OvenStudioWorld } from './world.js'

/** Authorizes the operation: 401 for a token that is missing, unknown, renewed or deleted. */
export function authorize(call: Call<never>, { state }: OvenStudioWorld): void {
  const [, value] = /^Bearer +(\S+)$/i.exec(call.header('authorization') ?? '') ?? []
  if (value === undefined || !tokenOf(state, value)) throw new RefusalError(dialect.unauthenticated())
}
