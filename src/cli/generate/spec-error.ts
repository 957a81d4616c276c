import { printable } from '../../../mock/core/printable.js'

/** One problem of a spec: its place, and the rule that it breaks. */
export interface SpecProblem {
  /** Path of the document as a reader would open it, with forward slashes. */
  readonly file: string
  /** Both count from 1. */
  readonly line: number
  readonly column: number
  /** `yaml-syntax`, `x-onair`, a rule of this folder, or the name of a Redocly rule. */
  readonly rule: string
  readonly message: string
}

/** A problem as one line: `specs/tidal/openapi.yaml:7:3 rule: message`. */
export const lineOf = ({ file, line, column, rule, message }: SpecProblem): string =>
  printable(`${file}:${line}:${column} ${rule}: ${message}`)

/** Thrown when a spec cannot be generated. Nothing has been written. Its message has one line a problem. */
export class SpecError extends Error {
  override readonly name = 'SpecError'
  readonly problems: readonly SpecProblem[]

  constructor(problems: readonly SpecProblem[]) {
    // Problems in shared parts are reported once.
    const lines = new Map(problems.map((problem) => [lineOf(problem), problem] as const))
    super([...lines.keys()].join('\n'))
    this.problems = [...lines.values()]
  }
}
