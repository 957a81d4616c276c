import type {
  EmoteLevel,
  MutationAddEmoteArgs,
  MutationDeleteEmoteArgs,
  MutationSaveEmoteArgs,
  QueryEmoteByNameArgs,
  QueryEmoteNameIsValidArgs,
} from '../../../generated/dlive/graphql.js'
import type { Account, Emote } from '../entities.js'
import { PayloadError } from '../payload-error.js'
import { findStreamer, mutation, type DLiveHandlers, type Model } from './model.js'

/** Emotes: what one may use, and what one brings along. */
export function emoteOperations(model: Model): DLiveHandlers {
  const { state, chat } = model
  const all = () => [...state.globalEmotes, ...[...state.accounts.values()].flatMap(({ emotes }) => emotes)]
  const byName = (name: string) => all().find((emote) => emote.name === name)
  // What a name may look like is not known.
  const isFree = (name: string) => name !== '' && byName(name) === undefined
  const globals = () => connection(state.globalEmotes)

  return {
    Query: {
      emoteNameIsValid: (_source, { name }: QueryEmoteNameIsValidArgs) => isFree(name),
      emoteByName: (_source, { name }: QueryEmoteByNameArgs) => {
        const emote = byName(name) ?? null
        return { emote, creator: state.accounts.get(emote?.username ?? '') ?? null, err: null }
      },
    },

    User: {
      emote: ({ emotes }: Account) => ({
        mine: ofLevel(emotes, 'USER_LEVEL'),
        channel: ofLevel(emotes, 'CHANNEL_LEVEL'),
        global: globals(),
        vip: ofLevel(emotes, 'VIP_LEVEL'),
      }),
      emoji: () => ({ global: connection([]), vip: connection([]) }),
    },

    Mutation: {
      addEmote: mutation((from, { input: { type, level, mimeType, url, name } }: MutationAddEmoteArgs) => {
        if (name && !isFree(name)) throw new PayloadError('invalid')
        if (level === 'GLOBAL_LEVEL') throw new PayloadError('staffOnly')
        const { username } = from
        const emote: Emote = { name: name || state.emoteName(), username, sourceURL: url, mimeType, level, type }
        from.emotes.push(emote)
        // That only the channel's own emotes are an event is inferred.
        if (level === 'CHANNEL_LEVEL') chat.addEmote(from, from.channel, emote.name)
        return { emote }
      }),
      saveEmote: mutation((from, { input: { type, level, myLevel, name, streamer } }: MutationSaveEmoteArgs) => {
        const shelf = streamer ? findStreamer(model, streamer).emotes : all()
        const found = shelf.find((emote) => emote.name === name && emote.level === level && emote.type === type)
        if (!found) throw new PayloadError('notFound')
        const emote = { ...found, level: myLevel }
        if (!from.emotes.some((one) => one.name === name && one.level === myLevel)) from.emotes.push(emote)
        return { emote }
      }),
      deleteEmote: mutation((from, { input: { type, level, name } }: MutationDeleteEmoteArgs) => {
        const index = from.emotes.findIndex((one) => one.name === name && one.level === level && one.type === type)
        if (index < 0) throw new PayloadError('notFound')
        from.emotes.splice(index, 1)
      }),
    },
  }
}

const connection = (list: readonly Emote[]) => ({ totalCount: list.length, list })

const ofLevel = (emotes: readonly Emote[], level: EmoteLevel) =>
  connection(emotes.filter((emote) => emote.level === level))
