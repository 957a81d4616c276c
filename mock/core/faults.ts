/** A failure that a test has set. Plain data. */
export interface Fault {
  /** `<provider>.<operationId>`. */
  readonly operation: string
}

/** The faults of a mock, in the order in which they were set. */
export class FaultList {
  readonly #faults: Fault[]

  constructor(faults: Fault[]) {
    this.#faults = faults
  }

  get size(): number {
    return this.#faults.length
  }
}
