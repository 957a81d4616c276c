import type { Resolver, Resolvers } from '../../graphql/executor.js'
import { fieldsGiven } from '../../graphql/fields-given.js'
import type { DLiveContext } from '../authorize.js'
import type { Chatrooms } from '../chat.js'
import type { Chests } from '../chest.js'
import { roomRole, type Account, type Channel } from '../entities.js'
import type { Lifecycle } from '../lifecycle.js'
import { PayloadError } from '../payload-error.js'
import type { Recordings } from '../recordings.js'
import type { State } from '../state.js'

/** What the operations work on. */
export interface Model {
  readonly state: State
  readonly chat: Chatrooms
  readonly chests: Chests
  readonly lifecycle: Lifecycle
  readonly recordings: Recordings
  readonly now: () => number
}

/** Resolvers of this provider, by type and field. */
export type DLiveHandlers = Resolvers<DLiveContext>

/** Whose token the call came with. To be used in fields that the schema guards only: there is always somebody. */
export const me = ({ viewer }: DLiveContext): Account => viewer!.account!

/**
 * A mutation: what it gives is its payload, with null for fields that it does not give; a `PayloadError` becomes `err`. That nothing
 * is changed when it is refused is up to each: check first, then do.
 */
export const mutation =
  <Args>(run: (from: Account, args: Args) => object | void): Resolver<DLiveContext> =>
  (_source, args: Args, context, info) => {
    const empty = Object.fromEntries(fieldsGiven(info).map((field) => [field, null]))
    try {
      return { ...empty, ...run(me(context), args) }
    } catch (error) {
      if (!(error instanceof PayloadError)) throw error
      return { ...empty, err: { code: error.code, message: error.message } }
    }
  }

/** Throws a `PayloadError`. */
export function findStreamer({ state }: Model, username: string): Account {
  const account = state.accounts.get(username)
  if (!account) throw new PayloadError('unknownStreamer')
  return account
}

/** Throws a `PayloadError`. */
export function findUser({ state }: Model, username: string): Account {
  const account = state.accounts.get(username)
  if (!account) throw new PayloadError('unknownUser')
  return account
}

/** The channel of a streamer in which somebody is the owner or a moderator. Throws a `PayloadError`. */
export function moderatedChannel(model: Model, by: Account, streamer: string): Channel {
  const { channel } = findStreamer(model, streamer)
  if (roomRole(by, channel) === 'Member') throw new PayloadError('notModerator')
  return channel
}

/** Resolvers by type, put together: several files may have fields of one type. */
export function together(...parts: readonly DLiveHandlers[]): DLiveHandlers {
  const all: Record<string, Record<string, Resolver<DLiveContext>>> = {}
  for (const part of parts) {
    for (const [type, fields] of Object.entries(part)) all[type] = { ...all[type], ...fields }
  }
  return all
}
