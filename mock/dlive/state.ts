import type { Random } from '../core/time/random.js'
import { emptyPersistedQueries, type PersistedState } from '../graphql/persisted-queries.js'
import type { Application } from './applications.js'
import type { Account, Category, Channel, Emote, PastBroadcast, StoredChat, ChannelSubscription } from './entities.js'
import type { DLiveWorld } from './world.js'

/** The number of events in a chat's history. DLive's site requests 50. */
const historySize = 200

/** The state of DLive's mock. */
export interface State {
  /** By username. */
  readonly accounts: Map<string, Account>
  readonly categories: Category[]
  readonly globalEmotes: Emote[]
  /** By permlink. */
  readonly pastBroadcasts: Map<string, PastBroadcast>
  /** By id. */
  readonly applications: Map<string, Application>
  readonly persistedQueries: PersistedState
  /** The time of the last chat event, and the number of events in that millisecond. */
  lastTime: { readonly ms: number; readonly count: number }
  /** The number of panels that were ever added: the last id. */
  panels: number
}

export const emptyState = (): State => ({
  accounts: new Map(),
  categories: [],
  globalEmotes: [],
  pastBroadcasts: new Map(),
  applications: new Map(),
  persistedQueries: emptyPersistedQueries(),
  lastTime: { ms: 0, count: 0 },
  panels: 0,
})

/** The category of a `backendID`. DLive has hundreds, and their ids are not known, so any id above 0 is accepted. */
export function categoryOf({ categories }: State, backendID: number): Category | undefined {
  const known = categories.find((one) => one.backendID === backendID)
  if (known || backendID < 1) return known
  const category = { backendID, title: `Category ${backendID}` }
  categories.push(category)
  return category
}

export function addFollower({ channel }: Account, follower: Account, since: number): void {
  channel.followers.set(follower, { since, notify: true })
  channel.everFollowed.add(follower)
}

/** The accounts that an account follows, in the order of following. */
export function following({ accounts }: State, follower: Account): Account[] {
  const since = ({ channel }: Account) => channel.followers.get(follower)?.since ?? 0
  return [...accounts.values()]
    .filter(({ channel }) => channel.followers.has(follower))
    .sort((one, other) => since(one) - since(other))
}

export function addSubscriber({ clock }: DLiveWorld, streamer: Account, subscriber: Account, month: number): void {
  streamer.channel.subscribers.set(subscriber, { streamer, subscriber, month, subscribedAt: clock.now() })
}

export const subscriptions = ({ accounts }: State, subscriber: Account): ChannelSubscription[] =>
  [...accounts.values()].flatMap(({ channel }) => channel.subscribers.get(subscriber) ?? [])

/** Keeps an event in a chat's history. */
export function remember({ history }: Channel, event: StoredChat): void {
  history.push(event)
  if (history.length > historySize) history.shift()
}

/** The time of a chat event in ns: 19 digits, strictly increasing. The digits below a millisecond are a counter. */
export function nanoseconds({ state, clock }: DLiveWorld): string {
  const now = clock.now()
  const { ms, count } = state.lastTime
  state.lastTime = now > ms ? { ms: now, count: 1 } : { ms, count: count + 1 }
  return `${state.lastTime.ms}${String(state.lastTime.count).padStart(6, '0')}`
}

export function uuid(random: Random): string {
  const hex = random.hex(32)
  const variant = '89ab'[random.int(4)]!
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}

export const newPermlink = (random: Random, { username }: Account): string => `${username}+${random.secret(9)}`

export const streamKey = (random: Random): string => random.secret(32)

export const image = (random: Random, folder: string): string => `https://images.example.test/${folder}/${uuid(random)}`
