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

/** A person and their channel. Fields that the schema has under the same name are as it shows them. */
export interface Account {
  /** Null for an account that cannot log in. */
  readonly user: User | null
  readonly username: string
  displayname: string
  avatar: string
  partnerStatus: PartnerStatus
  /** `Bot` for an account that is marked as a bot's. */
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
  /** In the order in which they began to follow. */
  readonly followers: Map<Account, { readonly since: number; notify: boolean }>
  /** All who follow or once did: only the first time is an event. */
  readonly everFollowed: Set<Account>
  readonly subscribers: Map<Account, ChannelSubscription>
  subSetting: SubSetting | null
  panels: Panel[]
  readonly chest: Chest
  readonly gifts: Gift[]

  /** The chat's recent past, oldest first. */
  readonly history: StoredChat[]
  /** When each sender last said something, epoch ms. */
  readonly lastSaid: Map<Account, number>
  readonly moderators: Set<Account>
  readonly banned: Set<Account>
  /** When each timeout ends, epoch ms. */
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
  /** When it is shown, epoch ms: the event comes before. */
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

/** The role of an account in a chat. */
export function roomRole(account: Account, { owner, moderators }: Channel): RoomRole {
  if (account === owner) return 'Owner'
  return moderators.has(account) ? 'Moderator' : 'Member'
}
