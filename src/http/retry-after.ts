/**
 * Milliseconds that `headers` ask to wait, or undefined.
 *
 * - `Retry-After` in seconds or as an HTTP date (RFC 9110, section 10.2.3) counts with any status.
 * - `RateLimit-Reset` and `X-RateLimit-Reset` count with 429 only: many providers send them with every answer. They are
 *   seconds from now (IETF draft), or an epoch in seconds or milliseconds; which, the size tells.
 * - Dates are measured against the answer's own `Date`, because the clocks of server and client may differ. Without one,
 *   against `now` (epoch milliseconds).
 * - Of a header that was sent twice (`90, 90`) the larger value counts. A time that has passed is 0. What cannot be read is
 *   skipped.
 */
export function retryAfter(status: number, headers: Headers, now: number): number | undefined {
  const sent = readDate(headers.get('date') ?? '') ?? now
  const until = (date: number) => Math.max(0, date - sent)
  const asked = largest(headers.get('retry-after'), (item) => {
    const seconds = readNumber(item)
    if (seconds !== undefined) return seconds * 1000
    const date = readDate(item)
    return date === undefined ? undefined : until(date)
  })
  if (asked !== undefined || status !== 429) return asked
  const readReset = (item: string) => {
    const reset = readNumber(item)
    if (reset === undefined || reset < EPOCH_SECONDS) return reset && reset * 1000
    return until(reset < EPOCH_MILLISECONDS ? reset * 1000 : reset)
  }
  return largest(headers.get('ratelimit-reset'), readReset) ?? largest(headers.get('x-ratelimit-reset'), readReset)
}

/** Smallest number taken for an epoch: 2001 in seconds, and in milliseconds. As a delay it would be 31 years. */
const EPOCH_SECONDS = 1e9
const EPOCH_MILLISECONDS = 1e12

/** The largest value in a list, undefined where none can be read. The comma after a date's weekday separates nothing. */
function largest(list: string | null, read: (item: string) => number | undefined): number | undefined {
  const items = list?.split(/,(?!\s*\d+[ -][a-z])/i) ?? []
  const values = items.map(read).filter((value) => value !== undefined)
  return values.length > 0 ? Math.max(...values) : undefined
}

function readNumber(text: string): number | undefined {
  return /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined
}

/**
 * An HTTP date in any of its three forms (RFC 9110, section 5.6.7), which are all GMT, be it written there or not. It names
 * its weekday: `Date.parse` alone takes `-5` for a year.
 */
function readDate(text: string): number | undefined {
  if (!/^\s*(mon|tue|wed|thu|fri|sat|sun)/i.test(text)) return undefined
  const time = Date.parse(/(gmt|utc|z|[+-]\d{4})\s*$/i.test(text) ? text : `${text} GMT`)
  return Number.isNaN(time) ? undefined : time
}
