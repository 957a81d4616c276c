import { milliseconds, type Duration } from '../core/time/duration.js'
import type { Account, Livestream, PastBroadcast } from './entities.js'
import type { DLiveWorld } from './world.js'

/** How long a past broadcast is kept (https://community.dlive.tv). */
const kept: { readonly [Status in Account['partnerStatus']]?: Duration } = {
  VERIFIED_PARTNER: '25d',
  GLOBAL_PARTNER: '45d',
}
const keptByOthers: Duration = '7d'

/** Keeps a stream that has ended. Its replay has the same permlink (inferred). */
export function addPastBroadcast({ state, clock }: DLiveWorld, livestream: Livestream): void {
  const { permlink, creator, title, category, language, createdAt } = livestream
  const endedAt = clock.now()
  const length = String(Math.floor((endedAt - Number(createdAt)) / 1000))
  const broadcast = { permlink, creator, title, category, language, createdAt, length, endedAt, comments: [] }
  state.pastBroadcasts.set(permlink, broadcast)
}

/** The past broadcasts of an account, newest first. */
export const pastBroadcastsOf = (world: DLiveWorld, account: Account): PastBroadcast[] =>
  [...world.state.pastBroadcasts.values()]
    .filter((broadcast) => broadcast.creator === account && isKept(world, broadcast))
    .toReversed()

export function findPastBroadcast(world: DLiveWorld, permlink: string): PastBroadcast | undefined {
  const broadcast = world.state.pastBroadcasts.get(permlink)
  return broadcast && isKept(world, broadcast) ? broadcast : undefined
}

const isKept = ({ clock }: DLiveWorld, { creator, endedAt }: PastBroadcast): boolean =>
  endedAt + milliseconds(kept[creator.partnerStatus] ?? keptByOthers) > clock.now()
