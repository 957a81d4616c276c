import type { Resolver, Resolvers } from '../../graphql/executor.js'
import { returnFields } from '../../graphql/return-fields.js'
import { roomRole, type Account, type Channel } from '../entities.js'
import type { DLiveContext } from '../graphql.js'
import { MutationRefusal } from '../mutation-refusal.js'
import type { DLiveWorld } from '../world.js'

/** Resolvers of this provider, by type and field. */
export type DLiveResolvers = Resolvers<DLiveContext>

/** The account of the viewer. Only for fields that the schema guards with `@viewer`. */
export const me = ({ viewer }: DLiveContext): Account => viewer!.account!

/**
 * The resolver of a mutation. The result of `run` is the payload; missing fields are null. A `MutationRefusal` becomes `err`. `run` must
 * validate everything before it changes anything.
 */
export const mutation =
  <Args>(run: (from: Account, args: Args, world: DLiveWorld) => object | void): Resolver<DLiveContext> =>
  (_source, args: Args, context, info) => {
    const empty = Object.fromEntries(returnFields(info).map((field) => [field, null]))
    try {
      return { ...empty, ...run(me(context), args, context.world) }
    } catch (error) {
      if (!(error instanceof MutationRefusal)) throw error
      return { ...empty, err: { code: error.code, message: error.message } }
    }
  }

/** Throws a `MutationRefusal`. */
export function findStreamer({ state }: DLiveWorld, username: string): Account {
  const account = state.accounts.get(username)
  if (!account) throw new MutationRefusal('unknownStreamer')
  return account
}

/** Throws a `MutationRefusal`. */
export function findUser({ state }: DLiveWorld, username: string): Account {
  const account = state.accounts.get(username)
  if (!account) throw new MutationRefusal('unknownUser')
  return account
}

/** The channel of a streamer that an account owns or moderates. Throws a `MutationRefusal`. */
export function moderatedChannel(world: DLiveWorld, by: Account, streamer: string): Channel {
  const { channel } = findStreamer(world, streamer)
  if (roomRole(by, channel) === 'Member') throw new MutationRefusal('notModerator')
  return channel
}
