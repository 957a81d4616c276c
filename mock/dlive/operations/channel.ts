import type {
  MutationHostDeleteArgs,
  MutationHostSetArgs,
  MutationPanelAddArgs,
  MutationPanelDeleteArgs,
  MutationPanelOrderArgs,
  MutationPanelUpdateArgs,
  MutationStreamTemplateSetArgs,
  MutationSubSettingSetArgs,
  MutationUserUpdateOfflineImageArgs,
  UserRecentDonationsArgs,
  UserTopContributionsArgs,
} from '../../../generated/dlive/graphql.js'
import { host } from '../chat.js'
import type { Account, Channel, Livestream } from '../entities.js'
import { languages } from '../languages.js'
import { livestreamOf } from '../lifecycle.js'
import { page, type Paging } from '../page.js'
import { MutationRefusal } from '../mutation-refusal.js'
import { coins } from '../serialize.js'
import { categoryOf, streamKey } from '../state.js'
import { findStreamer, mutation, type DLiveResolvers } from './mutation.js'

/** The ingest URL (from the settings of several encoders). */
const ingest = 'rtmp://stream.dlive.tv/live'

/** A channel: its stream, settings, panels and gifts. */
export const channelOperations: DLiveResolvers = {
  User: {
    livestream: (account: Account, _args, { world }) => livestreamOf(world, account),
    hostingLivestream: ({ channel }: Account, _args, { world }) =>
      channel.hosting && livestreamOf(world, channel.hosting),
    subSetting: ({ channel }: Account) => channel.subSetting,
    panels: ({ channel }: Account) => channel.panels,
    topContributions: ({ channel }: Account, { first, after }: UserTopContributionsArgs) =>
      page(contributions(channel), { first, after }),
    recentDonations: ({ channel }: Account, { limit }: UserRecentDonationsArgs) =>
      channel.gifts
        .toReversed()
        .slice(0, Math.max(limit ?? 10, 0))
        .map(({ from, gift, count, at }) => ({
          user: from,
          count,
          type: gift,
          updatedAt: String(at),
          expiresAt: null,
          expirationTime: null,
        })),
  },

  Livestream: {
    id: ({ permlink }: Livestream) => `livestream:${permlink}`,
    content: () => '',
    view: ({ watchingCount }: Livestream) => watchingCount,
    totalReward: ({ creator, createdAt }: Livestream) => String(total(creator.channel, Number(createdAt))),
    lemonReward: () => null,
    encryptedStream: () => false,
    topContributions: ({ creator, createdAt }: Livestream, args: Paging) =>
      page(contributions(creator.channel, Number(createdAt)), args),
  },

  Mutation: {
    streamTemplateSet: mutation((from, { template }: MutationStreamTemplateSetArgs, { state, clock }) => {
      const { categoryID, languageID, offlineImage, saveReplay, tags, ...fields } = template
      const language = languages.find(({ backendID }) => backendID === languageID)
      const category = language && categoryOf(state, categoryID)
      if (!category) throw new MutationRefusal('invalid')
      const { channel } = from
      channel.template = {
        ...fields,
        category,
        language: { ...language },
        saveReplay: saveReplay ?? channel.template.saveReplay,
        tags: tags?.filter((tag) => tag !== null) ?? channel.template.tags,
      }
      from.offlineImage = offlineImage ?? from.offlineImage
      // The current stream changes as well (inferred).
      if (!channel.livestream) return
      channel.livestream = { ...channel.livestream, ...channel.template, lastUpdatedAt: String(clock.now()) }
    }),
    streamKeyGenerate: mutation(({ channel }, _args, { random }) => {
      channel.streamKey = streamKey(random)
      return { url: ingest, key: channel.streamKey }
    }),
    hostSet: mutation((from, { username }: MutationHostSetArgs, world) => {
      const streamer = findStreamer(world, username)
      if (streamer === from) throw new MutationRefusal('yourself')
      from.channel.hosting = streamer
      host(world, from, streamer.channel)
      return { livestream: livestreamOf(world, streamer) }
    }),
    hostDelete: mutation(({ channel }, { username }: MutationHostDeleteArgs) => {
      if (channel.hosting?.username !== username) throw new MutationRefusal('notFound')
      channel.hosting = null
    }),
    userUpdateOfflineImage: mutation((from, { offlineImage }: MutationUserUpdateOfflineImageArgs) => {
      from.offlineImage = offlineImage
    }),
    subSettingSet: mutation(({ channel }, { subSetting }: MutationSubSettingSetArgs) => {
      const { streakTextColor = null, benefits = null, backgroundImage = null } = subSetting
      channel.subSetting = { __typename: 'SubSetting', ...subSetting, streakTextColor, benefits, backgroundImage }
    }),

    panelAdd: mutation(({ channel }, { input: { type } }: MutationPanelAddArgs, { state }) => {
      const panel = { id: ++state.panels, type, title: '', imageURL: '', imageLinkURL: '', body: '' }
      channel.panels.push(panel)
      return { panel }
    }),
    panelUpdate: mutation(({ channel }, { input }: MutationPanelUpdateArgs) => ({
      panel: Object.assign(findPanel(channel, input.id), input),
    })),
    panelDelete: mutation(({ channel }, { input }: MutationPanelDeleteArgs) => {
      const panel = findPanel(channel, input.id)
      channel.panels = channel.panels.filter((one) => one !== panel)
    }),
    // Needs all panels, each once (inferred).
    panelOrder: mutation(({ channel }, { input: { ids } }: MutationPanelOrderArgs) => {
      if (ids.length !== channel.panels.length || new Set(ids).size !== ids.length) throw new MutationRefusal('invalid')
      channel.panels = ids.map((id) => findPanel(channel, id))
    }),
  },
}

function findPanel({ panels }: Channel, id: number) {
  const panel = panels.find((one) => one.id === id)
  if (!panel) throw new MutationRefusal('notFound')
  return panel
}

/** The coins of all gifts since `since`, in epoch ms. */
const total = ({ gifts }: Channel, since: number): bigint =>
  gifts.reduce((sum, { gift, count, at }) => (at < since ? sum : sum + coins(gift, count)), 0n)

/** The total of each contributor since `since`, in epoch ms, highest first. */
function contributions({ gifts }: Channel, since = -Infinity) {
  const amounts = new Map<Account, bigint>()
  for (const { from, gift, count, at } of gifts) {
    if (at >= since) amounts.set(from, (amounts.get(from) ?? 0n) + coins(gift, count))
  }
  return [...amounts]
    .sort(([, one], [, other]) => (one > other ? -1 : 1))
    .map(([contributor, amount]) => ({ contributor, amount: String(amount) }))
}
