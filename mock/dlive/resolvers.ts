import { accountOperations } from './operations/account.js'
import { browseOperations } from './operations/browse.js'
import { channelOperations } from './operations/channel.js'
import { chatOperations } from './operations/chat.js'
import { chestOperations } from './operations/chests.js'
import { emoteOperations } from './operations/emotes.js'
import { together, type DLiveHandlers, type Model } from './operations/model.js'
import { recordingOperations } from './operations/recordings.js'
import { relationshipOperations } from './operations/relationships.js'

/** Every field that is more than a value of its parent. */
export const resolvers = (model: Model): DLiveHandlers =>
  together(
    accountOperations(model),
    browseOperations(model),
    channelOperations(model),
    chatOperations(model),
    chestOperations(model),
    emoteOperations(model),
    recordingOperations(model),
    relationshipOperations(model),
  )
