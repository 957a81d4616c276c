import type { RateLimit } from '../../specs/profile.js'
import { ExpiringMap } from './state/expiring-map.js'
import { checkOptions, isBoolean } from './validate.js'

/** The state of a window, or of a token bucket, after a call. */
export interface RateWindow {
  readonly allowed: boolean
  readonly limit: number
  readonly remaining: number
  /** The end of the window, in epoch milliseconds. Of a token bucket: when the refused call is allowed, or else when it is full. */
  readonly resetsAt: number
}

/** An open window with the points of its calls, or a token bucket with the time at which it is full again (`ends`). */
interface OpenWindow {
  ends: number
  hits: number
}

/** The open windows and the token buckets that are not full, by limit and caller. */
export type RateWindows = Map<string, OpenWindow>

/** Switches the limits of a profile on or off: `false` for all off, or a boolean by name. Default: on if the provider enforces the limit. */
export type LimitSwitches = false | Readonly<Record<string, boolean>>

/** Rate limits with fixed windows and token buckets. The first call opens a window. Refused calls do not count. */
export class Limits {
  readonly #active: readonly RateLimit[]
  readonly #windows: ExpiringMap<string, OpenWindow>
  readonly #now: () => number

  constructor(active: readonly RateLimit[], windows: RateWindows, now: () => number) {
    this.#active = active
    this.#windows = new ExpiringMap(windows, ({ ends }) => ends)
    this.#now = now
  }

  /** Whether a limit of the profile is on. */
  has(name: string): boolean {
    return this.#active.some((limit) => limit.name === name)
  }

  /**
   * Counts a call of `who` against all limits of a bucket, or against none if one of them refuses. Returns the window of the limit that
   * refuses, else of the first limit. The call counts as `points`. Undefined if no limit is on. A limit `per: 'all'` counts all callers together.
   */
  hit(bucket: RateLimit['bucket'], who: string, points = 1): RateWindow | undefined {
    const own = this.#active.filter((limit) => limit.bucket === bucket)
    if (own.length === 0) return undefined
    const now = this.#now()
    const windows = own.map((limit) => ({ limit, window: this.#window(limit, who, now) }))
    const full = windows.find(({ limit, window }) => pointsLeft(limit, window, now) < points)
    if (!full) for (const { limit, window } of windows) spend(limit, window, points)
    const { limit, window } = full ?? windows[0]!
    const remaining = Math.floor(pointsLeft(limit, window, now))
    if ('window' in limit) return { allowed: !full, limit: limit.requests, remaining, resetsAt: window.ends }
    const { capacity, refill } = limit
    const enough = window.ends - ((capacity - Math.min(points, capacity)) / refill) * 1000
    return { allowed: !full, limit: capacity, remaining, resetsAt: full ? Math.ceil(enough) : window.ends }
  }

  #window(limit: RateLimit, who: string, now: number): OpenWindow {
    const key = `${limit.name} ${limit.per === 'all' ? '' : who}`
    const open = this.#windows.get(key, now)
    if (open) return open
    const window = { ends: 'window' in limit ? now + limit.window * 1000 : now, hits: 0 }
    this.#windows.add(key, window, now)
    return window
  }
}

/** The points that are left. Rounded to a millionth, because times are fractions. */
function pointsLeft(limit: RateLimit, { ends, hits }: OpenWindow, now: number): number {
  if ('window' in limit) return limit.requests - hits
  return Math.round((limit.capacity - (Math.max(0, ends - now) / 1000) * limit.refill) * 1e6) / 1e6
}

function spend(limit: RateLimit, window: OpenWindow, points: number): void {
  if ('window' in limit) window.hits += points
  else window.ends += (points / limit.refill) * 1000
}

/** The limits that are switched on. Throws a `RangeError` for a name that the profile does not have. */
export function activeLimits(all: readonly RateLimit[], switches: LimitSwitches = {}): readonly RateLimit[] {
  if (switches === false) return []
  checkOptions('limit', switches, Object.fromEntries(all.map(({ name }) => [name, isBoolean])))
  return all.filter((limit) => switches[limit.name] ?? limit.enforced)
}
