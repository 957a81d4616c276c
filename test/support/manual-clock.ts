import type { Clock } from '../../src/clock.js'

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Advances, and wakes sleepers in the order of their times, each at its own time. */
  advance(ms: number): Promise<void>
  /** Runs everything that is ready, without advancing. */
  settle(): Promise<void>
  /** Sets the wall clock forward or back by `ms`: only `now` shows it. */
  shiftWallClock(ms: number): void
  /** The times at which the sleepers wake, in epoch milliseconds, ascending. */
  readonly due: readonly number[]
}

/** A {@link ManualClock} that starts at `start` (epoch milliseconds). */
export function manualClock(start = Date.UTC(2026, 0, 15)): ManualClock {
  // `now` and `monotonic` differ, so that code which mixes them fails.
  let time = 0
  let wall = start
  const sleepers = new Set<Sleeper>()
  const background = new Set<Sleeper>()
  // One turn of the event loop runs every promise reaction that is ready. Several turns also run chains of awaits without I/O.
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
