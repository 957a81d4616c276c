import type { RateLimit } from '../../specs/profile.js'
import { UsageError } from '../errors/index.js'
import { isBucket, limitsOf } from '../http/limit.js'
import type { Limiter } from '../http/limiter.js'
import { checkOptions, isCount, isMilliseconds, isText, type OptionRules } from '../options.js'
import type { RedisClient } from './commands.js'
import { SharedLimiter } from './shared-limiter.js'

/** What {@link redisLimiter} takes. All processes that share a limiter give the same options. */
export interface RedisLimiterOptions {
  /** Identifies the calls that the provider counts together: its name and the user, such as `kollus-live/alice`. Not a token. */
  readonly key: string
  /** Which limits it keeps: those of calls, or those of the token endpoint. Default: `api`. */
  readonly bucket?: RateLimit['bucket'] | undefined
  /** The prefix of all keys in Redis. Default: `onair:limiter:`. */
  readonly prefix?: string | undefined
  /** Maximum milliseconds of an attempt: at least `timeout.attempt` of the clients. Default: 30 000. */
  readonly longestAttempt?: number | undefined
  /** Each process takes this part of the limits, one in `share`, while Redis is away. Default: 10. */
  readonly share?: number | undefined
}

const RULES: OptionRules<RedisLimiterOptions> = {
  key: isText,
  bucket: isBucket,
  prefix: isText,
  longestAttempt: isMilliseconds,
  share: isCount,
}

/**
 * A limiter that all processes with the same Redis, `key` and `limits` share. `client` is one of node-redis or ioredis, which the
 * application closes. API clients with this limiter use the system's clock. Throws a `UsageError` for an option that is missing or wrong.
 *
 * - Turns are given first come, first served, over all processes. A turn counts until a whole window after its end,
 *   as in a limiter of `createLimiter`.
 * - If a process dies during a turn, the turn ends `longestAttempt` after it began.
 * - A 429 delays all processes.
 * - Time is the Redis server's. A window can exceed its limit if that clock is set forward, or if Redis loses its data and the first
 *   caller is a process that has just started.
 * - If Redis is away for 2 s, each process limits itself to one in `share` of the limits, and prints a process warning. No turn begins
 *   within a window (at most a minute) of losing Redis, and of finding it again. If there are more processes than a window's `requests`,
 *   the limits hold on average only. If only one process cannot reach Redis, its turns come on top of those of the others.
 *
 * @example
 * const limit = redisLimiter(redisClient, kollusLiveLimits, { key: 'kollus-live/alice' })
 * const kollus = createKollusLive({ serviceAccount, auth, limit })
 */
export function redisLimiter(client: RedisClient, limits: readonly RateLimit[], options: RedisLimiterOptions): Limiter {
  checkOptions('redisLimiter', options, RULES)
  if (!options?.key) throw new UsageError('redisLimiter needs the option "key", for example { key: \'alice\' }.')
  const { key, bucket = 'api', prefix = 'onair:limiter:', longestAttempt = 30_000, share = 10 } = options
  return new SharedLimiter(client, limitsOf(limits, bucket), {
    // The braces put all keys into one slot of a cluster (Redis, "Hash tags").
    name: `${prefix}{${encodeURIComponent(key)}/${bucket}}`,
    longestAttempt,
    share,
  })
}
