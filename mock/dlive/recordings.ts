import { milliseconds, type Duration } from '../core/time/duration.js'
import type { Account, Livestream, PastBroadcast } from './entities.js'
import type { State } from './state.js'

/** For how long a past broadcast is kept (https://community.dlive.tv). */
const kept: { readonly [Status in Account['partnerStatus']]?: Duration } = {
  VERIFIED_PARTNER: '25d',
  GLOBAL_PARTNER: '45d',
}
const keptByOthers: Duration = '7d'

/** Past broadcasts: what was live, for as long as it is kept. */
export class Recordings {
  readonly #state: State
  readonly #now: () => number

  constructor(state: State, now: () => number) {
    this.#state = state
    this.#now = now
  }

  /** A stream is over. Its replay has the same permlink (inferred). */
  add({ permlink, creator, title, category, language, createdAt }: Livestream): PastBroadcast {
    const endedAt = this.#now()
    const length = String(Math.floor((endedAt - Number(createdAt)) / 1000))
    const broadcast = { permlink, creator, title, category, language, createdAt, length, endedAt, comments: [] }
    this.#state.pastBroadcasts.set(permlink, broadcast)
    return broadcast
  }

  /** The newest first. */
  of(account: Account): PastBroadcast[] {
    return [...this.#state.pastBroadcasts.values()]
      .filter((broadcast) => broadcast.creator === account && this.#isKept(broadcast))
      .toReversed()
  }

  find(permlink: string): PastBroadcast | undefined {
    const broadcast = this.#state.pastBroadcasts.get(permlink)
    return broadcast && this.#isKept(broadcast) ? broadcast : undefined
  }

  #isKept({ creator, endedAt }: PastBroadcast): boolean {
    return endedAt + milliseconds(kept[creator.partnerStatus] ?? keptByOthers) > this.#now()
  }
}
