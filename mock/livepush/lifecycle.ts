import type { MockClock } from '../core/time/clock.js'
import { nowPlaying } from './scheduler.js'
import type { LivepushPolicy } from './policy.js'
import type { Recordings } from './recordings.js'
import type { State, Stream, Video } from './state.js'

/** What goes on in streams; no call of the API can do it. Encoders publish to simulcasts, the scheduler plays on the others. */
export class Lifecycle {
  readonly #clock: MockClock
  readonly #state: State
  readonly #recordings: Recordings
  readonly #policy: LivepushPolicy

  constructor({ clock }: { readonly clock: MockClock }, state: State, recordings: Recordings, policy: LivepushPolicy) {
    this.#clock = clock
    this.#state = state
    this.#recordings = recordings
    this.#policy = policy
  }

  /** An encoder begins to publish. */
  publish(streamId: string): Stream {
    const stream = this.#stream(streamId, 'simulcast')
    if (stream.publishedSince !== null) throw new Error(`Stream ${streamId} is on air already: one encoder at a time.`)
    stream.publishedSince = this.#clock.now()
    return stream
  }

  /** The encoder stops; a recording follows. */
  unpublish(streamId: string): Stream {
    const stream = this.#stream(streamId, 'simulcast')
    if (stream.publishedSince === null) throw new Error(`Stream ${streamId} is not on air: publish to it first.`)
    this.#recordings.ofSession(stream, stream.publishedSince)
    stream.publishedSince = null
    return stream
  }

  /** The video that the scheduler plays on a stream at this moment, or null. */
  nowPlaying(streamId: string): Video | null {
    return nowPlaying(this.#stream(streamId, 'schedule'), this.#policy.loop, this.#clock.now())
  }

  #stream(id: string, category: Stream['category']): Stream {
    const stream = this.#state.streams.get(id)
    if (!stream) {
      const known = [...this.#state.streams.keys()].join(', ')
      throw new RangeError(`There is no stream '${id}'; the streams are ${known}.`)
    }
    if (stream.category === category) return stream
    const advice = category === 'simulcast' ? 'the scheduler plays on it' : 'an encoder publishes to it'
    throw new Error(`Stream ${id} is of the category ${stream.category}: ${advice}.`)
  }
}
