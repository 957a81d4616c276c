import { printable } from '../../../mock/core/printable.js'
import { paint, type Terminal } from '../terminal.js'
import type { OperationReport } from './session.js'
import { totalsOf, type Report } from './report.js'

const INDENT = ' '.repeat(9)

/** A report for a terminal. */
export function textReport(report: Report, terminal: Pick<Terminal, 'hasColor'>): string {
  const { operations, leftBehind } = report
  const lines = [
    headline(report),
    '',
    ...operations.flatMap((one) => operationLines(one, report, terminal)),
    ...(leftBehind.length > 0 ? ['', 'Left behind:', ...leftBehind.map((one) => `  ${printable(one)}`)] : []),
    '',
    ...notes(report),
  ]
  return lines.join('\n').trimEnd()
}

/** The result in one line. */
export function headline(report: Report): string {
  const { called, findings, confirmations } = totalsOf(report)
  const { title, address, operations, isMock, isComplete } = report
  const where = address === null ? '' : ` at ${printable(address)}`
  const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`
  const seen = isMock ? '' : `, ${counted(confirmations, 'confirmation')}`
  const stopped = isComplete ? '' : ' It was stopped.'
  return `${title}${where}: ${called} of ${operations.length} operations called, ${counted(findings, 'difference')}${seen}.${stopped}`
}

/** Notes on the whole report. */
export function notes({ isMock }: Report): string[] {
  if (isMock) return ['The answers came from a mock. They confirm nothing about the provider.']
  return []
}

function operationLines(
  { operation, statuses, evidence, reason, findings, confirmations }: OperationReport,
  { isMock }: Report,
  terminal: Pick<Terminal, 'hasColor'>,
): string[] {
  const state =
    findings.length > 0
      ? paint(terminal, 'red', 'drift  ')
      : statuses.length > 0
        ? paint(terminal, 'green', 'ok     ')
        : paint(terminal, 'dim', '-      ')
  const what = statuses.length > 0 ? [...new Set(statuses)].join(', ') : printable(reason ?? '')
  return [
    `${state}${paint(terminal, 'bold', operation)} (${evidence})  ${what}`,
    ...findings.flatMap((one) => [
      `${INDENT}${one.kind}: ${printable(one.where)} (${one.evidence ?? 'no mark'}). ${printable(one.seen)} Found by ${one.foundBy.join(' and ')}.`,
      `${INDENT}  ${paint(terminal, 'dim', `${printable(one.suggestion)} See ${one.at}`)}`,
    ]),
    ...(isMock
      ? []
      : confirmations.map(({ where, at, evidence: mark }) => `${INDENT}${mark} -> seen: ${printable(where)}  ${at}`)),
  ]
}
