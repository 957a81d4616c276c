/**
 * The wait in milliseconds that `headers` ask for. Undefined if they ask for none.
 *
 * - `Retry-After` in seconds or as an HTTP date (RFC 9110, section 10.2.3) counts with any status.
 * - `RateLimit-Reset` and `X-RateLimit-Reset` count with 429 only, because many providers send them with every answer. They are seconds
 *   from now (IETF draft), or an epoch in seconds or milliseconds. The size of the number decides.
 * - Dates are compared with the answer's own `Date`, because the clocks of server and client can differ. Without one, they are compared
 *   with `now` (epoch milliseconds).
 * - If a header was sent twice (`90, 90`), the larger value counts. A time in the past is 0. Invalid values are skipped.
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

/** The smallest numbers that count as an epoch, in seconds and in milliseconds: 2001. As a delay it would be 31 years. */
const EPOCH_SECONDS = 1e9
const EPOCH_MILLISECONDS = 1e12

/** The largest valid value in a list. Undefined without one. The comma after a date's weekday is not a separator. */
function largest(list: string | null, read: (item: string) => number | undefined): number | undefined {
  const items = list?.split(/,(?!\s*\d+[ -][a-z])/i) ?? []
  const values = items.map(read).filter((value) => value !== undefined)
  return values.length > 0 ? Math.max(...values) : undefined
}

function readNumber(text: string): number | undefined {
  return /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined
}

/**
 * An HTTP date in any of its three forms (RFC 9110, section 5.6.7), in epoch milliseconds. All forms are GMT, even without `GMT`. The
 * weekday is required, because `Date.parse` reads `-5` as a year.
 */
function readDate(text: string): number | undefined {
  if (!/^\s*(mon|tue|wed|thu|fri|sat|sun)/i.test(text)) return undefined
  const time = Date.parse(/(gmt|utc|z|[+-]\d{4})\s*$/i.test(text) ? text : `${text} GMT`)
  return Number.isNaN(time) ? undefined : time
}
