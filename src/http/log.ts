import type { Clock } from '../clock.js'
import { isOnAirError } from '../errors/index.js'
import type { Call } from './call.js'
import type { BufferedResponse, Layer } from './light-request.js'

/** What a log is told: enough to see what happens, and nothing that was sent or received. */
export interface LogEntry {
  /** `attempt`: one request and its answer or fault. `result`: what the call came to. */
  readonly event: 'attempt' | 'result'
  readonly provider: string
  /** operationId */
  readonly operation: string
  readonly method: string
  /** The template of the spec, without any value in it. */
  readonly path: string
  /** Attempts sent so far, this one included. */
  readonly attempt: number
  /** Milliseconds it took, a whole number. */
  readonly ms: number
  readonly status?: number
  /** The error's `code`; `aborted` where the caller's signal ended it, `unknown` for a foreign error. */
  readonly error?: string
}

export type Log = (entry: LogEntry) => void

/** Runs `work` and tells `log` how it went. A log that throws is not heard. */
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
      // Logging must not change what a call comes to.
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

/** Tells `log` of every attempt. */
export function withLog(options: { readonly log: Log; readonly clock: Clock; readonly provider: string }): Layer {
  return (next) => (request) => logged<BufferedResponse>('attempt', options, request.call, () => next(request))
}
