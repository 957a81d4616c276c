import type { components } from '../../generated/kollus-live/types.js'
import type { User } from '../accounts/users.js'
import type { Reply } from '../core/http/reply.js'
import { withName } from '../core/quoted.js'
import type { KollusLiveWorld } from './world.js'

type Schemas = components['schemas']

/** Roles of the service account, most powerful first [ROLES]. */
export const roles = ['super administrator', 'administrator', 'operator', 'creator'] as const
export type Role = (typeof roles)[number]

/** A tenant. */
export interface ServiceAccount {
  readonly key: string
  readonly name: string
}

/** What a user is in the service account that they belong to. */
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

/** What a caller may set on a channel, as `createChannel` takes it. */
export type ChannelSettings = Schemas['ChannelCreate']

export interface Channel {
  readonly id: number
  readonly key: string
  readonly serviceAccount: ServiceAccount
  settings: ChannelSettings
  readonly creators: Creator[]
  syndications: Schemas['Syndication'][]
  callbackUrl: string | null
  /** Oldest first. */
  broadcasts: Broadcast[]
  /** How many broadcasts there have been. */
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
  /** The clock's entry that ends it when the signal stays away. */
  graceTimer: number | null
  /** Duplicate recordings: when each began and ended. */
  readonly duplicates: { readonly from: number; to: number | null }[]
  /** Every change of the number of viewers. */
  readonly viewers: { readonly at: number; readonly count: number }[]
}

/** Everything there is, by key. */
export interface State {
  readonly serviceAccounts: Map<string, ServiceAccount>
  /** By the user's id. */
  readonly members: Map<string, Member>
  readonly channels: Map<string, Channel>
  readonly broadcasts: Map<string, Broadcast>
  /** Replies that are repeated for a while, by caller and address; see the switch `readCacheTtl`. */
  readonly reads: Map<string, { readonly until: number; readonly reply: Reply }>
  /** The last id that was given to anything. */
  lastId: number
}

export const emptyState = (): State => ({
  serviceAccounts: new Map(),
  members: new Map(),
  channels: new Map(),
  broadcasts: new Map(),
  reads: new Map(),
  lastId: 1000,
})

export const nextId = ({ state }: KollusLiveWorld): number => ++state.lastId

/** Gives a user a role in a service account, which is made when there is none of that key. */
export function addMember({ state }: KollusLiveWorld, user: User, role: Role, key: string): void {
  const serviceAccount = state.serviceAccounts.get(key) ?? { key, name: key[0]!.toUpperCase() + key.slice(1) }
  state.serviceAccounts.set(key, serviceAccount)
  state.members.set(user.id, { serviceAccount, role })
}

/** A channel with its first creator. */
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
    broadcasts: [],
    counting: 0,
    hidedAt: null,
    createdAt: now,
    updatedAt: now,
  }
  state.channels.set(key, channel)
  return channel
}

/** The channel with a key. Throws a `RangeError` that names those there are. */
export function channelOf({ state }: KollusLiveWorld, key: string): Channel {
  const channel = state.channels.get(key)
  if (channel) return channel
  const known = [...state.channels.keys()].join(', ')
  throw new RangeError(`There is no ${withName('channel', key)}; the channels are ${known || 'none'}.`)
}

/** A broadcast that is on air. */
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

/** [CHAN]: the pattern `[CHANNEL_TITLE]-[BROADCAST_COUNTING]` names a channel's broadcasts. */
function broadcastTitle({ settings }: Channel, countingNumber: number): string {
  const pattern = settings.meta_title_pattern || '[CHANNEL_TITLE]-[BROADCAST_COUNTING]'
  return pattern
    .replaceAll('[CHANNEL_TITLE]', () => settings.title)
    .replaceAll('[BROADCAST_COUNTING]', String(countingNumber))
}
