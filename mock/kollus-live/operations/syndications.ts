import { InvalidInputError } from '../../core/http/decode.js'
import { RefusalError } from '../../core/http/reply.js'
import { laravel } from '../rest-dialect.js'
import type { Channel } from '../state.js'
import { findChannel, type KollusLiveHandlers, type Model } from './model.js'

/** [SYND]: up to three targets a channel. That a fourth is refused with 422 is inferred. */
const maxTargets = 3

export function syndicationOperations(model: Model): KollusLiveHandlers {
  const { state } = model

  const find = (channel: Channel, id: number) => {
    const found = channel.syndications.find((syndication) => syndication.id === id)
    if (!found) throw new RefusalError(laravel.noResult('Syndication', String(id)))
    return found
  }

  return {
    listSyndications(call) {
      const channel = findChannel(model, call.context, call.path.channel_key)
      return { status: 200, body: { data: channel.syndications } }
    },

    createSyndication(call) {
      const channel = findChannel(model, call.context, call.path.channel_key)
      const { title, link, stream_name, status } = call.body()
      if (channel.syndications.length >= maxTargets) {
        throw new InvalidInputError([{ field: 'syndications', rule: 'maximum', expected: maxTargets }])
      }
      const syndication = { id: state.nextId(), title, link, stream_name, status: Number(status) }
      channel.syndications.push(syndication)
      return { status: 201, body: { data: syndication } }
    },

    getSyndication(call) {
      const channel = findChannel(model, call.context, call.path.channel_key)
      return { status: 200, body: { data: find(channel, call.path.syndication_id) } }
    },

    updateSyndication(call) {
      const channel = findChannel(model, call.context, call.path.channel_key)
      const syndication = find(channel, call.path.syndication_id)
      const { title, link, stream_name, status } = call.body()
      if (title !== undefined) syndication.title = title
      if (link !== undefined) syndication.link = link
      if (stream_name !== undefined) syndication.stream_name = stream_name
      if (status !== undefined) syndication.status = Number(status)
      return { status: 200, body: { data: syndication } }
    },

    deleteSyndication(call) {
      const channel = findChannel(model, call.context, call.path.channel_key)
      const gone = find(channel, call.path.syndication_id)
      channel.syndications = channel.syndications.filter((syndication) => syndication !== gone)
      return { status: 204 }
    },
  }
}
