/** No mock answers at an address, its version does not fit, or it wants another token. The message says what to do. */
export class ConnectError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ConnectError'
  }
}
