import type { Clock } from '../clock.js'
import { isOnAirError } from '../errors/index.js'
import type { Call } from './call.js'
import type { BufferedResponse, Layer } from './light-request.js'

/** An entry of the log. It contains nothing that was sent or received. */
export interface LogEntry {
  /** `attempt`: one request and its answer or fault. `result`: the outcome of the call. */
  readonly event: 'attempt' | 'result'
  readonly provider: string
  /** operationId */
  readonly operation: string
  readonly method: string
  /** The path template of the spec, without values. */
  readonly path: string
  /** Attempts sent so far, this one included. */
  readonly attempt: number
  /** Duration in milliseconds, a whole number. */
  readonly ms: number
  readonly status?: number
  /** The error's `code`. `aborted` if the caller's signal ended the call, `unknown` for a foreign error. */
  readonly error?: string
}

export type Log = (entry: LogEntry) => void

/** Runs `work` and logs its outcome. Errors of `log` are ignored. */
export async function logged<T extends { readonly status: number }>(
  event: LogEntry['event'],
  { log, clock, provider }: { readonly log: Log; readonly clock: Clock; readonly provider: string },
  call: Call,
  work: () => Promise<T>,
): Promise<T> {
  const since = clock.monotonic()
  const tell = (outcome: Pick<LogEntry, 'status' | 'error'>) => {
    const { method, path } = call.operation
    const ms = Math.round(clock.monotonic() - since)
    try {
      log({ event, provider, operation: call.id, method, path, attempt: call.attempts, ms, ...outcome })
    } catch {
      // Logging must not change the outcome of a call.
    }
  }
  try {
    const outcome = await work()
    tell({ status: outcome.status })
    return outcome
  } catch (error) {
    const code = isOnAirError(error) ? error.code : call.isOver ? 'aborted' : 'unknown'
    tell({ error: code })
    throw error
  }
}

/** Logs every attempt. */
export function withLog(options: { readonly log: Log; readonly clock: Clock; readonly provider: string }): Layer {
  return (next) => (request) => logged<BufferedResponse>('attempt', options, request.call, () => next(request))
}
