import { InvalidInput } from '../../core/decode.js'
import { laravel } from '../rest-dialect.js'
import { pageOf } from '../page.js'
import { isOnAir, showChannel, showCreator } from '../show.js'
import type { Channel, ChannelSettings } from '../state.js'
import { profileGroups } from './account.js'
import { findChannel, matches, tenant, type KollusLiveHandlers, type Model } from './model.js'

/** What channels can be ordered by; that it is these is inferred. */
const orders = ['id', 'key', 'title', 'customer_code', 'created_at', 'updated_at'] as const

export function channelOperations(model: Model): KollusLiveHandlers {
  const { state, lifecycle, now } = model

  const onAir = (channel: Channel) => {
    const running = lifecycle.running(channel)
    return running !== undefined && isOnAir(running)
  }

  return {
    listChannels(call) {
      const query = call.query()
      const trashed = Boolean(query.trashed)
      const shown = [...state.channels.values()]
        .filter((channel) => channel.serviceAccount === tenant(call.context))
        .filter((channel) => (channel.hidedAt !== null) === trashed)
        .filter((channel) => matches(query.keyword, channel.settings.title, channel.key))
        .filter((channel) => matchesStatus(query.live_status, onAir(channel), 'on', 'off'))
        .filter((channel) =>
          matchesStatus(query.shared_status, Boolean(channel.settings.is_shared), 'shared', 'unshared'),
        )
        .map((channel) => showChannel(channel, state))
      return { status: 200, body: pageOf(shown, orders, query, call.request.url) }
    },

    createChannel(call) {
      const settings = checked(call.body())
      const channel = state.addChannel(tenant(call.context), settings, now())
      return { status: 201, body: { data: showChannel(channel, state) } }
    },

    getChannel(call) {
      const channel = findChannel(model, call.context, call.path.channel_key)
      return { status: 200, body: { data: showChannel(channel, state) } }
    },

    updateChannel(call) {
      const channel = findChannel(model, call.context, call.path.channel_key)
      channel.settings = checked({ ...channel.settings, ...call.body() })
      channel.updatedAt = now()
      return { status: 200, body: { data: showChannel(channel, state) } }
    },

    deleteChannel(call) {
      const channel = findChannel(model, call.context, call.path.channel_key)
      if (lifecycle.running(channel)) return laravel.conflict('The channel is on air.')
      state.channels.delete(channel.key)
      for (const broadcast of state.broadcastsOf(channel)) state.broadcasts.delete(broadcast.key)
      return { status: 204 }
    },

    /** [ROLES]: the console labels hiding as stopping the broadcast. */
    async trashChannel(call) {
      const channel = findChannel(model, call.context, call.path.channel_key)
      channel.hidedAt ??= now()
      const running = lifecycle.running(channel)
      if (running) await lifecycle.end(running)
      return { status: 200, body: { data: showChannel(channel, state) } }
    },

    restoreChannel(call) {
      const channel = findChannel(model, call.context, call.path.channel_key)
      channel.hidedAt = null
      return { status: 200, body: { data: showChannel(channel, state) } }
    },

    getChattingInfo(call) {
      const { settings } = findChannel(model, call.context, call.path.channel_key)
      return { status: 200, body: { data: parsed(settings.chatting_info) } }
    },

    listCreators(call) {
      const channel = findChannel(model, call.context, call.path.channel_key)
      const { keyword } = call.query()
      const creators = channel.creators.filter(({ name, code }) => matches(keyword, name, code))
      return { status: 200, body: { data: creators.map(showCreator) } }
    },
  }
}

function matchesStatus(asked: string | undefined, is: boolean, yes: string, no: string): boolean {
  if (asked === undefined || asked === 'all') return true
  if (asked !== yes && asked !== no)
    throw new InvalidInput([{ field: yes === 'on' ? 'live_status' : 'shared_status', rule: 'choice' }])
  return is === (asked === yes)
}

/** What the schema cannot say: the profile group must exist, and `chatting_info` is JSON. Throws `InvalidInput`. */
function checked(settings: ChannelSettings): ChannelSettings {
  if (!profileGroups.some(({ key }) => key === settings.live_media_profile_group_key)) {
    throw new InvalidInput([{ field: 'live_media_profile_group_key', rule: 'choice' }])
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
  throw new InvalidInput([{ field: 'chatting_info', rule: 'format', expected: 'JSON' }])
}
