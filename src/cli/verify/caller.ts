import { isOnAirError } from '../../errors/on-air-error.js'
import { AuthError, NetworkError } from '../../errors/index.js'
import type { DescribedOperation } from '../../../mock/control/reference/operations.js'
import { queryOf, type Exchange, type recordingFetch } from './exchange.js'
import type { Judgement, SpecJudge } from './judge.js'
import type { AnyClient } from './target.js'
import type { PathValues } from './values.js'

/** The arguments of a call. */
export interface CallInit {
  readonly path: PathValues
  readonly query?: Readonly<Record<string, unknown>>
  readonly header?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/** The outcome of a call. */
export type Outcome =
  | ({ readonly answered: true; readonly status: number; readonly isMock: boolean } & Judgement)
  /** `sent`: the provider may have received the request. */
  | { readonly answered: false; readonly reason: string; readonly sent: boolean }

export type CallOperation = (operation: DescribedOperation, init: CallInit) => Promise<Outcome>

interface Parts {
  readonly client: AnyClient
  readonly recorder: ReturnType<typeof recordingFetch>
  readonly judge: SpecJudge
  /** The client's options that are path parameters. */
  readonly filled: PathValues
}

/**
 * Calls an operation and checks its answer. Rejects with an `AuthError` if there is no token, and with the signal's reason; any other
 * fault is an outcome.
 */
export const callerOf =
  ({ client, recorder, judge, filled }: Parts): CallOperation =>
  async (operation, { path, query = {}, header = {}, body, signal }) => {
    recorder.take()
    try {
      await client.call(operation.id, { params: { path, query, header }, ...(body !== undefined && { body }), signal })
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof AuthError || !isOnAirError(error)) throw error
      // A success that is no JSON, for example: the answer is there to judge.
      if (error.code !== 'decode') {
        return {
          answered: false,
          reason: error.message,
          sent: !(error instanceof NetworkError && error.phase === 'connect'),
        }
      }
    }
    const taken = recorder.take()
    if (!taken) return { answered: false, reason: 'No answer came.', sent: true }
    const { url, init, answer } = taken
    const exchange: Exchange = {
      operation: operation.id,
      sent: {
        method: operation.row.method,
        path: operation.row.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
          encodeURIComponent(path[name] ?? filled[name] ?? ''),
        ),
        query: queryOf(url),
        headers: Object.fromEntries(new Headers(init.headers)),
        ...(body !== undefined && { body }),
      },
      answer,
    }
    const isMock = 'x-onair-evidence' in answer.headers
    return { answered: true, status: answer.status, isMock, ...(await judge.judge(exchange)) }
  }
