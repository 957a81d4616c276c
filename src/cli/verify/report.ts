import { redact } from '../../errors/safe-text.js'
import type { OperationReport } from './session.js'

/** The result of a run over a provider. It contains no secret. */
export interface Report {
  readonly provider: string
  readonly title: string
  /** Where the answers came from; null: the provider's own servers. */
  readonly address: string | null
  /** ISO 8601. */
  readonly at: string
  /** The answers came from a mock, and confirm nothing about the provider. */
  readonly isMock: boolean
  /** False if it was stopped. */
  readonly isComplete: boolean
  readonly operations: readonly OperationReport[]
  /** The created resources that it could not delete. */
  readonly leftBehind: readonly string[]
}

/** How many there are of each. */
export interface Totals {
  readonly called: number
  readonly findings: number
  readonly confirmations: number
}

export const totalsOf = ({ operations }: Report): Totals => ({
  called: operations.filter(({ statuses }) => statuses.length > 0).length,
  findings: operations.reduce((sum, { findings }) => sum + findings.length, 0),
  confirmations: operations.reduce((sum, { confirmations }) => sum + confirmations.length, 0),
})

/** A shorter text would be found within words. */
const SHORTEST = 6

/** A report without these secrets, in any encoding. */
export function withoutSecrets(report: Report, secrets: Iterable<string>): Report {
  const hidden = [...secrets].filter(({ length }) => length >= SHORTEST)
  return JSON.parse(JSON.stringify(report), (_, value: unknown) =>
    typeof value === 'string' ? redact(value, hidden) : value,
  ) as Report
}
