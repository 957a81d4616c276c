import type { RateLimit } from '../../specs/profile.js'
import { ExpiringMap } from './state/expiring-map.js'
import { checkOptions, isBoolean } from './validate.js'

/** The state of a window after a call. */
export interface RateWindow {
  readonly allowed: boolean
  readonly limit: number
  readonly remaining: number
  /** The end of the window, in epoch milliseconds. */
  readonly resetsAt: number
}

/** The open windows, by limit and caller. */
export type RateWindows = Map<string, { readonly ends: number; hits: number }>

/** Switches the limits of a profile on or off: `false` for all off, or a boolean by name. Default: on if the provider enforces the limit. */
export type LimitSwitches = false | Readonly<Record<string, boolean>>

/** Rate limits with fixed windows. The first call opens a window. Refused calls do not count. */
export class Limits {
  readonly #active: readonly RateLimit[]
  readonly #windows: ExpiringMap<string, { readonly ends: number; hits: number }>
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
   * refuses, else of the first limit. Undefined if no limit is on. A limit `per: 'all'` counts all callers together.
   */
  hit(bucket: RateLimit['bucket'], who: string): RateWindow | undefined {
    const own = this.#active.filter((limit) => limit.bucket === bucket)
    if (own.length === 0) return undefined
    const now = this.#now()
    const windows = own.map((limit) => ({ limit, window: this.#window(limit, who, now) }))
    const full = windows.find(({ limit, window }) => window.hits >= limit.requests)
    if (!full) for (const { window } of windows) window.hits++
    const { limit, window } = full ?? windows[0]!
    return { allowed: !full, limit: limit.requests, remaining: limit.requests - window.hits, resetsAt: window.ends }
  }

  #window(limit: RateLimit, who: string, now: number): { readonly ends: number; hits: number } {
    const key = `${limit.name} ${limit.per === 'all' ? '' : who}`
    const open = this.#windows.get(key, now)
    if (open) return open
    const window = { ends: now + limit.window * 1000, hits: 0 }
    this.#windows.add(key, window, now)
    return window
  }
}

/** The limits that are switched on. Throws a `RangeError` for a name that the profile does not have. */
export function activeLimits(all: readonly RateLimit[], switches: LimitSwitches = {}): readonly RateLimit[] {
  if (switches === false) return []
  checkOptions('limit', switches, Object.fromEntries(all.map(({ name }) => [name, isBoolean])))
  return all.filter((limit) => switches[limit.name] ?? limit.enforced)
}
