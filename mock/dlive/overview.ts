import type { OverviewList, OverviewRow } from '../core/definition/overview.js'
import type { Account } from './entities.js'
import type { DLiveWorld } from './world.js'

function channelRow({ username, displayname, role, channel }: Account): OverviewRow {
  const { livestream, followers } = channel
  const action = livestream ? { label: 'Unpublish', control: 'unpublish' } : { label: 'Publish', control: 'publish' }
  return {
    cells: [
      displayname,
      username,
      role === 'Bot' ? 'bot' : 'account',
      livestream?.title ?? '',
      livestream ? String(livestream.watchingCount) : '',
      String(followers.size),
    ],
    isOnAir: livestream !== null,
    actions: [{ ...action, input: { username } }],
  }
}

/** The channels of accounts that can log in or are on air, and the developers' applications. */
export const overview = ({ state }: DLiveWorld): readonly OverviewList[] => [
  {
    title: 'Channels',
    columns: ['Display name', 'Username', 'Kind', 'Stream', 'Watching', 'Followers'],
    rows: [...state.accounts.values()]
      .filter(({ user, channel }) => user !== null || channel.livestream !== null)
      .map(channelRow),
  },
  {
    title: 'Applications',
    columns: ['Name', 'ID', 'Status'],
    rows: [...state.applications.values()].map(({ appName, id, client }) => ({
      cells: [appName, id, client ? 'approved' : 'waiting'],
      ...(!client && { actions: [{ label: 'Approve', control: 'approveApplication', input: { id } }] }),
    })),
  },
]
