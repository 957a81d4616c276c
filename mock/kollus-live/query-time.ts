import { InvalidInputError } from '../core/http/invalid-input.js'

const day = 86_400_000

/**
 * Parses a time in a query to epoch milliseconds. Default time zone: UTC. Three formats are known: `2018-12-01`,
 * `2018-12-01T01:00:00+00:00` [SPRING] and `2018-12-01 01:00:00` [NEXT]. Throws `InvalidInputError` for others.
 */
export function queryTime(field: string, text: string): number {
  const time = Date.parse(
    /[zZ]$|[+-]\d\d:?\d\d$/.test(text) && text.length > 10
      ? text
      : `${text.replace(' ', 'T')}${text.length > 10 ? 'Z' : ''}`,
  )
  // Date.parse reads 30 February as 2 March.
  const real = new Date(`${text.slice(0, 10)}T00:00:00Z`)
  const exact = !Number.isNaN(real.getTime()) && real.toISOString().startsWith(text.slice(0, 10))
  if (Number.isNaN(time) || !exact) throw new InvalidInputError([{ field, rule: 'format', expected: 'date' }])
  return time
}

/** A half-open range: includes `start_date`, excludes `end_date` [SPRING]. Both are optional. */
export function queryRange(query: { start_date?: string | undefined; end_date?: string | undefined }): {
  from: number
  to: number
} {
  return {
    from: query.start_date === undefined ? -Infinity : queryTime('start_date', query.start_date),
    to: query.end_date === undefined ? Infinity : queryTime('end_date', query.end_date),
  }
}

/** The day of a viewer series, from midnight to midnight UTC. */
export function queryDay(query: { start_date: string }): { from: number; to: number } {
  const from = Math.floor(queryTime('start_date', query.start_date) / day) * day
  return { from, to: from + day }
}
