import type { components } from '../../generated/livepush/types.js'
import type { User } from '../accounts/users.js'
import type { Random } from '../core/time/random.js'
import type { LivepushWorld } from './world.js'

type Schemas = components['schemas']
export type StreamCategory = Schemas['StreamCategory']

/** A user with what the API says of them. */
export interface Account {
  readonly user: User
  readonly id: string
  readonly ns: string
  readonly subscriptions: readonly string[]
  readonly createdAt: number
}

/** Where streams run. */
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
  /** Since when an encoder publishes, or null. */
  publishedSince: number | null
  /** What the scheduler plays, and since when, or null. */
  playlist: { readonly videos: readonly Video[]; readonly since: number } | null
}

export interface Recording {
  readonly id: string
  readonly internalId: string
  readonly stream: Stream
  /** When the session began. */
  readonly startedAt: number
  status: 'queued' | 'completed' | 'errored'
  updatedAt: number
}

/** Everything there is, by id. Ids have prefixes, so none is ever `mine` or `me`. */
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

/** An id of a kind of thing. */
export const newId = (random: Random, prefix: string): string => prefix + random.key(12)

/** The account of a user, which owns nothing yet. */
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

/** A stream in the default zone: its owner cannot choose. */
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

/** A recording of a session that began at `startedAt`, in epoch milliseconds. */
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
