/** Milliseconds, or text such as `31d`, `1h30m`, `250ms`. A day is 24 hours and a year (`y`) 365 days. */
export type Duration = number | string

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
}

/** The duration in milliseconds. Throws a `RangeError` if it is not a duration. */
export function milliseconds(duration: Duration): number {
  if (typeof duration === 'number') {
    if (Number.isFinite(duration) && duration >= 0) return duration
  } else if (/^(\d+(\.\d+)?(ms|[smhdwy]))+$/.test(duration)) {
    let total = 0
    for (const [, amount, unit] of duration.matchAll(/([\d.]+)([a-z]+)/g)) total += Number(amount) * units[unit!]!
    return total
  }
  throw new RangeError(
    `${JSON.stringify(duration)} is not a duration: use milliseconds, or text like '90s', '31d', '1h30m'.`,
  )
}
