import type { components } from '../../generated/kollus-live/types.js'
import type { User } from '../accounts/users.js'
import type { Reply } from '../core/http/reply.js'
import { withName } from '../core/quoted.js'
import type { Play } from './player/play.js'
import type { KollusLiveWorld } from './world.js'

type Schemas = components['schemas']

/** Roles of the service account, most powerful first [ROLES]. */
export const roles = ['super administrator', 'administrator', 'operator', 'creator'] as const
export type Role = (typeof roles)[number]

/** A tenant. */
export interface ServiceAccount {
  readonly key: string
  readonly name: string
  /** Signs the tokens of players and the replies to the playback callback. Made up by the mock, so that no real key is needed. */
  readonly securityKey: string
  readonly customKey: string
}

/** A receiver of reports on viewers: the LMS callback. */
export interface LmsLine {
  /** The interval. */
  readonly seconds: number
  readonly url: string
}

/** A stream that a player opened by a redirect. Times are epoch milliseconds. */
export interface Delivery {
  readonly broadcast: Broadcast
  /** Until when it is delivered. Null: no end. */
  readonly until: number | null
  usedAt: number
}

/** The role of a user in their service account. */
export interface Member {
  readonly serviceAccount: ServiceAccount
  readonly role: Role
}

export interface Creator {
  readonly id: number
  readonly name: string
  readonly code: string
  readonly streamKey: string
}

/** The settings of a channel: the body of `createChannel`. */
export type ChannelSettings = Schemas['ChannelCreate']

export interface Channel {
  readonly id: number
  readonly key: string
  readonly serviceAccount: ServiceAccount
  settings: ChannelSettings
  readonly creators: Creator[]
  syndications: Schemas['Syndication'][]
  callbackUrl: string | null
  /** The URL of the playback callback. */
  playCallbackUrl: string | null
  lms: readonly LmsLine[]
  /** The last request of each viewer, in epoch milliseconds, for the limit of concurrent viewers. */
  readonly requests: Map<string, number>
  /** Oldest first. */
  broadcasts: Broadcast[]
  /** The number of broadcasts so far. */
  counting: number
  hidedAt: number | null
  readonly createdAt: number
  updatedAt: number
}

export interface Broadcast {
  readonly id: number
  readonly key: string
  readonly channel: Channel
  readonly creator: Creator
  title: string
  readonly countingNumber: number
  readonly startedAt: number
  pausedAt: number | null
  endedAt: number | null
  /** The clock's event that ends it if the signal does not return. */
  graceTimer: number | null
  /** The duplicate recordings, with start and end. */
  readonly duplicates: { readonly from: number; to: number | null }[]
  /** Every change of the number of viewers. */
  readonly viewers: { readonly at: number; readonly count: number }[]
}

/** The state of Kollus Live's mock, by key. */
export interface State {
  readonly serviceAccounts: Map<string, ServiceAccount>
  /** By the user's id. */
  readonly members: Map<string, Member>
  readonly channels: Map<string, Channel>
  readonly broadcasts: Map<string, Broadcast>
  /** Playbacks by id. */
  readonly plays: Map<number, Play>
  /** The streams that `/sr` redirects to, by the key in their path. */
  readonly deliveries: Map<string, Delivery>
  /** Cached replies by caller and URL: see the policy `readCacheTtl`. */
  readonly reads: Map<string, { readonly until: number; readonly reply: Reply }>
  /** The last id that was used. */
  lastId: number
}

export const emptyState = (): State => ({
  serviceAccounts: new Map(),
  members: new Map(),
  channels: new Map(),
  broadcasts: new Map(),
  plays: new Map(),
  deliveries: new Map(),
  reads: new Map(),
  lastId: 1000,
})

export const nextId = ({ state }: KollusLiveWorld): number => ++state.lastId

/** Gives a user a role in a service account. Creates the service account if it does not exist. */
export function addMember({ state }: KollusLiveWorld, user: User, role: Role, key: string): void {
  const serviceAccount = state.serviceAccounts.get(key) ?? {
    key,
    name: key[0]!.toUpperCase() + key.slice(1),
    securityKey: `not-a-real-security-key-of-${key}`,
    customKey: `not-a-real-custom-key-of-${key}`,
  }
  state.serviceAccounts.set(key, serviceAccount)
  state.members.set(user.id, { serviceAccount, role })
}

/** Adds a channel with its first creator. */
export function addChannel(
  world: KollusLiveWorld,
  serviceAccount: ServiceAccount,
  settings: ChannelSettings,
  key = world.random.key(16),
): Channel {
  const { state, random, clock } = world
  const now = clock.now()
  const channel: Channel = {
    id: nextId(world),
    key,
    serviceAccount,
    settings,
    creators: [{ id: nextId(world), name: 'Studio', code: random.key(8), streamKey: random.key(8) }],
    syndications: [],
    callbackUrl: null,
    playCallbackUrl: null,
    lms: [],
    requests: new Map(),
    broadcasts: [],
    counting: 0,
    hidedAt: null,
    createdAt: now,
    updatedAt: now,
  }
  state.channels.set(key, channel)
  return channel
}

/** The channel with a key. Throws a `RangeError` that lists the channels. */
export function channelOf({ state }: KollusLiveWorld, key: string): Channel {
  const channel = state.channels.get(key)
  if (channel) return channel
  const known = [...state.channels.keys()].join(', ')
  throw new RangeError(`There is no ${withName('channel', key)}; the channels are ${known || 'none'}.`)
}

/** Adds a running broadcast. */
export function addBroadcast(
  world: KollusLiveWorld,
  channel: Channel,
  {
    creator = channel.creators[0]!,
    startedAt = world.clock.now(),
    key = `${new Date(startedAt).toISOString().slice(0, 10).replaceAll('-', '')}-${world.random.key(8)}`,
    viewers = 0,
  }: Partial<Pick<Broadcast, 'creator' | 'startedAt' | 'key'>> & { readonly viewers?: number },
): Broadcast {
  const countingNumber = ++channel.counting
  const broadcast: Broadcast = {
    id: nextId(world),
    key,
    channel,
    creator,
    title: broadcastTitle(channel, countingNumber),
    countingNumber,
    startedAt,
    pausedAt: null,
    endedAt: null,
    graceTimer: null,
    duplicates: [],
    viewers: [{ at: startedAt, count: viewers }],
  }
  world.state.broadcasts.set(key, broadcast)
  channel.broadcasts.push(broadcast)
  return broadcast
}

export function removeBroadcast({ state }: KollusLiveWorld, { key, channel }: Broadcast): void {
  state.broadcasts.delete(key)
  channel.broadcasts = channel.broadcasts.filter((broadcast) => broadcast.key !== key)
}

/** The title of a broadcast by the channel's pattern [CHAN]. Default: `[CHANNEL_TITLE]-[BROADCAST_COUNTING]`. */
function broadcastTitle({ settings }: Channel, countingNumber: number): string {
  const pattern = settings.meta_title_pattern || '[CHANNEL_TITLE]-[BROADCAST_COUNTING]'
  return pattern
    .replaceAll('[CHANNEL_TITLE]', () => settings.title)
    .replaceAll('[BROADCAST_COUNTING]', String(countingNumber))
}
