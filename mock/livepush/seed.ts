import { isClients, type BaseSeed } from '../core/definition/seed.js'
import { withName } from '../core/quoted.js'
import { isBoolean, isListOf, isOneOf, isText, isCount, type Rules } from '../core/validate.js'
import {
  addAccount,
  addDestination,
  addRecording,
  addStream,
  addVideo,
  newId,
  type Recording,
  type StreamCategory,
} from './state.js'
import type { LivepushWorld } from './world.js'

/** The seed of Livepush's mock. All resources belong to the first account. */
export interface LivepushSeed extends Pick<BaseSeed, 'clients'> {
  readonly streams: readonly { readonly id?: string; readonly name: string; readonly category: StreamCategory }[]
  /** `stream` is the name of its stream. Without one it belongs to no stream. */
  readonly destinations: readonly {
    readonly id?: string
    readonly appName: string
    readonly label: string
    readonly rtmpBase?: string
    readonly stream?: string
    readonly isDisabled?: boolean
    readonly isPinned?: boolean
  }[]
  /** `duration` is in seconds. */
  readonly videos: readonly { readonly id?: string; readonly title: string; readonly duration: number }[]
  /** Recordings of sessions that started `hoursAgo` hours ago and lasted an hour, with their status. */
  readonly recordings: readonly {
    readonly stream: string
    readonly hoursAgo: number
    readonly status: Recording['status']
  }[]
}

/**
 * One app, whose code and tokens are those in the spec's examples; a stream of each category; destinations, one of which belongs to no
 * stream; three videos; and a recording in each documented status.
 */
export const defaultSeed: LivepushSeed = {
  clients: [
    {
      name: 'Demo app',
      redirectUris: ['http://localhost:3000/callback'],
      clientId: 'app-1',
      clientSecret: 'not-a-real-secret',
      code: 'not-a-real-code',
      refreshToken: 'not-a-real-refresh-token',
    },
  ],
  streams: [
    { id: 'st_a1b2c3d4', name: 'Main stage', category: 'simulcast' },
    { id: 'st_e5f6a7b8', name: 'Around the clock', category: 'schedule' },
  ],
  destinations: [
    {
      id: 'pb_a1b2c3d4',
      appName: 'youtube',
      label: 'Our channel',
      rtmpBase: 'rtmp://a.rtmp.youtube.com/live2',
      stream: 'Main stage',
    },
    {
      appName: 'rtmp',
      label: 'Elsewhere',
      rtmpBase: 'rtmp://live.example.test/app',
      stream: 'Main stage',
      isDisabled: true,
    },
    { appName: 'rtmp', label: 'Put aside', rtmpBase: 'rtmp://live.example.test/app', isPinned: true },
  ],
  videos: [
    { id: 'vd_a1b2c3d4', title: 'Intro', duration: 30 },
    { id: 'vd_e5f6a7b8', title: 'Main feature', duration: 600 },
    { id: 'vd_c9d0e1f2', title: 'Credits', duration: 90 },
  ],
  recordings: [
    { stream: 'Main stage', hoursAgo: 72, status: 'completed' },
    { stream: 'Main stage', hoursAgo: 48, status: 'errored' },
    { stream: 'Main stage', hoursAgo: 2, status: 'queued' },
  ],
}

export const seedRules: Rules<LivepushSeed> = {
  clients: isClients,
  streams: isListOf({ id: isText, name: isText, category: isOneOf('simulcast', 'schedule') }, ['name', 'category']),
  destinations: isListOf(
    {
      id: isText,
      appName: isText,
      label: isText,
      rtmpBase: isText,
      stream: isText,
      isDisabled: isBoolean,
      isPinned: isBoolean,
    },
    ['appName', 'label'],
  ),
  videos: isListOf({ id: isText, title: isText, duration: isCount }, ['title', 'duration']),
  recordings: isListOf({ stream: isText, hoursAgo: isCount, status: isOneOf('queued', 'completed', 'errored') }, [
    'stream',
    'hoursAgo',
    'status',
  ]),
}

const hour = 3_600_000

/** Puts the seed into the state. Throws a `RangeError` for a stream that is not in the seed. */
export function plantSeed(seed: LivepushSeed, world: LivepushWorld): void {
  const { state, random, users, clock } = world
  state.zones.push(
    { id: newId(random, 'zn_'), host: 'stream.livepush.io', isDefault: true },
    { id: newId(random, 'zn_'), host: 'zone-2.mock.test', isDefault: false },
  )
  const [owner] = users.all().map((user) => addAccount(world, user))
  if (!owner) return
  for (const stream of seed.streams) addStream(world, owner, stream)
  const streamOf = (name: string) => {
    const found = [...state.streams.values()].find((stream) => stream.name === name)
    if (!found) throw new RangeError(`The seed of livepush names the ${withName('stream', name)}, which is not in it.`)
    return found
  }
  for (const { stream, rtmpBase, ...fields } of seed.destinations) {
    const destination = addDestination(world, owner, { ...fields, rtmpBase })
    if (stream !== undefined) streamOf(stream).destinations.push(destination)
  }
  for (const video of seed.videos) addVideo(world, owner, video)
  for (const { stream, hoursAgo, status } of seed.recordings) {
    const startedAt = clock.now() - hoursAgo * hour
    addRecording(world, streamOf(stream), { startedAt, status, updatedAt: startedAt + hour })
  }
}
