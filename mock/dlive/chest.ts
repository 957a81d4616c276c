import type {
  TreasureChestGiveawayEnded,
  TreasureChestGiveawayStarted,
  TreasureChestReadyToCollect,
  TreasureChestValueExpired,
  TreasureChestValueUpdated,
} from '../../generated/dlive/graphql.js'
import { milliseconds } from '../core/time/duration.js'
import type { Account } from './entities.js'
import { MutationRefusal } from './mutation-refusal.js'
import { emit } from './sockets.js'
import type { DLiveWorld } from './world.js'

/** Treasure chests: they fill with coins, which a giveaway splits among all who claim in time. Amounts and times are inferred. */

type ChestEvent =
  | TreasureChestGiveawayEnded
  | TreasureChestGiveawayStarted
  | TreasureChestReadyToCollect
  | TreasureChestValueExpired
  | TreasureChestValueUpdated

/** The coins that a chest must hold for a giveaway (inferred). */
export const giveawayThreshold = 1_000_000n

const emitChest = (world: DLiveWorld, streamer: Account, event: ChestEvent) => emit(world, 'chest', streamer, event)

/** Sets the coins of a chest. */
export function fill(world: DLiveWorld, account: Account, value: bigint): void {
  const { chest } = account.channel
  const wasReady = chest.value >= giveawayThreshold
  chest.value = value
  emitChest(world, account, { __typename: 'TreasureChestValueUpdated', type: 'ValueUpdated', value: String(value) })
  if (wasReady || value < giveawayThreshold) return
  emitChest(world, account, { __typename: 'TreasureChestReadyToCollect', type: 'ReadyToCollect' })
}

/** A part of a chest expires. `value` is the rest. */
export function expire(world: DLiveWorld, account: Account, value: bigint): void {
  account.channel.chest.value = value
  const fields = { expireAt: String(world.clock.now()), value: String(value) }
  emitChest(world, account, { __typename: 'TreasureChestValueExpired', type: 'ValueExpired', ...fields })
}

/** Starts the giveaway of a chest. Throws a `MutationRefusal`. */
export function startGiveaway(world: DLiveWorld, account: Account): void {
  const { chest } = account.channel
  if (chest.giveaway) throw new MutationRefusal('giveawayRunning')
  if (chest.value < giveawayThreshold) throw new MutationRefusal('chestTooLow')
  const time = milliseconds(world.policy.giveawayTime)
  const closesAt = world.clock.now() + time
  const seconds = Math.round(time / 1000)
  const pricePool = String(chest.value)
  chest.giveaway = { pool: chest.value, closesAt, seconds, claims: new Set() }
  chest.value = 0n
  world.schedule(closesAt, 'giveaway-ended', { username: account.username, closesAt } satisfies GiveawayEnd)
  emitChest(world, account, {
    __typename: 'TreasureChestGiveawayStarted',
    type: 'GiveawayStarted',
    endTime: String(closesAt),
    pricePool,
    durationInSeconds: seconds,
  })
}

/** Claims a part, once. A bot cannot claim (documented). Throws a `MutationRefusal`. */
export function claim(from: Account, streamer: Account): void {
  const { giveaway } = streamer.channel.chest
  if (from.role === 'Bot') throw new MutationRefusal('botsExcluded')
  if (!giveaway) throw new MutationRefusal('noGiveaway')
  if (giveaway.claims.has(from)) throw new MutationRefusal('alreadyClaimed')
  giveaway.claims.add(from)
}

/** Ends a giveaway: all who claimed get the same amount (inferred). Throws a `MutationRefusal`. */
export function endGiveaway(world: DLiveWorld, account: Account): void {
  const { chest } = account.channel
  if (!chest.giveaway) throw new MutationRefusal('noGiveaway')
  const { pool, claims } = chest.giveaway
  chest.lastRewards = [...claims].map((user) => ({ user, value: pool / BigInt(claims.size) }))
  chest.giveaway = null
  const fields = { nextGiveawayThresholdAt: null }
  emitChest(world, account, { __typename: 'TreasureChestGiveawayEnded', type: 'GiveawayEnd', ...fields })
}

interface GiveawayEnd {
  readonly username: string
  readonly closesAt: number
}

/** Ends a giveaway on time, unless it has already ended. */
export const timers = {
  'giveaway-ended'({ username, closesAt }: GiveawayEnd, world: DLiveWorld): void {
    const account = world.state.accounts.get(username)
    if (account?.channel.chest.giveaway?.closesAt === closesAt) endGiveaway(world, account)
  },
}
