import type { MutationGiveawayClaimArgs } from '../../../generated/dlive/graphql.js'
import { claim, giveawayThreshold, startGiveaway } from '../chest.js'
import type { Account, Chest } from '../entities.js'
import { findStreamer, me, mutation, type DLiveResolvers } from './mutation.js'

/** Treasure chests: their state, giveaways and claims. */
export const chestOperations: DLiveResolvers = {
  User: { treasureChest: ({ channel }: Account) => channel.chest },

  TreasureChest: {
    value: ({ value }: Chest) => String(value),
    state: ({ giveaway }: Chest) => (giveaway ? 'CLAIMING' : 'COLLECTING'),
    // How a chest loses and gains value is not known.
    expireAt: () => null,
    buffs: () => [],
    ongoingGiveaway: ({ giveaway }: Chest) => giveaway,
    startGiveawayValueThreshold: () => String(giveawayThreshold),
    nextGiveawayThresholdAt: () => null,
    lastGiveawayRewards: ({ lastRewards }: Chest) => lastRewards.map(serializeReward),
    myLastGiveawayReward: ({ lastRewards }: Chest, _args, context) => {
      const mine = lastRewards.find(({ user }) => user === me(context))
      return mine ? serializeReward(mine) : null
    },
  },

  TreasureChestGiveaway: {
    pricePool: ({ pool }: Giveaway) => String(pool),
    closeAt: ({ closesAt }: Giveaway) => String(closesAt),
    durationInSeconds: ({ seconds }: Giveaway) => seconds,
    claimed: ({ claims }: Giveaway, _args, context) => claims.has(me(context)),
  },

  Mutation: {
    giveawayStart: mutation((from, _args, world) => startGiveaway(world, from)),
    giveawayClaim: mutation((from, { streamer }: MutationGiveawayClaimArgs, world) =>
      claim(from, findStreamer(world, streamer)),
    ),
  },
}

type Giveaway = NonNullable<Chest['giveaway']>

const serializeReward = ({ user, value }: Chest['lastRewards'][number]) => ({
  type: 'MONEY',
  value: String(value),
  user,
})
