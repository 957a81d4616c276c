import type { Random } from '../core/time/random.js'
import type {
  Account,
  Channel,
  StoredChat,
  Category,
  Language,
  PastBroadcast,
  Subscription,
  Emote,
} from './entities.js'
import { languages } from './languages.js'

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
  /** One id is known from clients, 4504; the others are ours, and those that come up later. */
  readonly categories: Category[] = [
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

  /** The category of a `backendID`. DLive had hundreds and their ids are not known, so any id above 0 is one. */
  category(backendID: number): Category | undefined {
    const known = this.categories.find((one) => one.backendID === backendID)
    if (known || backendID < 1) return known
    const category = { backendID, title: `Category ${backendID}` }
    this.categories.push(category)
    return category
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
