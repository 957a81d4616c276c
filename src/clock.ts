import { onAbort } from './on-abort.js'

/** Where time comes from. A mock's clock is one too, so that a client under test waits in the mock's time. */
export interface Clock {
  /** Epoch milliseconds: for dates. It may go back or jump, as the machine's wall clock does. */
  now(): number
  /** Milliseconds since some fixed point, never going back: for durations. Only differences mean anything. */
  monotonic(): number
  /**
   * Resolves after `ms` milliseconds of `monotonic`. Rejects with the signal's reason as soon as it aborts. `background`:
   * no caller waits for the end of this sleep, so it need not keep the process alive.
   */
  sleep(ms: number, options?: { readonly signal?: AbortSignal; readonly background?: boolean }): Promise<void>
}

/** `setTimeout` fires at once above this many milliseconds (2^31 − 1, about 24.8 days). */
const LONGEST_TIMER = 2_147_483_647

/**
 * The machine's clock: `Date.now`, `performance.now` and `setTimeout`. It is what clients and sign-ins use without the option `clock`.
 *
 * @example
 * const started = systemClock.monotonic()
 * await systemClock.sleep(100)
 * const elapsed = systemClock.monotonic() - started // milliseconds
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, { signal, background = false } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const until = performance.now() + ms
      let timer: ReturnType<typeof setTimeout>
      const remove =
        signal &&
        onAbort(signal, () => {
          clearTimeout(timer)
          reject(signal.reason)
        })
      const arm = () => {
        const left = until - performance.now()
        // A long sleep is a chain of timers of the maximum length.
        timer = setTimeout(left > LONGEST_TIMER ? arm : wake, Math.min(Math.max(left, 0), LONGEST_TIMER))
        // Browsers' timers are numbers and do not keep a process alive.
        if (background && typeof timer === 'object') timer.unref()
      }
      const wake = () => {
        remove?.()
        resolve()
      }
      arm()
    }),
}
