import type { components } from '../../generated/kollus-live/types.js'
import type { Broadcast, Channel, Creator } from './state.js'
import type { KollusLiveWorld } from './world.js'

type Schemas = components['schemas']

/** A time in the API's format: ISO 8601 in UTC with an offset, to the second. */
export function isoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+00:00`
}

const timeOrNull = (ms: number | null): string | null => (ms === null ? null : isoTime(ms))

/** Policies are integers in requests and objects in responses. Only the name `force_exclusive_player` is known. */
const policyValue = (names: Readonly<Record<number, string>>, value: number) => ({
  type: names[value] ?? 'none',
  value,
})

const noBroadcast = { object: {}, array: [], null: null } as const

/** A channel with its latest broadcast, for the channel operations. */
export function serializeChannel(channel: Channel, { policy }: KollusLiveWorld): Schemas['Channel'] {
  const latest = channel.broadcasts.at(-1)
  const none = noBroadcast[policy.emptyBroadcast]
  return { ...channelFields(channel), latest_broadcast: latest ? serializeLatest(latest) : none }
}

export function serializeBroadcast(broadcast: Broadcast, { clock }: KollusLiveWorld): Schemas['Broadcast'] {
  const recording = isRecordingDuplicate(broadcast)
  return {
    ...serializeLatest(broadcast),
    id: broadcast.id,
    key: broadcast.key,
    title: broadcast.title,
    subscribe_url: `https://v-live-kr.kollus.com/${broadcast.channel.key}`,
    duration: clockFace((broadcast.endedAt ?? clock.now()) - broadcast.startedAt),
    counting_number: broadcast.countingNumber,
    channel: channelFields(broadcast.channel),
    creator: serializeCreator(broadcast.creator),
    duplicate_recording_state: { type: recording ? 'recording' : 'none', value: recording ? 1 : 0 },
    streaming_server_type: 'origin',
    streaming_server_host: 'ingest.mock.test',
    streaming_server_ip: '192.0.2.1',
    timeshift_cue_sign_at: null,
  }
}

export function serializeCreator({ id, name, code, streamKey }: Creator): Schemas['Creator'] {
  return { id, name, code, stream_key: streamKey }
}

/** Whether a broadcast exists and is on air. */
export const isOnAir = (broadcast: Broadcast | undefined): boolean =>
  broadcast?.endedAt === null && broadcast.pausedAt === null

export const isRecordingDuplicate = (broadcast: Broadcast): boolean => broadcast.duplicates.at(-1)?.to === null

function serializeLatest(broadcast: Broadcast): Schemas['LatestBroadcast'] {
  return {
    id: broadcast.id,
    key: broadcast.key,
    title: broadcast.title,
    is_onair: isOnAir(broadcast),
    started_at: isoTime(broadcast.startedAt),
    paused_at: timeOrNull(broadcast.pausedAt),
    ended_at: timeOrNull(broadcast.endedAt),
  }
}

function channelFields(channel: Channel): Schemas['Channel'] {
  const { settings } = channel
  return {
    id: channel.id,
    key: channel.key,
    title: settings.title,
    customer_code: settings.customer_code,
    concurrently_viewer_limit: settings.concurrently_viewer_limit,
    kind: 0,
    is_shared: Boolean(settings.is_shared),
    profile_group: { key: settings.live_media_profile_group_key },
    meta_title_pattern: settings.meta_title_pattern ?? null,
    meta_description: settings.meta_description ?? null,
    logo_url: null,
    idle_screen_url: null,
    idle_screen_kind: policyValue({ 0: 'poster', 1: 'snapshot' }, settings.idle_screen_kind ?? 0),
    publish_url: `rtmp://ingest.mock.test:1935/${channel.serviceAccount.key}/${channel.key}`,
    video_gateway_url: `https://v-live-kr.kollus.com/${channel.key}`,
    recording_file_policy: policyValue(
      { 1: 'segment', 3: 'segment_and_duplicate' },
      settings.recording_file_policy ?? 0,
    ),
    recording_file_pattern: settings.recording_file_pattern ?? null,
    recording_file_segment_policy: policyValue(
      { 1: 'size', 2: 'duration' },
      settings.recording_file_segment_policy ?? 1,
    ),
    recording_file_segment_by_size: 4,
    recording_file_segment_by_duration: settings.recording_file_segment_by_duration ?? null,
    media_player_policy: policyValue({ 1: 'force_exclusive_player' }, settings.media_player_policy ?? 0),
    use_chatting_service: Boolean(settings.use_chatting_service),
    chatting_service: settings.chatting_service_id ? { id: settings.chatting_service_id, name: 'Chat' } : null,
    use_duplicate_block: Boolean(settings.use_duplicate_block),
    use_capture_block: Boolean(settings.use_capture_block),
    use_timeshift: Boolean(settings.use_timeshift),
    hided_at: timeOrNull(channel.hidedAt),
    created_at: isoTime(channel.createdAt),
    updated_at: isoTime(channel.updatedAt),
  }
}

/** `00:12:34`. */
function clockFace(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
}
