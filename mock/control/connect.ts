import type { RemoteMock } from './remote-types.js'

export interface ConnectOptions {
  /** The control token that the mock printed when it started. Needed if the mock listens on a non-loopback address. */
  readonly token?: string | undefined
  /** Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/**
 * Connects to a mock in another process. Resolves to the methods of `createMock()`, each with a promise. Rejects with a `ConnectError` if
 * no mock answers. Calls that the mock refuses reject with a `RangeError`, as in process.
 *
 * @example
 * const mock = await connectMock('http://127.0.0.1:4010')
 * await mock.livepush.publish({ streamId })
 * await mock.clock.advance('31d')
 */
export const connectMock = async (url: string | URL, options: ConnectOptions = {}): Promise<RemoteMock> =>
  // Loaded on first use: a process that only serves a mock does not need it.
  (await import('./remote.js')).connect(String(url).replace(/\/+$/, ''), options)
