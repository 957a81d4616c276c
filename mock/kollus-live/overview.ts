import type { Broadcasting, OverviewList, OverviewRow } from '../core/definition/overview.js'
import { runningOn } from './lifecycle.js'
import { watchedOf, type Play } from './player/play.js'
import { writeToken } from './player/token.js'
import type { Broadcast, Channel } from './state.js'
import type { KollusLiveWorld } from './world.js'

function channelRow(channel: Channel, world: KollusLiveWorld): OverviewRow {
  const { key, settings, serviceAccount, callbackUrl, hidedAt } = channel
  const running = runningOn(channel)
  const action = (label: string, control: string) => ({ label, control, input: { channelKey: key } })
  const whileOnAir = running?.pausedAt === null ? action('Drop signal', 'drop') : action('Restore signal', 'republish')
  return {
    cells: [
      settings.title,
      key,
      serviceAccount.key,
      running ? `${running.title}${running.pausedAt === null ? '' : ', signal lost'}` : '',
      callbackUrl ?? '',
    ],
    isOnAir: running !== undefined,
    ...(running && { broadcasting: broadcastingOf(running, world) }),
    ...(hidedAt === null && {
      actions: running ? [whileOnAir, action('Unpublish', 'unpublish')] : [action('Publish', 'publish')],
    }),
  }
}

const month = 2_592_000_000

const broadcastingOf = (broadcast: Broadcast, { state, prefix, profile }: KollusLiveWorld): Broadcasting => ({
  since: broadcast.startedAt,
  // A lost signal has no picture.
  ...(broadcast.pausedAt === null && {
    async playlist(requestUrl) {
      const { key, serviceAccount } = broadcast.channel
      const until = Math.floor((broadcast.startedAt + month) / 1000)
      const claims = { live_media_channel_key: key, expire_time: until, play_expt: until }
      const jwt = await writeToken(claims, serviceAccount.securityKey)
      const query = new URLSearchParams({ jwt, custom_key: serviceAccount.customKey }).toString()
      return `${new URL(requestUrl).origin}${prefix}/${profile.provider}/player/sr?${query}`
    },
  }),
  viewers: [...state.plays.values()]
    .filter((play) => play.broadcast === broadcast)
    .map(({ clientUserId, playerId, startedAt, player, status, stopped }) => ({
      name: clientUserId ?? playerId,
      since: startedAt,
      note: `${player}, ${status}${stopped ? ` with ${stopped.code}` : ''}`,
    })),
})

function playRow(play: Play, now: number): OverviewRow {
  const { id, status, stopped, clientUserId, player, broadcast } = play
  const action = (label: string, control: string) => ({ label, control, input: { playId: id } })
  const moving = status === 'playing' ? action('Pause', 'pause') : action('Resume', 'resume')
  return {
    cells: [
      String(id),
      clientUserId ?? '',
      broadcast.title,
      player,
      stopped ? `${status}: ${stopped.code}` : status,
      `${Math.floor(watchedOf(play, now) / 1000)} s`,
    ],
    ...(status !== 'stopped' && { actions: [moving, action('Stop', 'stop')] }),
  }
}

/** The channels and the playbacks of every service account. */
export const overview = (world: KollusLiveWorld): readonly OverviewList[] => [
  {
    title: 'Channels',
    columns: ['Title', 'Key', 'Service account', 'Broadcast', 'Callback URL'],
    rows: [...world.state.channels.values()].map((channel) => channelRow(channel, world)),
  },
  {
    title: 'Playbacks',
    columns: ['Id', 'Viewer', 'Broadcast', 'Player', 'State', 'Watched'],
    rows: [...world.state.plays.values()].map((play) => playRow(play, world.clock.now())),
  },
]
