import type { components } from '../../generated/livepush/types.js'
import type { Random } from '../core/time/random.js'
import type { User } from '../oauth/directory.js'

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
export class State {
  /** By the user's id. */
  readonly accounts = new Map<string, Account>()
  readonly zones: readonly Zone[]
  readonly streams = new Map<string, Stream>()
  readonly destinations = new Map<string, Destination>()
  readonly videos = new Map<string, Video>()
  readonly recordings = new Map<string, Recording>()
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
    this.zones = [
      { id: this.#id('zn_'), host: 'stream.livepush.io', isDefault: true },
      { id: this.#id('zn_'), host: 'zone-2.mock.test', isDefault: false },
    ]
  }

  addAccount(user: User, now: number): Account {
    const account = {
      user,
      id: this.#random.secret(11),
      ns: `ns${this.#random.secret(6)}`,
      subscriptions: [this.#id('sub_')],
      createdAt: now,
    }
    this.accounts.set(user.id, account)
    return account
  }

  /** A stream in the default zone: its owner cannot choose. */
  addStream(owner: Account, { name, category }: Schemas['StreamCreate'], now: number): Stream {
    const stream: Stream = {
      id: this.#id('st_'),
      owner,
      name,
      category,
      zone: this.zones.find(({ isDefault }) => isDefault)!,
      streamKey: `rtmp_${this.#random.hex(32)}`,
      chatId: this.#id('mc_'),
      embedId: this.#id('em_'),
      createdAt: now,
      destinations: [],
      publishedSince: null,
      playlist: null,
    }
    this.streams.set(stream.id, stream)
    return stream
  }

  addDestination(
    owner: Account,
    fields: Pick<Destination, 'appName' | 'label' | 'rtmpBase'> & { readonly isPinned?: boolean },
    now: number,
  ): Destination {
    const id = this.#id('pb_')
    const destination = { isPinned: false, ...fields, id, owner, isDisabled: false, updatedAt: now }
    this.destinations.set(id, destination)
    return destination
  }

  addVideo(owner: Account, title: string, duration: number): Video {
    const video = { id: this.#id('vd_'), owner, title, duration }
    this.videos.set(video.id, video)
    return video
  }

  addRecording(stream: Stream, startedAt: number, now: number): Recording {
    const recording: Recording = {
      id: `rec${this.#random.secret(12)}`,
      internalId: this.#random.hex(24),
      stream,
      startedAt,
      status: 'queued',
      updatedAt: now,
    }
    this.recordings.set(recording.id, recording)
    return recording
  }

  /** An id for the metadata of a video elsewhere. */
  metadataId(): string {
    return this.#id('tup_')
  }

  #id(prefix: string): string {
    return prefix + this.#random.key(12)
  }
}
