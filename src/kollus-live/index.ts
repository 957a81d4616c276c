/** Kollus Live (Catenoid): channels, broadcasts, syndications, statistics, callbacks. */
import type { RateLimit } from '../../specs/profile.js'
import { kollusLive, type components } from '../../generated/kollus-live/index.js'

export type { OperationId, Scope } from '../../generated/kollus-live/index.js'
export type { components, operations, paths } from '../../generated/kollus-live/types.js'
export { kollusLiveAuth } from './auth.js'
export { isRepeat, parseKollusLiveCallback } from './callbacks.js'
export type { KollusLiveEvent, LiveState, LiveStateEvent, RecordingTransferEvent, UnknownEvent } from './callbacks.js'
export { createKollusLive } from './client.js'
export { latestBroadcast } from './latest-broadcast.js'

/**
 * The provider's limits, with their certainty: for a limiter that several clients or processes share.
 *
 * @example
 * const limit = createLimiter(kollusLiveLimits)
 * const kollus = createKollusLive({ serviceAccount, auth, limit })
 */
export const kollusLiveLimits: readonly RateLimit[] = kollusLive.profile.limits

type Schemas = components['schemas']
export type Broadcast = Schemas['Broadcast']
export type Channel = Schemas['Channel']
