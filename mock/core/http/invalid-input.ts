/** A problem with the input, independent of the provider. */
export interface Issue {
  readonly field: string
  readonly rule: 'required' | 'type' | 'choice' | 'minimum' | 'maximum' | 'format' | 'unknown'
  /** The expected type, bound or format. */
  readonly expected?: string | number
}

/** Input that does not fit the spec. The dialect turns it into a response. */
export class InvalidInputError extends Error {
  readonly issues: readonly Issue[]

  constructor(issues: readonly Issue[]) {
    super(`invalid input: ${issues.map(({ field }) => field).join(', ')}`)
    this.issues = issues
  }
}
