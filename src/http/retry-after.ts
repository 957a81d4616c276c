/**
 * Milliseconds that `headers` ask to wait, or undefined. `now` is epoch milliseconds.
 *
 * - `Retry-After` in seconds or as an HTTP date (RFC 9110, section 10.2.3) counts with any status.
 * - `RateLimit-Reset` and `X-RateLimit-Reset` count with 429 only: many providers send them with every answer. They are
 *   seconds from now (IETF draft), or an epoch in seconds or milliseconds; which, the size tells.
 * - A time that has passed is 0; what cannot be read is skipped.
 */
export function retryAfter(status: number, headers: Headers, now: number): number | undefined {
  const asked = headers.get('retry-after')
  if (asked !== null) {
    const seconds = readNumber(asked)
    if (seconds !== undefined) return seconds * 1000
    const date = readDate(asked)
    if (date !== undefined) return Math.max(0, date - now)
  }
  if (status !== 429) return undefined
  for (const name of ['ratelimit-reset', 'x-ratelimit-reset']) {
    const reset = readNumber(headers.get(name) ?? '')
    if (reset === undefined) continue
    if (reset >= EPOCH_MILLISECONDS) return Math.max(0, reset - now)
    if (reset >= EPOCH_SECONDS) return Math.max(0, reset * 1000 - now)
    return reset * 1000
  }
  return undefined
}

/** Smallest number taken for an epoch: 2001 in seconds, and in milliseconds. As a delay it would be 31 years. */
const EPOCH_SECONDS = 1e9
const EPOCH_MILLISECONDS = 1e12

function readNumber(text: string): number | undefined {
  return /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined
}

/** `Date.parse` alone takes `-5` for a year; an HTTP date names its weekday. */
function readDate(text: string): number | undefined {
  const time = /^\s*(mon|tue|wed|thu|fri|sat|sun)/i.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(time) ? undefined : time
}
