import type { State, Stream } from './state.js'

/** What goes on in streams; no call of the API can do it. */
export class Lifecycle {
  readonly #state: State
  readonly #now: () => number

  constructor(state: State, now: () => number) {
    this.#state = state
    this.#now = now
  }

  /** An encoder begins to publish: to the managed stream of this name, else to an instant one, which is made. */
  publish(name: string): Stream {
    const stream = this.#state.streamToPublish(name, this.#now())
    if (isLive(stream)) throw new Error(`Stream '${name}' is on air already: one encoder at a time.`)
    stream.session = { since: this.#now(), endedAt: null }
    return stream
  }

  /** The encoder stops. */
  unpublish(name: string): Stream {
    const stream = this.#state.streams.get(name)
    if (!stream) {
      const known = [...this.#state.streams.keys()].join(', ')
      throw new RangeError(`There is no stream '${name}'; the streams are ${known}.`)
    }
    if (!isLive(stream)) throw new Error(`Stream '${name}' is not on air: publish to it first.`)
    stream.session!.endedAt = this.#now()
    return stream
  }
}

/** Whether someone publishes to the stream. */
export const isLive = ({ session }: Stream): boolean => session !== null && session.endedAt === null
