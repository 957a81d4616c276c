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
import type { User } from '../accounts/users.js'

/** A person and their channel. Fields with the names of schema fields have the schema's format. */
export interface Account {
  /** Null for an account that cannot log in. */
  readonly user: User | null
  readonly username: string
  displayname: string
  avatar: string
  partnerStatus: PartnerStatus
  /** `Bot` for a bot. */
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
  /** In the order in which they followed. */
  readonly followers: Map<Account, { readonly since: number; notify: boolean }>
  /** All who follow or have followed: only the first time causes an event. */
  readonly everFollowed: Set<Account>
  readonly subscribers: Map<Account, ChannelSubscription>
  subSetting: SubSetting | null
  panels: Panel[]
  readonly chest: Chest
  readonly gifts: Gift[]

  /** The recent events of the chat, oldest first. */
  readonly history: StoredChat[]
  /** The time of each sender's last message, in epoch ms. */
  readonly lastSaid: Map<Account, number>
  readonly moderators: Set<Account>
  readonly banned: Set<Account>
  /** The end of each timeout, in epoch ms. */
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

/** A chat event with an id. The history keeps it. */
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
  /** Epoch ms, as text. So is `lastUpdatedAt`. */
  readonly createdAt: string
  lastUpdatedAt: string
  /** The time from which the API returns the stream, in epoch ms. The event comes earlier. */
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
  readonly comments: ReplayComment[]
}

export interface ReplayComment {
  readonly permlink: string
  readonly content: string
  readonly createdAt: string
  readonly author: Account
  readonly votes: Map<Account, 'Upvote' | 'Downvote'>
}

export interface ChannelSubscription {
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
  /** The username of its owner. */
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
  /** Coins, here and below: 100,000 are one lemon. */
  value: bigint
  giveaway: {
    readonly pool: bigint
    readonly closesAt: number
    readonly seconds: number
    readonly claims: Set<Account>
  } | null
  lastRewards: readonly { readonly user: Account; readonly value: bigint }[]
}

/** The role of an account in a chat. */
export function roomRole(account: Account, { owner, moderators }: Channel): RoomRole {
  if (account === owner) return 'Owner'
  return moderators.has(account) ? 'Moderator' : 'Member'
}
