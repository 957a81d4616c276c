import type { RateLimit } from '../../specs/profile.js'
import { exactSpan } from './span.js'

/** How much a limit allows: `60 in 1 minute`, or `800 at once, 13 more a second` for a token bucket. */
export const describeLimit = (limit: RateLimit): string =>
  'capacity' in limit
    ? `${limit.capacity} at once, ${limit.refill} more a second`
    : `${limit.requests} in ${exactSpan(limit.window * 1000)}`
