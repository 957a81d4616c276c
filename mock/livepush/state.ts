import type { components } from '../../generated/livepush/types.js'
import type { User } from '../accounts/users.js'
import type { Random } from '../core/time/random.js'
import type { LivepushWorld } from './world.js'

type Schemas = components['schemas']
export type StreamCategory = Schemas['StreamCategory']

/** A user with their fields in the API. */
export interface Account {
  readonly user: User
  readonly id: string
  readonly ns: string
  readonly subscriptions: readonly string[]
  readonly createdAt: number
}

/** A zone, in which streams run. */
export interface Zone {
  readonly id: string
  readonly host: string
  readonly isDefault: boolean
}

export interface Destination {
  readonly id: string
  readonly owner: Account
  readonly appName: string
  readonly label: string
  readonly rtmpBase: string | undefined
  readonly isPinned: boolean
  isDisabled: boolean
  updatedAt: number
}

/** A stored video. */
export interface Video {
  readonly id: string
  readonly owner: Account
  readonly title: string
  /** Seconds. */
  readonly duration: number
}

export interface Stream {
  readonly id: string
  readonly owner: Account
  readonly name: string
  readonly category: StreamCategory
  readonly zone: Zone
  readonly streamKey: string
  readonly chatId: string
  readonly embedId: string
  readonly createdAt: number
  readonly destinations: Destination[]
  /** The time at which an encoder started to publish, or null. */
  publishedSince: number | null
  /** The scheduler's playlist and its start time, or null. */
  playlist: { readonly videos: readonly Video[]; readonly since: number } | null
}

export interface Recording {
  readonly id: string
  readonly internalId: string
  readonly stream: Stream
  /** The start of the session. */
  readonly startedAt: number
  status: 'queued' | 'completed' | 'errored'
  updatedAt: number
}

/** The state of Livepush's mock, by id. Ids have prefixes, so that none is `mine` or `me`. */
export interface State {
  /** By the user's id. */
  readonly accounts: Map<string, Account>
  readonly zones: Zone[]
  readonly streams: Map<string, Stream>
  readonly destinations: Map<string, Destination>
  readonly videos: Map<string, Video>
  readonly recordings: Map<string, Recording>
}

export const emptyState = (): State => ({
  accounts: new Map(),
  zones: [],
  streams: new Map(),
  destinations: new Map(),
  videos: new Map(),
  recordings: new Map(),
})

/** A new id with a prefix for its type. */
export const newId = (random: Random, prefix: string): string => prefix + random.key(12)

/** Adds the account of a user, without resources. */
export function addAccount({ state, random, clock }: LivepushWorld, user: User): Account {
  const account = {
    user,
    id: random.secret(11),
    ns: `ns${random.secret(6)}`,
    subscriptions: [newId(random, 'sub_')],
    createdAt: clock.now(),
  }
  state.accounts.set(user.id, account)
  return account
}

/** Adds a stream in the default zone. Users cannot choose the zone. */
export function addStream(
  { state, random, clock }: LivepushWorld,
  owner: Account,
  { name, category, id = newId(random, 'st_') }: Schemas['StreamCreate'] & { readonly id?: string | undefined },
): Stream {
  const stream: Stream = {
    id,
    owner,
    name,
    category,
    zone: state.zones.find(({ isDefault }) => isDefault)!,
    streamKey: `rtmp_${random.hex(32)}`,
    chatId: newId(random, 'mc_'),
    embedId: newId(random, 'em_'),
    createdAt: clock.now(),
    destinations: [],
    publishedSince: null,
    playlist: null,
  }
  state.streams.set(id, stream)
  return stream
}

export function addDestination(
  { state, random, clock }: LivepushWorld,
  owner: Account,
  fields: Pick<Destination, 'appName' | 'label' | 'rtmpBase'> &
    Partial<Pick<Destination, 'id' | 'isPinned' | 'isDisabled'>>,
): Destination {
  const id = fields.id ?? newId(random, 'pb_')
  const destination = { isPinned: false, isDisabled: false, ...fields, id, owner, updatedAt: clock.now() }
  state.destinations.set(id, destination)
  return destination
}

export function addVideo(
  { state, random }: LivepushWorld,
  owner: Account,
  {
    title,
    duration,
    id = newId(random, 'vd_'),
  }: Pick<Video, 'title' | 'duration'> & { readonly id?: string | undefined },
): Video {
  const video = { id, owner, title, duration }
  state.videos.set(id, video)
  return video
}

/** Adds a recording of a session that started at `startedAt`, in epoch milliseconds. */
export function addRecording(
  { state, random, clock }: LivepushWorld,
  stream: Stream,
  { startedAt, status = 'queued', updatedAt = clock.now() }: Pick<Recording, 'startedAt'> & Partial<Recording>,
): Recording {
  const recording: Recording = {
    id: `rec${random.secret(12)}`,
    internalId: random.hex(24),
    stream,
    startedAt,
    status,
    updatedAt,
  }
  state.recordings.set(recording.id, recording)
  return recording
}
