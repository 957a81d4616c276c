import type { operations } from '../../../generated/livepush/types.js'
import { RefusalError } from '../../core/http/reply.js'
import type { Handlers } from '../../core/http/route.js'
import type { Caller } from '../authorize.js'
import type { LivepushPolicy } from '../policy.js'
import type { RestDialect } from '../rest-dialect.js'
import type { Account, State, Stream } from '../state.js'

/** What the operations work on. */
export interface Model {
  readonly state: State
  readonly policy: LivepushPolicy
  readonly rest: RestDialect
  readonly now: () => number
}

/** Handlers of this provider: a reply that the spec does not have does not compile. */
export type LivepushHandlers = Handlers<operations, Caller | null>

/** Whose token the call came with. */
export const owner = (context: Caller | null): Account => context!.account

/** The caller's stream with this id. Throws the 404, for another's stream as well. */
export function findStream({ state, rest }: Model, context: Caller | null, id: string): Stream {
  const stream = state.streams.get(id)
  if (stream?.owner !== owner(context)) throw new RefusalError(rest.notFound('stream'))
  return stream
}

/** Those of some things that belong to the caller. */
export function own<Thing extends { readonly owner: Account }>(
  things: ReadonlyMap<string, Thing>,
  context: Caller | null,
): Thing[] {
  return [...things.values()].filter((thing) => thing.owner === owner(context))
}
