import type { RateLimit } from '../../specs/profile.js'
import type { TokenSource } from '../auth/token.js'
import { systemClock } from '../clock.js'
import type { Clock } from '../clock.js'
import { RateLimitError } from '../errors/index.js'
import { checkOptions, isClock, type OptionRules, type Rule } from '../options.js'
import type { Layer } from './light-request.js'
import type { Limit, Limiter } from './limiter.js'
import { LocalLimiter } from './local-limiter.js'
import { retryAfter } from './retry-after.js'

export interface LimiterOptions {
  readonly clock?: Clock | undefined
  /** Which limits it keeps: those of calls, or those of the token endpoint. Default: `api`. */
  readonly bucket?: RateLimit['bucket'] | undefined
}

export const isBucket: Rule = {
  must: "be 'api' or 'token'",
  holds: (value) => value === 'api' || value === 'token',
}

const LIMITER_RULES: OptionRules<LimiterOptions> = {
  clock: isClock,
  bucket: isBucket,
}

/**
 * A limiter for the `bucket` part of a provider's limits (default: `api`), within this process. It also keeps the limits that the
 * provider requests but does not enforce. Clients with the same limiter share its turns. Without the option `limit`, clients with the
 * same token source share one. Throws a `UsageError` for an option that is unknown or wrong.
 *
 * @example
 * const limit = createLimiter(kollusLiveLimits)
 * const first = createKollusLive({ serviceAccount, auth, limit })
 * const second = createKollusLive({ serviceAccount, auth: staticToken(personalAccessToken), limit })
 */
export function createLimiter(limits: readonly RateLimit[], options: LimiterOptions = {}): Limiter {
  checkOptions('createLimiter', options, LIMITER_RULES)
  const { clock = systemClock, bucket = 'api' } = options
  return new LocalLimiter(limitsOf(limits, bucket), clock)
}

/** The limits of one bucket, with times in milliseconds. */
export function limitsOf(limits: readonly RateLimit[], bucket: RateLimit['bucket']): Limit[] {
  return limits
    .filter((limit) => limit.bucket === bucket)
    .map((limit) =>
      'capacity' in limit
        ? { capacity: limit.capacity, refill: limit.refill / 1000 }
        : { requests: limit.requests, window: limit.window * 1000 },
    )
}

/** Providers limit each user, and a token source belongs to one user: clients that share it share its limiter. */
const shared = new WeakMap<TokenSource, Map<string, Limiter>>()

/** The limiter of `source` at `provider`. `create` makes it at the first call. */
export function limiterOf(source: TokenSource, provider: string, create: () => Limiter): Limiter {
  const limiters = shared.get(source) ?? new Map<string, Limiter>()
  shared.set(source, limiters)
  const limiter = limiters.get(provider) ?? create()
  limiters.set(provider, limiter)
  return limiter
}

/** The settings of {@link withLimit}. */
interface LimitSetting {
  readonly provider: string
  readonly clock: Clock
  /** Milliseconds. */
  readonly maxRetryAfter: number
}

/**
 * Each attempt waits for its turn. A 429 delays all calls for the time that it states, or else for a whole window. Rejects with a
 * `RateLimitError` as soon as it is certain that the turn comes after the call's deadline, or that the provider asked for a longer
 * wait than `maxRetryAfter`.
 */
export function withLimit(limiter: Limiter, { provider, clock, maxRetryAfter }: LimitSetting): Layer {
  return (next) => async (request) => {
    const { call } = request
    const slot = await limiter.acquire({
      points: call.operation.points,
      // Created when it is read: only a call that waits needs one.
      get signal() {
        return call.signal
      },
      deadline: call.deadline,
      maxPause: maxRetryAfter,
      tooLate: (wait) => {
        const refusal = { provider, operation: call.id, status: 429, body: undefined, retryAfter: Math.ceil(wait) }
        return new RateLimitError(refusal, false)
      },
    })
    try {
      const answer = await next(request)
      if (answer.status === 429) {
        const guess = Math.min(limiter.longestWindow, maxRetryAfter)
        call.notBefore = clock.monotonic() + (retryAfter(429, answer.headers, clock.now()) ?? guess)
        limiter.close(call.notBefore)
      }
      return answer
    } finally {
      slot.finish()
    }
  }
}
