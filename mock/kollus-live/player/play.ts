import type { Broadcast } from '../state.js'
import type { Chatter } from './chat.js'
import type { PlayerRefusal } from './codes.js'
import type { ReplyFinding } from './reply.js'

/** One viewer's playback. Times are epoch milliseconds. */
export interface Play {
  readonly id: number
  readonly broadcast: Broadcast
  readonly player: 'html5' | 'secure'
  readonly clientUserId: string | null
  /** The address and User-Agent. */
  readonly viewer: string
  readonly chatter: Chatter | null
  readonly playerId: string
  readonly deviceName: string
  readonly uservalues: Readonly<Record<string, string>>
  readonly startedAt: number
  status: 'playing' | 'paused' | 'stopped'
  /** Why it stopped, if the viewer did not stop it. */
  stopped: PlayerRefusal | null
  stoppedAt: number | null
  /** Watched until the last pause, in milliseconds, and since when it plays again. */
  watched: number
  resumedAt: number | null
  endsAt: number | null
  reply: ReplyFinding | null
  /** The clock's events: the end, and the next report to each receiver. */
  endTimer: number | null
  readonly beats: number[]
}

/** How long a playback has run, in milliseconds. */
export const elapsedOf = ({ startedAt, stoppedAt }: Play, now: number): number => (stoppedAt ?? now) - startedAt

/** How long the viewer has watched, in milliseconds. */
export const watchedOf = ({ watched, resumedAt }: Play, now: number): number =>
  watched + (resumedAt === null ? 0 : now - resumedAt)

/** Adds what was watched since the last start. */
export function settle(play: Play, now: number): void {
  play.watched = watchedOf(play, now)
  play.resumedAt = null
}
