import { InvalidInputError } from '../../core/http/invalid-input.js'
import { conflict } from '../dialect.js'
import { endBroadcast, runningOn } from '../lifecycle.js'
import { serializePage, type Orders } from '../page.js'
import { isOnAir, serializeChannel, serializeCreator } from '../serialize.js'
import { addChannel, type Channel, type ChannelSettings } from '../state.js'
import { profileGroups } from './account.js'
import { findChannel, matches, tenant, type KollusLiveHandlers } from './own.js'

/** The sort fields of channels (inferred). */
const orders: Orders<Channel> = {
  id: ({ id }) => id,
  key: ({ key }) => key,
  title: ({ settings }) => settings.title,
  customer_code: ({ settings }) => settings.customer_code,
  created_at: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
}

/** The values of both filters (inferred). Only `all` is known. Other values do not filter, because none is documented. */
const choices = {
  live_status: new Map([
    ['on', true],
    ['off', false],
  ]),
  shared_status: new Map([
    ['shared', true],
    ['unshared', false],
  ]),
}

export const channelOperations: KollusLiveHandlers = {
  listChannels(call, world) {
    const query = call.query()
    const { keyword, live_status = '', shared_status = '' } = query
    const own = tenant(call.context)
    const onAir = choices.live_status.get(live_status)
    const shared = choices.shared_status.get(shared_status)
    const trashed = query.trashed === 1
    const found = [...world.state.channels.values()].filter(
      (channel) =>
        channel.serviceAccount === own &&
        (channel.hidedAt !== null) === trashed &&
        (shared === undefined || Boolean(channel.settings.is_shared) === shared) &&
        (onAir === undefined || isOnAir(channel.broadcasts.at(-1)) === onAir) &&
        matches(keyword, channel.settings.title, channel.key),
    )
    const serialize = (channel: Channel) => serializeChannel(channel, world)
    return { status: 200, body: serializePage(found, orders, serialize, query, call.request.url) }
  },

  createChannel(call, world) {
    const channel = addChannel(world, tenant(call.context), validated(call.body()))
    return { status: 201, body: { data: serializeChannel(channel, world) } }
  },

  getChannel(call, world) {
    const channel = findChannel(world, call.context, call.path.channel_key)
    return { status: 200, body: { data: serializeChannel(channel, world) } }
  },

  updateChannel(call, world) {
    const channel = findChannel(world, call.context, call.path.channel_key)
    channel.settings = validated({ ...channel.settings, ...call.body() })
    channel.updatedAt = world.clock.now()
    return { status: 200, body: { data: serializeChannel(channel, world) } }
  },

  deleteChannel(call, world) {
    const channel = findChannel(world, call.context, call.path.channel_key)
    if (runningOn(channel)) return conflict('The channel is on air.')
    world.state.channels.delete(channel.key)
    for (const { key } of channel.broadcasts) world.state.broadcasts.delete(key)
    return { status: 204 }
  },

  /** [ROLES]: according to the console, hiding a channel stops its broadcast. */
  async trashChannel(call, world) {
    const channel = findChannel(world, call.context, call.path.channel_key)
    channel.hidedAt ??= world.clock.now()
    const running = runningOn(channel)
    if (running) await endBroadcast(world, running)
    return { status: 200, body: { data: serializeChannel(channel, world) } }
  },

  restoreChannel(call, world) {
    const channel = findChannel(world, call.context, call.path.channel_key)
    channel.hidedAt = null
    return { status: 200, body: { data: serializeChannel(channel, world) } }
  },

  getChattingInfo(call, world) {
    const { settings } = findChannel(world, call.context, call.path.channel_key)
    return { status: 200, body: { data: parsed(settings.chatting_info) } }
  },

  listCreators(call, world) {
    const channel = findChannel(world, call.context, call.path.channel_key)
    const { keyword } = call.query()
    const creators = channel.creators.filter(({ name, code }) => matches(keyword, name, code))
    return { status: 200, body: { data: creators.map(serializeCreator) } }
  },
}

/** Validates what the schema cannot: the profile group must exist, and `chatting_info` must be JSON. Throws `InvalidInputError`. */
function validated(settings: ChannelSettings): ChannelSettings {
  if (!profileGroups.some(({ key }) => key === settings.live_media_profile_group_key)) {
    throw new InvalidInputError([{ field: 'live_media_profile_group_key', rule: 'choice' }])
  }
  parsed(settings.chatting_info)
  return settings
}

function parsed(chattingInfo: string | undefined): Record<string, unknown> {
  try {
    const info: unknown = JSON.parse(chattingInfo || '{}')
    if (typeof info === 'object' && info !== null && !Array.isArray(info)) return info as Record<string, unknown>
  } catch {
    // Refused below, with everything else that is not an object.
  }
  throw new InvalidInputError([{ field: 'chatting_info', rule: 'format', expected: 'JSON' }])
}
