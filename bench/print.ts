import type { Growth } from './events.js'
import type { Figure } from './rounds.js'
import type { Size } from './size.js'

/** Ratios only: an absolute cost on this machine says nothing about another one. `--json` prints the costs too. */
export function figuresTable(title: string, figures: readonly Figure[]): string {
  const rows = figures.map(({ name, ratio, quartiles, aim }, i) => {
    const spread = i === 0 ? '' : `${quartiles[0].toFixed(2)}-${quartiles[1].toFixed(2)}`
    const verdict = aim === undefined ? '' : `aim ${aim.toFixed(2)}: ${ratio <= aim ? 'met' : 'missed'}`
    return `  ${name.padEnd(28)} ${ratio.toFixed(2).padStart(6)}   ${spread.padEnd(12)} ${verdict}`.trimEnd()
  })
  return [title, ...rows, ''].join('\n')
}

/** Megabytes of the heap at the start, then the least and the most of the later sizes. */
export function growthTable(grown: readonly Growth[]): string {
  const rows = grown.map(({ name, events, heaps: [start, ...later], dropped }) => {
    const [first, least, most] = [start!, Math.min(...later), Math.max(...later)].map((b) => (b / 1e6).toFixed(1))
    return `  ${name.padEnd(28)} ${first} MB, then ${least}-${most} MB over ${events} events${dropped ? `, ${dropped} dropped` : ''}`
  })
  return ['memory: heap in use', ...rows, ''].join('\n')
}

export function sizesTable(sizes: readonly Size[]): string {
  const rows = sizes.map(({ name, files, bytes }) => {
    const kilobytes = (bytes / 1000).toFixed(1).padStart(8)
    return `  ${name.padEnd(28)} ${kilobytes} kB   ${files} files`
  })
  return ['size', ...rows, ''].join('\n')
}

/** Several kinds of figures, one row for each side. */
export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly { readonly name: string; readonly cells: readonly string[] }[]
}

export function table({ title, columns, rows }: Table): string {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map(({ cells }) => cells[index]!.length)),
  )
  const line = (name: string, cells: readonly string[]) =>
    `  ${name.padEnd(34)} ${cells.map((cell, index) => cell.padStart(widths[index]!)).join('   ')}`.trimEnd()
  return [title, line('', columns), ...rows.map(({ name, cells }) => line(name, cells)), ''].join('\n')
}
