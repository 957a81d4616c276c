import type { Clock } from '../clock.js'
import { NetworkError, TimeoutError } from '../errors/index.js'
import { checkOptions, isCount, isFunction, isMilliseconds, type OptionRules } from '../options.js'
import type { BufferedResponse, Layer, LightRequest } from './light-request.js'
import { retryAfter } from './retry-after.js'

/** How often and how patiently a call is repeated. */
export interface RetryOptions {
  /** Attempts in all, the first included. Default: 3. */
  readonly attempts?: number | undefined
  /** Milliseconds of the first backoff's ceiling, doubled for each next one. Default: 500. */
  readonly base?: number | undefined
  /** Milliseconds no backoff exceeds; what the provider asks for may. Default: 20 000. */
  readonly cap?: number | undefined
  /** A number in [0, 1), for the jitter. */
  readonly random?: (() => number) | undefined
}

const RULES: OptionRules<RetryOptions> = {
  attempts: isCount,
  base: isMilliseconds,
  cap: isMilliseconds,
  random: isFunction,
}

/** Statuses that another try may change: RFC 9110 section 15.5.9 and 15.6, RFC 8470, RFC 6585. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504])

/**
 * Repeats what failed in passing.
 *
 * - Only calls that are idempotent, by the table or by who makes them, except for faults before anything left the machine.
 * - Waits as long as the answer asks, else a random part of a doubling backoff ("full jitter"). If it asks for more than
 *   `maxRetryAfter`, it is given as it is.
 * - The call's deadline is the budget: a wait that would outlast it is not begun, and the last answer is given.
 * - Aborting ends a wait at once.
 *
 * Throws a `UsageError` for an option that does not exist or is wrong.
 */
export function withRetry(clock: Clock, maxRetryAfter: number, options: RetryOptions = {}): Layer {
  checkOptions('retry', options, RULES)
  const { attempts = 3, base = 500, cap = 20_000, random = Math.random } = options
  return (next) => async (request) => {
    for (let attempt = 1; ; attempt++) {
      let answer: BufferedResponse | undefined
      let fault: unknown
      try {
        answer = await next(request)
        if (!PASSING.has(answer.status)) return answer
      } catch (error) {
        fault = error
      }
      const give = () => {
        if (answer) return answer
        throw fault
      }
      if (attempt >= attempts || !isRepeatable(request, fault)) return give()
      const backoff = random() * Math.min(cap, base * 2 ** (attempt - 1))
      const asked = answer && retryAfter(answer.status, answer.headers, clock.now())
      const pause = request.call.notBefore - clock.monotonic()
      if (Math.max(asked ?? 0, pause) > maxRetryAfter) return give()
      const wait = Math.max(asked ?? backoff, pause)
      if (clock.monotonic() + wait >= request.call.deadline) return give()
      request.call.renew()
      await clock.sleep(wait, { signal: request.call.signal })
    }
  }
}

/** Whether the request may be sent again after `fault`, or after an answer where there is none. */
function isRepeatable(request: LightRequest, fault: unknown): boolean {
  const { call } = request
  if (call.final) return false
  if (fault instanceof NetworkError && fault.phase === 'connect') return true
  const passing = fault === undefined || fault instanceof NetworkError || fault instanceof TimeoutError
  return passing && call.idempotent
}
