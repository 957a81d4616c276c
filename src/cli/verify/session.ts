import type { DescribedOperation } from '../../../mock/control/reference/operations.js'
import type { CallInit, CallOperation, Outcome } from './caller.js'
import { distinct, type Confirmation, type Finding } from './finding.js'
import type { Evidence } from '../../../specs/profile.js'
import type { Values } from './values.js'

/** The results for an operation. */
export interface OperationReport {
  readonly operation: string
  readonly method: string
  readonly path: string
  /** The mark that the spec has at the operation. */
  readonly evidence: Evidence
  /** The status of each answer. */
  readonly statuses: readonly number[]
  /** Why it was not called, or had no answer. */
  readonly reason: string | null
  readonly findings: readonly Finding[]
  readonly confirmations: readonly Confirmation[]
}

interface Options {
  readonly operations: readonly DescribedOperation[]
  readonly values: Values
  readonly call: CallOperation
  /** Operations to report on. Others are called only for the values that these need. Empty: all. */
  readonly only: readonly string[]
  /** Ends the calls, except those that delete created resources. */
  readonly signal: AbortSignal
  /** Called for each call. */
  readonly progress: (line: string) => void
}

/** One run over a provider: the calls and their results. */
export class Session {
  readonly operations: readonly DescribedOperation[]
  readonly values: Values
  readonly signal: AbortSignal
  readonly #options: Options
  readonly #reports = new Map<string, OperationReport>()
  readonly #unreachable = new Set<string>()
  readonly #leftBehind: string[] = []
  readonly secrets = new Set<string>()
  isMock = false

  constructor(options: Options) {
    this.operations = options.operations
    this.values = options.values
    this.signal = options.signal
    this.#options = options
  }

  get leftBehind(): readonly string[] {
    return this.#leftBehind
  }

  /** Says what could not be deleted. */
  leave(text: string): void {
    this.#leftBehind.push(text)
    this.#options.progress(text)
  }

  isReported({ id }: DescribedOperation): boolean {
    const { only } = this.#options
    return only.length === 0 || only.includes(id)
  }

  /** Calls an operation and keeps the outcome. Rejects when the signal aborts, unless it is a cleanup. */
  async call(operation: DescribedOperation, init: Omit<CallInit, 'signal'>, isCleanup = false): Promise<Outcome> {
    const { id, row } = operation
    if (!isCleanup) this.signal.throwIfAborted()
    if (this.#unreachable.has(row.server) && !isCleanup) {
      const outcome = { answered: false, reason: `The server ${row.server} does not answer.`, sent: false } as const
      this.#keep(operation, outcome)
      return outcome
    }
    const outcome = await this.#options.call(operation, {
      ...init,
      query: { ...this.values.others(operation, 'query'), ...init.query },
      header: { ...this.values.others(operation, 'header'), ...init.header },
      ...(isCleanup ? {} : { signal: this.signal }),
    })
    if (outcome.answered) {
      this.isMock ||= outcome.isMock
      for (const secret of outcome.secrets) this.secrets.add(secret)
    } else if (!outcome.sent) this.#unreachable.add(row.server)
    this.#keep(operation, outcome)
    this.#options.progress(`${id.padEnd(24)} ${outcome.answered ? outcome.status : outcome.reason}`)
    return outcome
  }

  /** Says why an operation is not called. */
  skip(operation: DescribedOperation, reason: string): void {
    if (!this.#reports.has(operation.id)) this.#reports.set(operation.id, { ...blank(operation), reason })
  }

  #keep(operation: DescribedOperation, outcome: Outcome): void {
    const before = this.#reports.get(operation.id) ?? blank(operation)
    if (!outcome.answered) {
      this.#reports.set(operation.id, { ...before, reason: outcome.reason })
      return
    }
    const confirmations = new Map([...before.confirmations, ...outcome.confirmations].map((one) => [one.at, one]))
    const findings = distinct([...before.findings, ...outcome.findings])
    this.#reports.set(operation.id, {
      ...before,
      statuses: [...before.statuses, outcome.status],
      findings,
      confirmations: [...confirmations.values()].filter(({ at }) => !findings.some((one) => one.at === at)),
    })
  }

  /** What was seen so far, in the order of the spec. */
  reports(): OperationReport[] {
    return this.operations
      .filter((one) => this.isReported(one))
      .map((one) => this.#reports.get(one.id) ?? { ...blank(one), reason: 'It was stopped before.' })
  }
}

const blank = ({ id, row }: DescribedOperation): OperationReport => ({
  operation: id,
  method: row.method,
  path: row.path,
  evidence: row.evidence,
  statuses: [],
  reason: null,
  findings: [],
  confirmations: [],
})
