import type { Broadcasting, OverviewList, OverviewRow } from '../core/definition/overview.js'
import { withSignedPolicy } from './edge/signed-policy.js'
import { isLive } from './lifecycle.js'
import { playlistUrl, signedPlaylistUrl } from './playback.js'
import type { Stream } from './state.js'
import type { OvenStudioWorld } from './world.js'

const streamRow = (stream: Stream, world: OvenStudioWorld): OverviewRow => {
  const { name, kind, app, description } = stream
  const isOnAir = isLive(stream)
  const action = isOnAir ? { label: 'Unpublish', control: 'unpublish' } : { label: 'Publish', control: 'publish' }
  const row = { cells: [name, kind, app, description], isOnAir, actions: [{ ...action, input: { name } }] }
  return isOnAir ? { ...row, broadcasting: broadcastingOf(stream, world) } : row
}

const day = 86_400_000

const broadcastingOf = ({ name, session }: Stream, world: OvenStudioWorld): Broadcasting => ({
  since: session!.since,
  // Known only under access control: a control server or signed policies.
  viewers: [...world.state.viewers.values()]
    .filter(({ stream }) => stream === name)
    .map(({ address, since }) => ({ name: address, since, note: 'LLHLS' })),
  async playlist(requestUrl) {
    const { cloudFront, signedPolicy } = world.state
    const until = session!.since + day
    const url = cloudFront.isSigned
      ? await signedPlaylistUrl(world, requestUrl, name, { until })
      : playlistUrl(world, requestUrl, name)
    return url !== null && signedPolicy ? withSignedPolicy(url, signedPolicy.secret, until) : url
  },
})

/** The streams of the machine. */
export const overview = (world: OvenStudioWorld): readonly OverviewList[] => [
  {
    title: 'Streams',
    columns: ['Name', 'Kind', 'Application', 'Description'],
    rows: [...world.state.streams.values()].map((stream) => streamRow(stream, world)),
  },
]
