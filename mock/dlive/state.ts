import type {
  BadgeType,
  BanStatus,
  Chat,
  ChatModeType,
  DonationType,
  EmoteLevel,
  EmoteType,
  FollowChatDelayType,
  PanelType,
  PartnerStatus,
  Role,
  RoomRole,
  SubSetting,
} from '../../generated/dlive/graphql.js'
import type { Random } from '../core/random.js'
import type { User } from '../oauth/directory.js'
import { languages } from './languages.js'

/** A person and their channel. Fields that the schema has under the same name are as it shows them. */
export interface Account {
  /** Whoever can log in; null for one of the crowd. */
  readonly user: User | null
  readonly username: string
  displayname: string
  avatar: string
  partnerStatus: PartnerStatus
  /** `Bot` is what an account becomes that is marked as one. */
  role: Role
  readonly effect: string | null
  about: string
  /** Epoch ms, as text. */
  readonly createdAt: string
  lastStreamedAt: string | null
  offlineImage: string
  readonly banStatus: BanStatus
  readonly deactivated: boolean
  readonly email: string
  emailVerified: boolean
  readonly phone: string
  language: string
  /** Epoch ms. */
  displaynameChangedAt: number | null
  readonly badges: readonly BadgeType[]
  readonly emotes: Emote[]
  readonly channel: Channel
}

export interface Channel {
  readonly owner: Account
  streamKey: string
  template: StreamTemplate
  livestream: Livestream | null
  hosting: Account | null
  /** Whoever follows, in the order in which they began to. */
  readonly followers: Map<Account, { readonly since: number; notify: boolean }>
  /** Whoever ever did: only the first time is an event. */
  readonly everFollowed: Set<Account>
  readonly subscribers: Map<Account, Subscription>
  subSetting: SubSetting | null
  panels: Panel[]
  readonly chest: Chest
  readonly gifts: Gift[]

  /** The chat's recent past, oldest first. */
  readonly history: StoredChat[]
  /** When each of them last said something, epoch ms. */
  readonly lastSaid: Map<Account, number>
  readonly moderators: Set<Account>
  readonly banned: Set<Account>
  /** Until when they are silenced, epoch ms. */
  readonly timeouts: Map<Account, number>
  chatMode: ChatModeType
  /** Seconds. */
  chatInterval: number
  followChatDelay: FollowChatDelayType
  chatLinkDisabled: boolean
  chatVerifiedOnly: boolean
  emoteMode: { readonly NoMineEmote: boolean; readonly NoGlobalEmote: boolean; readonly NoAllEmote: boolean }
  filterWords: string[]
  chatBannedEmote: string[]
  chatBannedEmoji: string[]
}

/** An event that has an id, and so can be had again. */
export type StoredChat = Chat & { readonly id: string }

export interface StreamTemplate {
  readonly title: string
  readonly ageRestriction: boolean
  readonly earnRestriction: boolean
  readonly thumbnailUrl: string
  readonly disableAlert: boolean
  readonly saveReplay: boolean
  readonly category: Category
  readonly language: Language
  readonly tags: readonly string[]
}

export interface Category {
  readonly backendID: number
  readonly title: string
}

export interface Language {
  readonly backendID: number
  readonly language: string
  readonly code: string
}

export interface Livestream extends StreamTemplate {
  readonly permlink: string
  readonly creator: Account
  /** Epoch ms, as text; as is the other. */
  readonly createdAt: string
  lastUpdatedAt: string
  /** From when on it is seen, epoch ms: the event comes before. */
  readonly visibleFrom: number
  readonly watchingCount: number
}

export interface PastBroadcast {
  readonly permlink: string
  readonly creator: Account
  readonly title: string
  readonly category: Category
  readonly language: Language
  readonly createdAt: string
  /** Seconds, as text (inferred). */
  readonly length: string
  readonly endedAt: number
  readonly comments: Comment[]
}

export interface Comment {
  readonly permlink: string
  readonly content: string
  readonly createdAt: string
  readonly author: Account
  readonly votes: Map<Account, 'Upvote' | 'Downvote'>
}

export interface Subscription {
  readonly streamer: Account
  readonly subscriber: Account
  readonly month: number
  readonly subscribedAt: number
}

export interface Panel {
  readonly id: number
  readonly type: PanelType
  title: string
  imageURL: string
  imageLinkURL: string
  body: string
}

export interface Emote {
  readonly name: string
  /** Of its owner. */
  readonly username: string
  readonly sourceURL: string
  readonly mimeType: string
  readonly level: EmoteLevel
  readonly type: EmoteType
}

export interface Gift {
  readonly from: Account
  readonly gift: DonationType
  readonly count: number
  readonly at: number
}

export interface Chest {
  /** 100,000 are one lemon, here and below. */
  value: bigint
  giveaway: {
    readonly pool: bigint
    readonly closesAt: number
    readonly seconds: number
    readonly claims: Set<Account>
  } | null
  lastRewards: readonly { readonly user: Account; readonly value: bigint }[]
}

/** How many events a chat remembers: more than the 50 that the site asks for. */
const historySize = 200

/** Everything there is. */
export class State {
  /** By username. */
  readonly accounts = new Map<string, Account>()
  readonly languages: readonly Language[] = languages.map(([language, code], index) => ({
    backendID: index + 1,
    language,
    code,
  }))
  /** One id is known from clients, 4504; the others are ours. */
  readonly categories: readonly Category[] = [
    { backendID: 4504, title: 'Rust' },
    { backendID: 1, title: 'Talk' },
    { backendID: 2, title: 'Music' },
  ]
  readonly globalEmotes: readonly Emote[]
  /** By permlink. */
  readonly pastBroadcasts = new Map<string, PastBroadcast>()
  readonly #random: Random
  readonly #now: () => number
  #lastNanoseconds = { ms: 0, rest: 0 }
  #panels = 0

  constructor(random: Random, now: () => number) {
    this.#random = random
    this.#now = now
    this.globalEmotes = ['wave', 'lemon'].map((name) => ({
      name,
      username: 'dlive',
      sourceURL: this.image('emote'),
      mimeType: 'png',
      level: 'GLOBAL_LEVEL',
      type: 'EMOTE',
    }))
  }

  addAccount(fields: Pick<Account, 'user' | 'username' | 'displayname'> & Partial<Account>, now: number): Account {
    const { username } = fields
    const account: Account = {
      avatar: this.image('avatar'),
      partnerStatus: 'NONE',
      role: 'None',
      effect: null,
      about: '',
      createdAt: String(now),
      lastStreamedAt: null,
      offlineImage: this.image('offlineimage'),
      banStatus: 'NO_BAN',
      deactivated: false,
      email: `${username}@example.test`,
      emailVerified: true,
      phone: '+15550100',
      language: 'en',
      displaynameChangedAt: null,
      badges: [],
      emotes: [],
      ...fields,
      channel: undefined as never,
    }
    Object.assign(account, { channel: this.#channelOf(account) })
    this.accounts.set(username, account)
    return account
  }

  #channelOf(owner: Account): Channel {
    return {
      owner,
      streamKey: this.streamKey(),
      template: {
        title: `${owner.displayname} is live`,
        ageRestriction: false,
        earnRestriction: false,
        thumbnailUrl: this.image('thumbnail'),
        disableAlert: false,
        saveReplay: true,
        category: this.categories[1]!,
        language: this.languages[0]!,
        tags: [],
      },
      livestream: null,
      hosting: null,
      followers: new Map(),
      everFollowed: new Set(),
      subscribers: new Map(),
      subSetting: null,
      panels: [],
      chest: { value: 0n, giveaway: null, lastRewards: [] },
      gifts: [],
      history: [],
      lastSaid: new Map(),
      moderators: new Set(),
      banned: new Set(),
      timeouts: new Map(),
      chatMode: 'DEFAULT',
      chatInterval: 2,
      followChatDelay: 'NONE',
      chatLinkDisabled: false,
      chatVerifiedOnly: false,
      emoteMode: { NoMineEmote: false, NoGlobalEmote: false, NoAllEmote: false },
      filterWords: [],
      chatBannedEmote: [],
      chatBannedEmoji: [],
    }
  }

  /** Whoever has this display name; in which case it is written does not matter (inferred). */
  byDisplayname(displayname: string): Account | undefined {
    const wanted = displayname.toLowerCase()
    return [...this.accounts.values()].find((account) => account.displayname.toLowerCase() === wanted)
  }

  follow(follower: Account, { channel }: Account, since: number): void {
    channel.followers.set(follower, { since, notify: true })
    channel.everFollowed.add(follower)
  }

  /** Whom somebody follows, in the order in which they began to. */
  following(follower: Account): Account[] {
    const since = ({ channel }: Account) => channel.followers.get(follower)?.since ?? 0
    return [...this.accounts.values()]
      .filter(({ channel }) => channel.followers.has(follower))
      .sort((one, other) => since(one) - since(other))
  }

  subscribe(subscriber: Account, streamer: Account, month: number): void {
    streamer.channel.subscribers.set(subscriber, { streamer, subscriber, month, subscribedAt: this.#now() })
  }

  subscriptions(subscriber: Account): Subscription[] {
    return [...this.accounts.values()].flatMap(({ channel }) => channel.subscribers.get(subscriber) ?? [])
  }

  /** Keeps an event in a chat's history. */
  remember({ history }: Channel, event: StoredChat): void {
    history.push(event)
    if (history.length > historySize) history.shift()
  }

  /** The time as chat has it: 19 digits, each later than the last. Below the millisecond it only counts. */
  nanoseconds(): string {
    const ms = this.#now()
    const last = this.#lastNanoseconds
    this.#lastNanoseconds = ms > last.ms ? { ms, rest: 1 } : { ms: last.ms, rest: last.rest + 1 }
    const { ms: shown, rest } = this.#lastNanoseconds
    return `${shown}${String(rest).padStart(6, '0')}`
  }

  uuid(): string {
    const hex = this.#random.hex(32)
    const variant = '89ab'[this.#random.int(4)]!
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
  }

  permlink({ username }: Account): string {
    return `${username}+${this.#random.secret(9)}`
  }

  streamKey(): string {
    return this.#random.secret(32)
  }

  emoteName(): string {
    return this.#random.key(12)
  }

  panelId(): number {
    return ++this.#panels
  }

  image(folder: string): string {
    return `https://images.example.test/${folder}/${this.uuid()}`
  }
}

/** What somebody is in a chat. */
export function roomRole(account: Account, { owner, moderators }: Channel): RoomRole {
  if (account === owner) return 'Owner'
  return moderators.has(account) ? 'Moderator' : 'Member'
}
