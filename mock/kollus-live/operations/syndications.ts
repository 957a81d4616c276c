import { InvalidInputError } from '../../core/http/invalid-input.js'
import { notFound } from '../dialect.js'
import { nextId, type Channel } from '../state.js'
import { findChannel, type KollusLiveHandlers } from './own.js'

/** [SYND]: up to three targets per channel. That a fourth is refused with 422 is inferred. */
const maxTargets = 3

export const syndicationOperations: KollusLiveHandlers = {
  listSyndications(call, world) {
    const channel = findChannel(world, call.context, call.path.channel_key)
    return { status: 200, body: { data: channel.syndications } }
  },

  createSyndication(call, world) {
    const channel = findChannel(world, call.context, call.path.channel_key)
    const { title, link, stream_name, status } = call.body()
    if (channel.syndications.length >= maxTargets) {
      throw new InvalidInputError([{ field: 'syndications', rule: 'maximum', expected: maxTargets }])
    }
    const syndication = { id: nextId(world), title, link, stream_name, status: Number(status) }
    channel.syndications.push(syndication)
    return { status: 201, body: { data: syndication } }
  },

  getSyndication(call, world) {
    const channel = findChannel(world, call.context, call.path.channel_key)
    return { status: 200, body: { data: findSyndication(channel, call.path.syndication_id) } }
  },

  updateSyndication(call, world) {
    const channel = findChannel(world, call.context, call.path.channel_key)
    const syndication = findSyndication(channel, call.path.syndication_id)
    const { title, link, stream_name, status } = call.body()
    if (title !== undefined) syndication.title = title
    if (link !== undefined) syndication.link = link
    if (stream_name !== undefined) syndication.stream_name = stream_name
    if (status !== undefined) syndication.status = Number(status)
    return { status: 200, body: { data: syndication } }
  },

  deleteSyndication(call, world) {
    const channel = findChannel(world, call.context, call.path.channel_key)
    const gone = findSyndication(channel, call.path.syndication_id)
    channel.syndications = channel.syndications.filter((syndication) => syndication !== gone)
    return { status: 204 }
  },
}

/** Throws the 404. */
function findSyndication({ syndications }: Channel, id: number) {
  const found = syndications.find((syndication) => syndication.id === id)
  if (!found) throw notFound('Syndication', String(id))
  return found
}
