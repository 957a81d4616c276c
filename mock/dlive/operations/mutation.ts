import type { Resolver, Resolvers } from '../../graphql/executor.js'
import { fieldsGiven } from '../../graphql/fields-given.js'
import { roomRole, type Account, type Channel } from '../entities.js'
import type { DLiveContext } from '../graphql.js'
import { MutationRefusal } from '../mutation-refusal.js'
import type { DLiveWorld } from '../world.js'

/** Resolvers of this provider, by type and field. */
export type DLiveResolvers = Resolvers<DLiveContext>

/** The account of the viewer. Only for fields that the schema guards: they always have one. */
export const me = ({ viewer }: DLiveContext): Account => viewer!.account!

/**
 * A mutation: what it gives is its payload, with null for fields that it does not give; a `PayloadError` becomes `err`. Each checks
 * everything before it changes anything.
 */
export const mutation =
  <Args>(run: (from: Account, args: Args, world: DLiveWorld) => object | void): Resolver<DLiveContext> =>
  (_source, args: Args, context, info) => {
    const empty = Object.fromEntries(fieldsGiven(info).map((field) => [field, null]))
    try {
      return { ...empty, ...run(me(context), args, context.world) }
    } catch (error) {
      if (!(error instanceof MutationRefusal)) throw error
      return { ...empty, err: { code: error.code, message: error.message } }
    }
  }

/** Throws a `PayloadError`. */
export function findStreamer({ state }: DLiveWorld, username: string): Account {
  const account = state.accounts.get(username)
  if (!account) throw new MutationRefusal('unknownStreamer')
  return account
}

/** Throws a `PayloadError`. */
export function findUser({ state }: DLiveWorld, username: string): Account {
  const account = state.accounts.get(username)
  if (!account) throw new MutationRefusal('unknownUser')
  return account
}

/** The channel of a streamer that an account owns or moderates. Throws a `PayloadError`. */
export function moderatedChannel(world: DLiveWorld, by: Account, streamer: string): Channel {
  const { channel } = findStreamer(world, streamer)
  if (roomRole(by, channel) === 'Member') throw new MutationRefusal('notModerator')
  return channel
}
