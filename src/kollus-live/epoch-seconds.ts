import { epochMs } from '../epoch-ms.js'
import { UsageError } from '../errors/index.js'

/** 2100-01-01T00:00:00Z. */
const farthest = 4_102_444_800

/**
 * A future time as the whole epoch seconds of Kollus. Throws a `UsageError` for a time that is over, which would refuse every viewer, and for
 * one after 2100: it was multiplied by 1000 once too often, or joined from two numbers as text (a public sample does this).
 */
export function futureSeconds(value: Date | number, name: string, now: number, latest = farthest): number {
  const seconds = Math.floor(epochMs(value, name) / 1000)
  if (seconds > latest) {
    const last = new Date(latest * 1000).toISOString()
    throw new UsageError(`${name} lies after ${last}: give a valid Date or whole epoch milliseconds.`)
  }
  if (seconds * 1000 <= now) throw new UsageError(`${name} is over already: give a time at least a second ahead.`)
  return seconds
}
