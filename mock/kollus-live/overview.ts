import type { OverviewList, OverviewRow } from '../core/definition/overview.js'
import { runningOn } from './lifecycle.js'
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

/** The channels of every service account. */
export const overview = ({ state }: KollusLiveWorld): readonly OverviewList[] => [
  {
    title: 'Channels',
    columns: ['Title', 'Key', 'Service account', 'Broadcast', 'Callback URL'],
    rows: [...state.channels.values()].map(channelRow),
  },
]
