import type {
  EmoteLevel,
  MutationAddEmoteArgs,
  MutationDeleteEmoteArgs,
  MutationSaveEmoteArgs,
  QueryEmoteByNameArgs,
  QueryEmoteNameIsValidArgs,
} from '../../../generated/dlive/graphql.js'
import { announceEmote } from '../chat.js'
import type { Account, Emote } from '../entities.js'
import { MutationRefusal } from '../mutation-refusal.js'
import type { State } from '../state.js'
import { findStreamer, mutation, type DLiveResolvers } from './mutation.js'

const allEmotes = ({ globalEmotes, accounts }: State) => [
  ...globalEmotes,
  ...[...accounts.values()].flatMap(({ emotes }) => emotes),
]

const byName = (state: State, name: string) => allEmotes(state).find((emote) => emote.name === name)

/** The allowed format of a name is not known. */
const isFree = (state: State, name: string) => name !== '' && byName(state, name) === undefined

/** Emotes: global ones, those of a channel, and those of a user. */
export const emoteOperations: DLiveResolvers = {
  Query: {
    emoteNameIsValid: (_source, { name }: QueryEmoteNameIsValidArgs, { world }) => isFree(world.state, name),
    emoteByName(_source, { name }: QueryEmoteByNameArgs, { world: { state } }) {
      const emote = byName(state, name) ?? null
      return { emote, creator: state.accounts.get(emote?.username ?? '') ?? null, err: null }
    },
  },

  User: {
    emote: ({ emotes }: Account, _args, { world }) => ({
      mine: ofLevel(emotes, 'USER_LEVEL'),
      channel: ofLevel(emotes, 'CHANNEL_LEVEL'),
      global: connection(world.state.globalEmotes),
      vip: ofLevel(emotes, 'VIP_LEVEL'),
    }),
    emoji: () => ({ global: connection([]), vip: connection([]) }),
  },

  Mutation: {
    addEmote: mutation((from, { input }: MutationAddEmoteArgs, world) => {
      const { type, level, mimeType, url } = input
      if (input.name && !isFree(world.state, input.name)) throw new MutationRefusal('invalid')
      if (level === 'GLOBAL_LEVEL') throw new MutationRefusal('staffOnly')
      const { username } = from
      const name = input.name || world.random.key(12)
      const emote: Emote = { name, username, sourceURL: url, mimeType, level, type }
      from.emotes.push(emote)
      // Only channel emotes cause an event (inferred).
      if (level === 'CHANNEL_LEVEL') announceEmote(world, from, from.channel, name)
      return { emote }
    }),
    saveEmote: mutation((from, { input: { type, level, myLevel, name, streamer } }: MutationSaveEmoteArgs, world) => {
      const shelf = streamer ? findStreamer(world, streamer).emotes : allEmotes(world.state)
      const found = shelf.find((emote) => emote.name === name && emote.level === level && emote.type === type)
      if (!found) throw new MutationRefusal('notFound')
      const emote = { ...found, level: myLevel }
      if (!from.emotes.some((one) => one.name === name && one.level === myLevel)) from.emotes.push(emote)
      return { emote }
    }),
    deleteEmote: mutation((from, { input: { type, level, name } }: MutationDeleteEmoteArgs) => {
      const index = from.emotes.findIndex((one) => one.name === name && one.level === level && one.type === type)
      if (index < 0) throw new MutationRefusal('notFound')
      from.emotes.splice(index, 1)
    }),
  },
}

const connection = (list: readonly Emote[]) => ({ totalCount: list.length, list })

const ofLevel = (emotes: readonly Emote[], level: EmoteLevel) =>
  connection(emotes.filter((emote) => emote.level === level))
