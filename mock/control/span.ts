const units = [
  ['year', 31_536_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

type Unit = (typeof units)[number]

/** A duration as text, in the largest unit that divides it: `30 days`, `90 minutes`. `ms` is cut to whole seconds. */
export const exactSpan = (ms: number): string =>
  inWords(
    ms,
    units.find(([, size]) => ms >= size && ms % size === 0),
  )

/** A duration as text, in its largest unit, rounded down: `30 days`, `1 hour`. */
export const roughSpan = (ms: number): string =>
  inWords(
    ms,
    units.find(([, size]) => ms >= size),
  )

function inWords(ms: number, [unit, size]: Unit = ['second', 1000]): string {
  const count = Math.floor(ms / size)
  return `${count.toLocaleString('en')} ${unit}${count === 1 ? '' : 's'}`
}
