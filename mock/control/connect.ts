import type { RemoteMock } from './remote-types.js'

export interface ConnectOptions {
  /** What the mock printed when it started, if other machines reach it. */
  readonly token?: string | undefined
  /** Default: the platform's. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/**
 * The mock that listens at an address, in another process: the methods of `createMock()`, each with a promise. Rejects with a
 * `ConnectError` if there is none. What the mock refuses is a `RangeError`, as in process.
 *
 * @example
 * const mock = await connectMock('http://127.0.0.1:4010')
 * await mock.livepush.publish({ streamId })
 * await mock.clock.advance('31d')
 */
export const connectMock = async (url: string | URL, options: ConnectOptions = {}): Promise<RemoteMock> =>
  // A server has no use for the client, and starts without it.
  (await import('./remote.js')).connect(String(url).replace(/\/+$/, ''), options)
