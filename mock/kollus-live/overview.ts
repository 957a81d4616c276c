import type { OverviewList, OverviewRow } from '../core/definition/overview.js'
import { runningOn } from './lifecycle.js'
import { watchedOf, type Play } from './player/play.js'
import type { Channel } from './state.js'
import type { KollusLiveWorld } from './world.js'

function channelRow(channel: Channel): OverviewRow {
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
    ...(hidedAt === null && {
      actions: running ? [whileOnAir, action('Unpublish', 'unpublish')] : [action('Publish', 'publish')],
    }),
  }
}

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
export const overview = ({ state, clock }: KollusLiveWorld): readonly OverviewList[] => [
  {
    title: 'Channels',
    columns: ['Title', 'Key', 'Service account', 'Broadcast', 'Callback URL'],
    rows: [...state.channels.values()].map(channelRow),
  },
  {
    title: 'Playbacks',
    columns: ['Id', 'Viewer', 'Broadcast', 'Player', 'State', 'Watched'],
    rows: [...state.plays.values()].map((play) => playRow(play, clock.now())),
  },
]
