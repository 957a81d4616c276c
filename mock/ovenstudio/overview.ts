import type { OverviewList } from '../core/definition/overview.js'
import { isLive } from './lifecycle.js'
import type { Stream } from './state.js'
import type { OvenStudioWorld } from './world.js'

const streamRow = (stream: Stream) => {
  const { name, kind, app, description } = stream
  const isOnAir = isLive(stream)
  const action = isOnAir ? { label: 'Unpublish', control: 'unpublish' } : { label: 'Publish', control: 'publish' }
  return { cells: [name, kind, app, description], isOnAir, actions: [{ ...action, input: { name } }] }
}

/** The streams of the machine. */
export const overview = ({ state }: OvenStudioWorld): readonly OverviewList[] => [
  {
    title: 'Streams',
    columns: ['Name', 'Kind', 'Application', 'Description'],
    rows: [...state.streams.values()].map(streamRow),
  },
]
