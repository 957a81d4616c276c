import { UsageError } from './errors/index.js'

/** Epoch milliseconds were below this until September 2001, and epoch seconds stay below it for 29,000 years. */
const FIRST = 1e12
const LAST = 8.64e15

/**
 * `value` as epoch milliseconds. Throws a `UsageError` if it is not a valid time, or if it counts seconds, also inside a `Date`: read as
 * milliseconds, such a time is in 1970, so a URL signed with it has expired (vendor samples do this).
 */
export function epochMs(value: Date | number, name: string): number {
  const ms = value instanceof Date ? value.getTime() : value
  if (!Number.isSafeInteger(ms) || ms > LAST)
    throw new UsageError(`${name} is not a valid time: give a valid Date or whole epoch milliseconds.`)
  if (ms < FIRST) throw new UsageError(`${name} lies before September 2001: if it counts seconds, multiply it by 1000.`)
  return ms
}
