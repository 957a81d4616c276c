/** A port that cannot be had, with what to do about it. */
export class ListenError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'ListenError'
    this.code = code
  }
}
