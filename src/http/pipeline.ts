import type { Profile } from '../../specs/profile.js'
import type { Clock } from '../clock.js'
import { withAuthorization } from './authorize.js'
import type { IsRefused } from './authorize.js'
import { compose } from './light-request.js'
import type { Layer, Send } from './light-request.js'
import { createLimiter, limiterOf, withLimit } from './limit.js'
import { withLog } from './log.js'
import type { BaseOptions } from './options.js'
import { refusedToken } from './refused-token.js'
import { withRetry } from './retry.js'
import { createSend } from './send.js'
import { Deadlines, withAttemptTimeout } from './timeout.js'

/** How a provider differs from the common behavior. */
export interface Quirks {
  /** Whether an answer refuses the token. Default: status 401, unless the profile says that it means a missing scope. */
  readonly isRefused?: IsRefused
}

/** The settings that all calls of a client share. */
export interface Setting {
  readonly profile: Profile
  readonly quirks: Quirks
  readonly options: Partial<BaseOptions>
  readonly clock: Clock
  /** Milliseconds an attempt may take. */
  readonly attemptTimeout: number | undefined
}

/**
 * The layers around one request, outermost first. The client adds `log` of the result and `timeout(total)` around them:
 *
 *     retry → authorize → limit → timeout(attempt) → log(attempt) → send
 */
export function createPipeline({ profile, quirks, options, clock, attemptTimeout }: Setting): Send {
  const { auth, limit, log, maxResponseBytes, maxRetryAfter = 60_000, retry } = options
  const { limits, provider } = profile
  const { isRefused = refusedToken(profile.oauth?.insufficientScope) } = quirks
  const layers: Layer[] = []
  if (retry !== false) layers.push(withRetry(clock, maxRetryAfter, retry))
  if (auth) layers.push(withAuthorization(auth, profile.authorizationScheme, isRefused))
  if (limit !== false) {
    const create = () => createLimiter(limits, { clock })
    const limiter = limit ?? (auth ? limiterOf(auth, provider, create) : create())
    layers.push(withLimit(limiter, { provider, clock, maxRetryAfter }))
  }
  if (attemptTimeout !== undefined) layers.push(withAttemptTimeout(new Deadlines(clock, attemptTimeout)))
  if (log) layers.push(withLog({ log, clock, provider }))
  return compose(createSend(options.fetch, maxResponseBytes), layers)
}
