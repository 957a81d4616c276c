import type { OverviewList, OverviewRow } from '../core/definition/overview.js'
import { playingOn } from './lifecycle.js'
import type { Stream } from './state.js'
import type { LivepushWorld } from './world.js'

const streamRow = (stream: Stream, world: LivepushWorld): OverviewRow => {
  const { id, name, category, owner, destinations, publishedSince } = stream
  const cells = [name, id, category, owner.user.account, destinations.map(({ label }) => label).join(', ')]
  if (category === 'schedule') return { cells, isOnAir: playingOn(world, id) !== null }
  const isOnAir = publishedSince !== null
  const action = isOnAir ? { label: 'Unpublish', control: 'unpublish' } : { label: 'Publish', control: 'publish' }
  const row = { cells, isOnAir, actions: [{ ...action, input: { streamId: id } }] }
  return isOnAir ? { ...row, broadcasting: { since: publishedSince } } : row
}

/** Streams and recordings of every account. */
export const overview = (world: LivepushWorld): readonly OverviewList[] => [
  {
    title: 'Streams',
    columns: ['Name', 'ID', 'Category', 'Account', 'Destinations'],
    rows: [...world.state.streams.values()].map((stream) => streamRow(stream, world)),
  },
  {
    title: 'Recordings',
    columns: ['Stream', 'ID', 'Status'],
    rows: [...world.state.recordings.values()].map(({ stream, id, status }) => ({ cells: [stream.name, id, status] })),
  },
]
