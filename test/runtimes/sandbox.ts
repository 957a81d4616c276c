import type { Clock } from 'onair'
import type { Place } from './check.js'

/** A sandbox of the mock, and what a client needs for it. */
export interface Sandbox {
  /** For every client: `baseUrl`, and a clock that goes with the sandbox's. */
  readonly client: { readonly baseUrl: string; readonly clock: TravelClock }
  /** A call of the sandbox's control API, by its path below `/api`. */
  readonly control: (path: string, body?: unknown) => Promise<any>
  /** Allows what the page of this address asks for, and gives the callback's address. */
  readonly approve: (url: string) => Promise<string>
  /** How many requests of this operation came in. */
  readonly count: (operation: string) => Promise<number>
}

/** A clock that stands still, but for sleeps: they end at once, and as much later in the sandbox too. */
export interface TravelClock extends Clock {
  /** Lets time pass, here and in the sandbox. */
  readonly advance: (ms: number) => Promise<void>
}

/** A sandbox of its own for one check. */
export async function openSandbox({ url, control }: Place): Promise<Sandbox> {
  const baseUrl = `${url}/t/${crypto.randomUUID()}`
  const call = (path: string, body?: unknown) => control(`${baseUrl}/_mock/api${path}`, body)
  const { now } = (await call('/clock')) as { now: number }
  let passed = 0
  const advance = async (ms: number) => {
    passed += Math.ceil(ms)
    await call('/clock/advance', { duration: Math.ceil(ms) })
  }
  const clock: TravelClock = {
    now: () => now + passed,
    monotonic: () => passed,
    advance,
    sleep: (ms, { signal, background } = {}) =>
      background
        ? new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
        : advance(ms),
  }
  return {
    client: { baseUrl, clock },
    control: call,
    approve: async (page) => (await call('/approve', { url: page })).url,
    count: async (operation) => (await call(`/journal?operation=${operation}`)).requests.length,
  }
}
