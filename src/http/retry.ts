import type { Clock } from '../clock.js'
import { NetworkError, TimeoutError } from '../errors/index.js'
import { checkOptions, isCount, isFunction, isMilliseconds, type OptionRules } from '../options.js'
import type { BufferedResponse, Layer, LightRequest } from './light-request.js'
import { retryAfter } from './retry-after.js'

/** How often a call is retried, and how long it waits in between. */
export interface RetryOptions {
  /** Maximum number of attempts, the first included. Default: 3. */
  readonly attempts?: number | undefined
  /** Maximum of the first backoff in milliseconds, doubled for each next one. Default: 500. */
  readonly base?: number | undefined
  /** Maximum of all backoffs in milliseconds. A wait that the provider asks for can be longer. Default: 20 000. */
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

/** Statuses of temporary faults: RFC 9110 sections 15.5.9 and 15.6, RFC 8470, RFC 6585. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504])

/**
 * Retries calls after temporary faults.
 *
 * - It retries a call only if it is idempotent, by the table or by the caller's option, or if nothing was sent.
 * - It waits as long as the answer asks for, else a random part of a doubling backoff ("full jitter"). If the answer asks for more than
 *   `maxRetryAfter`, it returns that answer.
 * - If a wait would pass the call's deadline, it returns the last answer or throws the last fault.
 * - Aborting ends a wait at once.
 *
 * Throws a `UsageError` for an option that is unknown or wrong.
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

/** Whether the request can be sent again after `fault`, or after an answer if `fault` is undefined. */
function isRepeatable(request: LightRequest, fault: unknown): boolean {
  const { call } = request
  if (call.final) return false
  if (fault instanceof NetworkError && fault.phase === 'connect') return true
  const passing = fault === undefined || fault instanceof NetworkError || fault instanceof TimeoutError
  return passing && call.idempotent
}
