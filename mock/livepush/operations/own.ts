import type { operations } from '../../../generated/livepush/types.js'
import type { Handlers } from '../../core/definition/define-provider.js'
import type { Caller } from '../authorize.js'
import { notFound } from '../dialect.js'
import type { Account, Stream } from '../state.js'
import type { LivepushWorld } from '../world.js'

/** Handlers of this provider. A reply that the spec does not have is a type error. */
export type LivepushHandlers = Handlers<operations, LivepushWorld, Caller>

/** The account of the caller's token. */
export const owner = (context: Caller): Account => context!.account

/** The caller's stream with this id. Throws the 404, also for a stream of another account. */
export function findStream({ state }: LivepushWorld, context: Caller, id: string): Stream {
  const stream = state.streams.get(id)
  if (stream?.owner !== owner(context)) throw notFound('stream')
  return stream
}

/** The resources that belong to the caller. */
export function own<Thing extends { readonly owner: Account }>(
  things: ReadonlyMap<string, Thing>,
  context: Caller,
): Thing[] {
  return [...things.values()].filter((thing) => thing.owner === owner(context))
}
