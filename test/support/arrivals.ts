import { expect } from 'vitest'
import type { RateLimit } from '../../specs/profile.js'

/** A request as a provider counts it. */
export interface Arrival {
  /** Milliseconds. */
  readonly at: number
  readonly points: number
}

/**
 * Fails if a provider would have counted more than a limit allows: too many points in a window at any position, or more than a token bucket
 * held and got back in the time. `slack` are the milliseconds by which the times may be wrong.
 */
export function expectWithin(arrivals: readonly Arrival[], limits: readonly RateLimit[], slack = 0): void {
  const sorted = [...arrivals].sort((a, b) => a.at - b.at)
  const excess = limits.flatMap((limit) =>
    sorted.flatMap((first, from) => {
      let points = first.points
      return sorted.slice(from + 1).flatMap((last) => {
        points += last.points
        const took = last.at - first.at + slack
        const allowed = 'capacity' in limit ? (points - limit.capacity) / limit.refill : limit.window
        const isOver = 'capacity' in limit || points > limit.requests
        return isOver && took < allowed * 1000 ? [{ limit: limit.name, points, took }] : []
      })
    }),
  )
  expect(excess).toEqual([])
}
