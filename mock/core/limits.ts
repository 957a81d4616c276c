import { checkOptions, isBoolean } from './validate.js'
import type { RateLimit } from '../../specs/profile.js'
import { ExpiringMap } from './state/expiring-map.js'

/** The state of one window after a hit. */
export interface Window {
  readonly allowed: boolean
  readonly limit: number
  readonly remaining: number
  /** Epoch milliseconds at which the window ends. */
  readonly resetsAt: number
}

/**
 * Fixed windows: the first hit opens a window, refused hits do not count.
 * Which limit holds, and for whom, is the provider's to say.
 */
export class Limits {
  readonly #windows = new ExpiringMap<string, { ends: number; hits: number }>(({ ends }) => ends)

  /** How many windows are remembered. */
  get size(): number {
    return this.#windows.size
  }

  /**
   * Counts a hit of `who` at time `now` (epoch milliseconds) against all the limits, or against none when one of them refuses.
   * Gives the first limit's window, or the one that refuses; undefined without limits.
   */
  hit(limits: readonly RateLimit[], who: string, now: number): Window | undefined {
    const windows = limits.map((limit) => ({ limit, window: this.#window(limit, who, now) }))
    const full = windows.find(({ limit, window }) => window.hits >= limit.requests)
    if (!full) for (const { window } of windows) window.hits++
    const told = full ?? windows[0]
    if (!told) return undefined
    const { limit, window } = told
    return { allowed: !full, limit: limit.requests, remaining: limit.requests - window.hits, resetsAt: window.ends }
  }

  #window(limit: RateLimit, who: string, now: number): { ends: number; hits: number } {
    const key = `${limit.name} ${who}`
    let window = this.#windows.get(key)
    if (!window || window.ends <= now) {
      this.#windows.add(key, (window = { ends: now + limit.window * 1000, hits: 0 }), now)
    }
    return window
  }
}

/** Which limits of a profile are on: all of them off, or each by its name; by default those the provider enforces. */
export type LimitSwitches = false | Readonly<Record<string, boolean>>

/** The limits of a bucket that are switched on. Throws a `RangeError` for a name the profile does not have. */
export function activeLimits(all: readonly RateLimit[], switches: LimitSwitches = {}): readonly RateLimit[] {
  if (switches === false) return []
  checkOptions('limit', switches, Object.fromEntries(all.map(({ name }) => [name, isBoolean])))
  return all.filter((limit) => switches[limit.name] ?? limit.enforced)
}
