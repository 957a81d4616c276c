import type { JournalEntry } from '../../mock/index.js'
import { printable } from '../../mock/core/printable.js'
import { paint, type Terminal } from './terminal.js'

/** A request as one line: time, status, method, path and the reason of a refusal. */
export function entryLine(
  { at, method, path, status, reason }: JournalEntry,
  terminal: Pick<Terminal, 'hasColor'>,
): string {
  const time = paint(terminal, 'dim', new Date(at).toISOString().slice(11, 19))
  const color = status >= 500 || status === 0 ? 'red' : status >= 400 ? 'yellow' : 'green'
  const why = reason === undefined ? '' : `   (${reason})`
  return `${time}  ${paint(terminal, color, String(status).padStart(3))}  ${printable(`${method.padEnd(6)} ${path}${why}`)}`
}
