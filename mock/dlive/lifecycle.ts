import { milliseconds } from '../core/time/duration.js'
import type { Chatrooms } from './chat.js'
import type { Account, Livestream } from './entities.js'
import type { DLivePolicy } from './policy.js'
import type { Recordings } from './recordings.js'
import type { State } from './state.js'

/** How a stream differs from what the channel's template says. */
export interface StreamFields {
  readonly title?: string | undefined
  /** `backendID` of a category. */
  readonly category?: number | undefined
  readonly watchingCount?: number | undefined
}

/** Channels that go live and offline; no call of the API can do it, an encoder does. */
export class Lifecycle {
  readonly #state: State
  readonly #chat: Chatrooms
  readonly #recordings: Recordings
  readonly #policy: DLivePolicy
  readonly #now: () => number

  constructor(state: State, chat: Chatrooms, recordings: Recordings, policy: DLivePolicy, now: () => number) {
    this.#state = state
    this.#chat = chat
    this.#recordings = recordings
    this.#policy = policy
    this.#now = now
  }

  /** The encoder begins: the event comes at once, the stream is seen after the policy's `liveDelay`. */
  goLive(account: Account, { title, category, watchingCount = 0 }: StreamFields = {}): Livestream {
    const { channel, username } = account
    if (channel.livestream) throw new Error(`${username} is live already: goOffline first.`)
    const now = this.#now()
    const { template } = channel
    channel.livestream = {
      ...template,
      title: title ?? template.title,
      category: (category !== undefined && this.#state.category(category)) || template.category,
      permlink: this.#state.permlink(account),
      creator: account,
      createdAt: String(now),
      lastUpdatedAt: String(now),
      visibleFrom: now + milliseconds(this.#policy.liveDelay),
      watchingCount,
    }
    this.#chat.live(channel)
    return channel.livestream
  }

  /** The encoder ends; a past broadcast is kept if the template says so. */
  goOffline(account: Account): void {
    const { channel, username } = account
    if (!channel.livestream) throw new Error(`${username} is not live: goLive first.`)
    if (channel.livestream.saveReplay) this.#recordings.add(channel.livestream)
    account.lastStreamedAt = String(this.#now())
    channel.livestream = null
    this.#chat.offline(channel)
  }

  /** What the channel shows, or null. */
  live({ channel }: Account): Livestream | null {
    const { livestream } = channel
    return livestream && livestream.visibleFrom <= this.#now() ? livestream : null
  }

  /** Every stream there is to see. */
  all(): Livestream[] {
    return [...this.#state.accounts.values()].flatMap((account) => this.live(account) ?? [])
  }
}
