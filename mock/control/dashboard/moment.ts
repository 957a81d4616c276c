/** A moment of the mock's time in UTC, to the second: `2026-01-15 09:30:00`. */
export const momentText = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ')

const units = [
  ['year', 31_536_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** A length of time in its largest unit, rounded down: `30 days`. */
export function lengthText(ms: number): string {
  const [unit, size] = units.find(([, one]) => ms >= one) ?? units.at(-1)!
  const count = Math.floor(ms / size)
  return `${count.toLocaleString('en')} ${unit}${count === 1 ? '' : 's'}`
}
