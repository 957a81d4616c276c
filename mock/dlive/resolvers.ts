import type { Resolver, Resolvers } from '../graphql/executor.js'
import type { DLiveContext } from './graphql.js'
import { accountOperations } from './operations/account.js'
import { browseOperations } from './operations/browse.js'
import { channelOperations } from './operations/channel.js'
import { chatOperations } from './operations/chat.js'
import { chestOperations } from './operations/chests.js'
import { emoteOperations } from './operations/emotes.js'
import { recordingOperations } from './operations/recordings.js'
import { relationshipOperations } from './operations/relationships.js'

/** The resolvers of all fields that are not plain values of their parent. */
export const resolvers: Resolvers<DLiveContext> = merge(
  accountOperations,
  browseOperations,
  channelOperations,
  chatOperations,
  chestOperations,
  emoteOperations,
  recordingOperations,
  relationshipOperations,
)

/** Merges resolvers. Several files may have fields of the same type. */
function merge(...parts: readonly Resolvers<DLiveContext>[]): Resolvers<DLiveContext> {
  const all: Record<string, Record<string, Resolver<DLiveContext>>> = {}
  for (const part of parts) {
    for (const [type, fields] of Object.entries(part)) all[type] = { ...all[type], ...fields }
  }
  return all
}
