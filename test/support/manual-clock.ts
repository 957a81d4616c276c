import type { Clock } from '../../src/clock.js'

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** A clock that stands still until told to move. */
export interface ManualClock extends Clock {
  /** Moves on, waking sleepers in the order they fall due, each with the time it asked for. */
  advance(ms: number): Promise<void>
  /** Lets everything that is ready run, without moving. */
  settle(): Promise<void>
  /** Sets the wall clock on by `ms`, or back: only `now` shows it. */
  shiftWallClock(ms: number): void
  /** When the sleepers that are waited for wake, in epoch milliseconds, ascending. */
  readonly due: readonly number[]
}

/** A {@link ManualClock} that starts at `start` (epoch milliseconds). */
export function manualClock(start = Date.UTC(2026, 0, 15)): ManualClock {
  // `now` and `monotonic` differ, so that code which mixes them fails.
  let time = 0
  let wall = start
  const sleepers = new Set<Sleeper>()
  const background = new Set<Sleeper>()
  // One turn of the event loop runs every promise reaction there is; several let chains of I/O-free awaits through.
  const settle = async () => {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
  const ascending = () => [...sleepers].sort((a, b) => a.at - b.at)

  return {
    now: () => wall + time,
    monotonic: () => time,
    sleep: (ms, options) =>
      new Promise((resolve, reject) => {
        const signal = options?.signal
        if (signal?.aborted) return reject(signal.reason)
        const sleeper: Sleeper = {
          at: time + Math.max(0, ms),
          wake: () => {
            leave()
            resolve()
          },
        }
        const stop = () => {
          leave()
          reject(signal?.reason)
        }
        const leave = () => {
          sleepers.delete(sleeper)
          background.delete(sleeper)
          signal?.removeEventListener('abort', stop)
        }
        signal?.addEventListener('abort', stop, { once: true })
        sleepers.add(sleeper)
        if (options?.background) background.add(sleeper)
      }),
    async advance(ms) {
      const end = time + ms
      await settle()
      for (let next = ascending()[0]; next && next.at <= end; next = ascending()[0]) {
        time = Math.max(time, next.at)
        next.wake()
        await settle()
      }
      time = end
      await settle()
    },
    settle,
    shiftWallClock: (ms) => void (wall += ms),
    get due() {
      return ascending()
        .filter((sleeper) => !background.has(sleeper))
        .map((sleeper) => wall + sleeper.at)
    },
  }
}
