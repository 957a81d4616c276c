import type { MockClock } from '../core/time/clock.js'
import { milliseconds } from '../core/time/duration.js'
import type { LivepushPolicy } from './policy.js'
import type { State, Stream } from './state.js'

interface Session {
  readonly streamId: string
  readonly startedAt: number
}

const appears = 'livepush.recording-queued'
const ends = 'livepush.recording-done'

/** Recordings of sessions: some time after the end one appears, queued; some time later it is completed or has failed. */
export class Recordings {
  readonly #clock: MockClock
  readonly #state: State
  readonly #policy: LivepushPolicy

  constructor({ clock }: { readonly clock: MockClock }, state: State, policy: LivepushPolicy) {
    this.#clock = clock
    this.#state = state
    this.#policy = policy
    clock.on(appears, (session: Session) => this.#queue(session))
    clock.on(ends, ({ recordingId }: { recordingId: string }) => this.#finish(recordingId))
  }

  /** A session that began at `startedAt` (epoch ms) is over. */
  ofSession(stream: Stream, startedAt: number): void {
    const due = this.#clock.now() + milliseconds(this.#policy.recordingDelay)
    this.#clock.schedule(due, appears, { streamId: stream.id, startedAt } satisfies Session)
  }

  #queue({ streamId, startedAt }: Session): void {
    const now = this.#clock.now()
    const recording = this.#state.addRecording(this.#state.streams.get(streamId)!, startedAt, now)
    this.#clock.schedule(now + milliseconds(this.#policy.recordingTime), ends, { recordingId: recording.id })
  }

  #finish(recordingId: string): void {
    const recording = this.#state.recordings.get(recordingId)!
    recording.status = this.#policy.recordingResult
    recording.updatedAt = this.#clock.now()
  }
}
