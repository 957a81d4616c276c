import type {
  TreasureChestGiveawayEnded,
  TreasureChestGiveawayStarted,
  TreasureChestReadyToCollect,
  TreasureChestValueExpired,
  TreasureChestValueUpdated,
} from '../../generated/dlive/graphql.js'
import type { MockClock } from '../core/time/clock.js'
import { milliseconds } from '../core/time/duration.js'
import type { Account } from './entities.js'
import { checkOptions, must } from '../core/validate.js'
import { PayloadError } from './payload-error.js'
import type { DLivePolicy } from './policy.js'
import type { State } from './state.js'

export type ChestEvent =
  | TreasureChestGiveawayEnded
  | TreasureChestGiveawayStarted
  | TreasureChestReadyToCollect
  | TreasureChestValueExpired
  | TreasureChestValueUpdated

/** What a test can do to a chest. */
export type ChestChange =
  /** Coins that it holds from now on, as text; 100,000 are one lemon. */
  | { readonly value: string }
  /** Something of it runs out: what is left. */
  | { readonly expired: string }
  | { readonly giveaway: 'start' | 'end' }

/** Coins that a chest must hold to be given away (inferred). */
export const giveawayThreshold = 1_000_000n

const ends = 'dlive.giveaway-ended'

/** Chests: they fill, are given away to whoever claims a part in time, and begin anew. Amounts and times are inferred. */
export class Chests {
  readonly #clock: MockClock
  readonly #policy: DLivePolicy
  readonly #emit: (streamer: Account, event: ChestEvent) => void

  constructor(
    clock: MockClock,
    state: State,
    policy: DLivePolicy,
    emit: (streamer: Account, event: ChestEvent) => void,
  ) {
    this.#clock = clock
    this.#policy = policy
    this.#emit = emit
    clock.on(ends, ({ username, closesAt }: { readonly username: string; readonly closesAt: number }) => {
      const account = state.accounts.get(username)
      if (account?.channel.chest.giveaway?.closesAt === closesAt) this.end(account)
    })
  }

  /** Throws a `RangeError` for what is no change, a `PayloadError` as the API does. */
  change(account: Account, change: ChestChange): void {
    checkOptions<{ readonly [Part in 'value' | 'expired' | 'giveaway']?: unknown }>('change of a chest', change, {
      value: true,
      expired: true,
      giveaway: true,
    })
    if ('value' in change) this.fill(account, coinsGiven(change.value))
    else if ('expired' in change) this.#expire(account, coinsGiven(change.expired))
    else if (change.giveaway === 'start') this.start(account)
    else if (change.giveaway === 'end') this.end(account)
    else must(false, "A chest is told its `value`, what has `expired`, or of a `giveaway`: 'start' or 'end'")
  }

  fill(account: Account, value: bigint): void {
    const { chest } = account.channel
    const wasReady = chest.value >= giveawayThreshold
    chest.value = value
    this.#emit(account, { __typename: 'TreasureChestValueUpdated', type: 'ValueUpdated', value: String(value) })
    if (wasReady || value < giveawayThreshold) return
    this.#emit(account, { __typename: 'TreasureChestReadyToCollect', type: 'ReadyToCollect' })
  }

  #expire(account: Account, value: bigint): void {
    account.channel.chest.value = value
    const expireAt = String(this.#clock.now())
    const fields = { expireAt, value: String(value) }
    this.#emit(account, { __typename: 'TreasureChestValueExpired', type: 'ValueExpired', ...fields })
  }

  /** Everything in it is to be had. Throws a `PayloadError`. */
  start(account: Account): void {
    const { chest } = account.channel
    if (chest.giveaway) throw new PayloadError('giveawayRunning')
    if (chest.value < giveawayThreshold) throw new PayloadError('chestTooLow')
    const time = milliseconds(this.#policy.giveawayTime)
    const closesAt = this.#clock.now() + time
    const seconds = Math.round(time / 1000)
    chest.giveaway = { pool: chest.value, closesAt, seconds, claims: new Set() }
    const pricePool = String(chest.value)
    chest.value = 0n
    this.#clock.schedule(closesAt, ends, { username: account.username, closesAt })
    this.#emit(account, {
      __typename: 'TreasureChestGiveawayStarted',
      type: 'GiveawayStarted',
      endTime: String(closesAt),
      pricePool,
      durationInSeconds: seconds,
    })
  }

  /** A part of it, once. Throws a `PayloadError`; a bot's account has no part in it (documented). */
  claim(from: Account, streamer: Account): void {
    const { giveaway } = streamer.channel.chest
    if (from.role === 'Bot') throw new PayloadError('botsExcluded')
    if (!giveaway) throw new PayloadError('noGiveaway')
    if (giveaway.claims.has(from)) throw new PayloadError('alreadyClaimed')
    giveaway.claims.add(from)
  }

  /** All who claimed get the same (inferred). */
  end(account: Account): void {
    const { chest } = account.channel
    if (!chest.giveaway) throw new PayloadError('noGiveaway')
    const { pool, claims } = chest.giveaway
    chest.lastRewards = [...claims].map((user) => ({ user, value: pool / BigInt(claims.size) }))
    chest.giveaway = null
    const fields = { nextGiveawayThresholdAt: null }
    this.#emit(account, { __typename: 'TreasureChestGiveawayEnded', type: 'GiveawayEnd', ...fields })
  }
}

/** Coins as text, exactly. */
function coinsGiven(value: unknown): bigint {
  must(typeof value === 'string' && /^\d+$/.test(value), "Coins are a whole number in text, such as '150000'")
  return BigInt(value)
}
