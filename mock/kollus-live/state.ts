import type { components } from '../../generated/kollus-live/types.js'
import type { Random } from '../core/time/random.js'
import type { User } from '../oauth/directory.js'

type Schemas = components['schemas']

/** Roles of the service account, most powerful first [ROLES]. */
export const roles = ['super administrator', 'administrator', 'operator', 'creator'] as const
export type Role = (typeof roles)[number]

/** A tenant. */
export interface ServiceAccount {
  readonly key: string
  readonly name: string
}

export interface Member {
  readonly user: User
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

/** Everything a service account owns, and the numbers handed out. */
export class State {
  readonly serviceAccounts = new Map<string, ServiceAccount>()
  /** By user id. */
  readonly members = new Map<string, Member>()
  readonly channels = new Map<string, Channel>()
  readonly broadcasts = new Map<string, Broadcast>()
  readonly #random: Random
  #ids = 1000

  constructor(random: Random) {
    this.#random = random
  }

  nextId(): number {
    return ++this.#ids
  }

  addChannel(serviceAccount: ServiceAccount, settings: ChannelSettings, now: number): Channel {
    const channel: Channel = {
      id: this.nextId(),
      key: this.#random.key(16),
      serviceAccount,
      settings,
      creators: [],
      syndications: [],
      callbackUrl: null,
      broadcasts: [],
      counting: 0,
      hidedAt: null,
      createdAt: now,
      updatedAt: now,
    }
    this.addCreator(channel, 'Studio')
    this.channels.set(channel.key, channel)
    return channel
  }

  addCreator(channel: Channel, name: string): Creator {
    const creator = { id: this.nextId(), name, code: this.#random.key(8), streamKey: this.#random.key(8) }
    channel.creators.push(creator)
    return creator
  }

  addBroadcast(channel: Channel, creator: Creator, now: number): Broadcast {
    const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '')
    const broadcast: Broadcast = {
      id: this.nextId(),
      key: `${day}-${this.#random.key(8)}`,
      channel,
      creator,
      title: '',
      countingNumber: ++channel.counting,
      startedAt: now,
      pausedAt: null,
      endedAt: null,
      graceTimer: null,
      duplicates: [],
      viewers: [{ at: now, count: 0 }],
    }
    broadcast.title = broadcastTitle(broadcast)
    this.broadcasts.set(broadcast.key, broadcast)
    channel.broadcasts.push(broadcast)
    return broadcast
  }

  removeBroadcast({ key, channel }: Broadcast): void {
    this.broadcasts.delete(key)
    channel.broadcasts = channel.broadcasts.filter((broadcast) => broadcast.key !== key)
  }
}

/** [CHAN]: the pattern `[CHANNEL_TITLE]-[BROADCAST_COUNTING]` names a channel's broadcasts. */
function broadcastTitle({ channel, countingNumber }: Broadcast): string {
  const pattern = channel.settings.meta_title_pattern || '[CHANNEL_TITLE]-[BROADCAST_COUNTING]'
  return pattern
    .replaceAll('[CHANNEL_TITLE]', () => channel.settings.title)
    .replaceAll('[BROADCAST_COUNTING]', String(countingNumber))
}
